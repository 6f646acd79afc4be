import type { Clock } from '../../model/clock';
import type { RunKind, UsualDuration } from '../../model/run/usualDuration';
import type { Scheduler } from '../../system/scheduler';

/** A run still going. */
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
  /** The account for a mail about the run if it ended after `duration`; `undefined`: no mail would go. */
  readonly accountFor: (run: Going, duration: number) => string | undefined;
  /** Opens a connection for that account and keeps it for `timeoutMs` milliseconds. */
  readonly open: (accountId: string, timeoutMs: number) => void;
}

/** How long before the earliest expected end to connect, in milliseconds: the longest handshake takes that. */
export const lead = 5_000;
/** A bit longer than servers usually keep idle connections, in milliseconds: a longer wait is not worth one. */
const maxTimeoutMs = 120_000;

/**
 * Opens the connection ahead of the mail of a run that is about to end, so that the mail takes one or two round trips
 * instead of nine. Once for each run, and only if its usual duration is known.
 */
export class Preconnect {
  private readonly planned = new Map<string, () => void>();

  constructor(private readonly parts: PreconnectParts) {}

  /** Call this with all current runs, whenever they change. */
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
    // The median covers more runs: if durations changed recently, older ones do not count here.
    const median = Math.min(Math.max(known.median, shortest), longest);
    // If the runs differ by more than a connection can wait, half of them profit.
    const earliest = longest + 2 * lead - shortest <= maxTimeoutMs ? shortest : median;
    const wait = Math.max(0, run.startedAt + earliest - lead - clock.now());
    const cancel = scheduler.after(Math.min(wait, longestTimer), () => {
      const accountId = accountFor(run, median);
      const timeoutMs = run.startedAt + longest + lead - clock.now();
      if (accountId !== undefined && timeoutMs > 0) open(accountId, Math.min(timeoutMs, maxTimeoutMs));
    });
    this.planned.set(run.id, cancel);
  }
}

/** The longest timer in milliseconds; a longer run gets an ordinary connection. */
const longestTimer = 2 ** 31 - 1;
