import type { Clock } from '../model/clock';
import type { RunKind, UsualDuration } from '../model/usualDuration';
import type { Scheduler } from './scheduler';

/** A run that goes on now. */
export interface Going extends RunKind {
  readonly id: string;
  readonly command?: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly startKnown: boolean;
}

export interface PreconnectParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** How long runs of this kind take; `undefined`: not known. */
  readonly usual: (kind: RunKind) => UsualDuration | undefined;
  /** The account that a mail about the run would go through at its end if it took so long; `undefined`: none would. */
  readonly accountFor: (run: Going, duration: number) => string | undefined;
  /** Opens a connection for that account and keeps it for so many milliseconds. */
  readonly open: (accountId: string, patience: number) => void;
}

/** How long before the earliest end to expect a connection is opened, in milliseconds: the worst of a handshake. */
export const lead = 5_000;
/** For how long servers usually let a connection be idle, and then some: a longer wait is not worth a connection. */
const mostPatience = 120_000;

/**
 * Opens the connection ahead of the mail of a run that is about to end, so that the mail goes in one or two round trips
 * instead of nine. Once for each run, and only where its usual duration is known.
 */
export class Preconnect {
  private readonly planned = new Map<string, () => void>();

  constructor(private readonly parts: PreconnectParts) {}

  /** To be called with all that runs, whenever that changes. */
  look(running: readonly Going[]): void {
    for (const [id, cancel] of this.planned) {
      if (running.some((run) => run.id === id)) continue;
      cancel();
      this.planned.delete(id);
    }
    for (const run of running) if (run.startKnown && !this.planned.has(run.id)) this.plan(run);
  }

  dispose(): void {
    this.look([]);
  }

  private plan(run: Going): void {
    const { clock, scheduler, usual, accountFor, open } = this.parts;
    const known = usual(run);
    if (known === undefined) return;
    const { shortest, longest } = known;
    // The median is of more runs: where it takes another time of late, what it took before does not count here.
    const median = Math.min(Math.max(known.median, shortest), longest);
    // Where the runs differ by more than a connection can wait for, half of them profit.
    const earliest = longest + 2 * lead - shortest <= mostPatience ? shortest : median;
    const wait = Math.max(0, run.startedAt + earliest - lead - clock.now());
    const cancel = scheduler.after(Math.min(wait, longestTimer), () => {
      const accountId = accountFor(run, median);
      const patience = run.startedAt + longest + lead - clock.now();
      if (accountId !== undefined && patience > 0) open(accountId, Math.min(patience, mostPatience));
    });
    this.planned.set(run.id, cancel);
  }
}

/** More milliseconds than that a timer does not take; such a run is left to an ordinary connection. */
const longestTimer = 2 ** 31 - 1;
