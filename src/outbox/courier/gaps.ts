import type { Clock } from '../../model/clock';
import { Emitter } from '../../model/emitter';
import type { Entry } from '../store/entry';
import { clockSlack, resumed } from '../store/transition';
import type { RetryPlan } from '../store/verdict';

/** A time in which nothing could be tried, in milliseconds since 1970. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** For how long a message is tried at least after such a time, in milliseconds. */
const patience = 600_000;

/**
 * The times in which this process could try nothing: the computer slept, or the clock was put forward. Somebody has to
 * look every few seconds, and before a message is given up.
 */
export class Gaps {
  private last: number | undefined;
  private latest: Gap = { from: 0, to: 0 };
  private readonly passed: Emitter<Gap>;
  /** Such a time has passed. */
  readonly onDidPass;
  /** What is being taken off the waiting messages, one after the other. */
  private readonly passes = new Set<(entry: Entry) => Entry>();

  constructor(
    private readonly clock: Clock,
    private readonly plan: () => RetryPlan,
    onError: (error: unknown) => void,
  ) {
    this.passed = new Emitter<Gap>(onError);
    this.onDidPass = this.passed.event;
  }

  look(): void {
    const now = this.clock.now();
    const from = this.last ?? now;
    this.last = now;
    if (now - from <= clockSlack) return;
    this.latest = { from, to: now };
    this.passed.fire(this.latest);
  }

  /**
   * The same entry with the time from then on until now not counted, since nothing was tried; unchanged if that is
   * short. @param from milliseconds since 1970
   */
  resume(entry: Entry, from: number, to = this.clock.now()): Entry {
    return resumed(entry, { from, to }, this.clock.now() - Math.max(0, this.plan().expireAfter - patience));
  }

  /**
   * Begins to take a time off all waiting messages, which takes a while.
   * @param pass what that makes of each
   * @returns to be called at the end
   */
  begin(pass: (entry: Entry) => Entry): () => void {
    this.passes.add(pass);
    return () => this.passes.delete(pass);
  }

  /** The same entry as it will be once its turn has come: it may be tried before. */
  upToDate(entry: Entry): Entry {
    let next = entry;
    for (const pass of this.passes) next = pass(next);
    return next;
  }

  /** The same for one that was claimed before the last such time, and whose attempt has just ended. */
  outlived(entry: Entry): Entry {
    this.look();
    return this.resume(entry, this.latest.from, this.latest.to);
  }
}
