import type { Log } from '../model/log';
import type { Outbox } from '../outbox/outbox';
import type { Scheduler } from '../system/scheduler';

export interface ClosingParts {
  readonly outbox: Pick<Outbox, 'settled' | 'stop'>;
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
  finish: 2_000,
  end: 500,
  /** A mail that came in the last moment goes where its connection was opened ahead. */
  send: 500,
};

/**
 * Ends within four seconds: first what has ended comes to the disk, then there is a moment to send it; what is left of
 * the time is for the answers to mails whose bodies are out. Needs nothing of the editor.
 */
export async function closeDown({ outbox, finish, end, scheduler, log }: ClosingParts): Promise<void> {
  const begun = scheduler.elapsed();
  const inTime = async (most: number, work: () => Promise<void>): Promise<void> => {
    const done = work().catch((error: unknown) => log.error(String(error)));
    let cancel: (() => void) | undefined;
    await Promise.race([done, new Promise<void>((resolve) => (cancel = scheduler.after(most, resolve)))]);
    cancel?.();
  };
  await inTime(budget.finish, finish);
  await inTime(budget.end, end);
  await inTime(budget.send, () => outbox.settled());
  await outbox.stop(budget.whole - (scheduler.elapsed() - begun));
}
