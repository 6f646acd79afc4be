import type { Failure } from '../model/failure';
import type { Log } from '../model/log';
import type { OutboxHost, Sender } from './outboxHost';
import type { Scheduler } from './scheduler';

/** How long the host may take to say how to send, in milliseconds: after that another window may know it better. */
const patience = 10_000;

interface Asked {
  readonly host: OutboxHost;
  readonly scheduler: Scheduler;
  readonly stopping: AbortSignal;
  readonly log: Log;
}

/** How to send for an account; `undefined` where the host does not say so in time, or all ends. */
export function askSender(
  accountId: string,
  { host, scheduler, stopping, log }: Asked,
): Promise<Sender | Failure | undefined> {
  return new Promise((resolve) => {
    const end = (sender: Sender | Failure | undefined): void => {
      cancel();
      stopping.removeEventListener('abort', giveUp);
      resolve(sender);
    };
    const giveUp = (): void => end(undefined);
    const cancel = scheduler.after(patience, () => {
      log.warn(`how to send is not known after ${patience} ms`);
      giveUp();
    });
    stopping.addEventListener('abort', giveUp);
    host.sender(accountId).then(end, (error: unknown) => {
      log.error(`how to send is not known: ${error instanceof Error ? error.message : String(error)}`);
      giveUp();
    });
  });
}
