import type { Log } from '../model/log';
import type { Outbox } from './outbox';
import type { Scheduler } from './scheduler';

export interface ClosingParts {
  readonly outbox: Pick<Outbox, 'beginNothing' | 'stop'>;
  /** Has the mails about what has ended come to the disk. */
  readonly finish: () => Promise<void>;
  /** Takes back what waits only for whether somebody is there. */
  readonly end: () => Promise<void>;
  readonly scheduler: Scheduler;
  readonly log: Log;
}

/** In milliseconds. The editor gives a window that closes five seconds for everything, its own work among it. */
const budget = {
  /** All of it, however long a part takes. */
  whole: 4_000,
  /** What is not on the disk is lost, so that comes first. */
  finish: 2_500,
  end: 500,
};

/**
 * Ends within four seconds: first what has ended comes to the disk; what is left of the time is for the answers to mails
 * whose bodies are out, which had the time before that too. Needs nothing of the editor.
 */
export async function closeDown({ outbox, finish, end, scheduler, log }: ClosingParts): Promise<void> {
  const begun = scheduler.elapsed();
  const inTime = async (most: number, work: () => Promise<void>): Promise<void> => {
    const done = work().catch((error: unknown) => log.error(String(error)));
    let cancel: (() => void) | undefined;
    await Promise.race([done, new Promise<void>((resolve) => (cancel = scheduler.after(most, resolve)))]);
    cancel?.();
  };
  // A body that goes out late has no time for its answer, and comes twice perhaps: the next window sends what is left.
  outbox.beginNothing();
  await inTime(budget.finish, finish);
  await inTime(budget.end, end);
  await outbox.stop(budget.whole - (scheduler.elapsed() - begun));
}
