import type { Account, Credential } from '../../model/account/account';
import type { Proxy } from '../../model/account/proxy';
import type { Failure } from '../../model/failure/failure';
import type { Log } from '../../model/log';
import { errorMessage } from '../../model/unknown';
import type { Scheduler } from '../../system/scheduler';
import type { Limits } from './rateLimits';

/** What sending needs: the account with the host and port to connect to, and its secret if it has one. */
export interface Sender {
  readonly account: Account;
  readonly credential: Credential | undefined;
  /** What to connect through, if the account uses a proxy. */
  readonly proxy?: Proxy | undefined;
  /** What the provider allows; `usualLimits` if missing. */
  readonly limits?: Limits;
  /** Identifies these settings and this secret without revealing it; a change means what was refused is tried again. */
  readonly fingerprint?: string;
}

/** Gives the outbox what it needs to send. */
export interface Senders {
  /** The account as it is now, or why it cannot be used. Without an answer, other windows get their turn. */
  sender(accountId: string): Promise<Sender | Failure>;
}

/** How long to wait for an answer, in milliseconds: then another window may have one. */
const timeoutMs = 10_000;

interface Asked {
  readonly senders: Senders;
  readonly scheduler: Scheduler;
  readonly stopping: AbortSignal;
  readonly log: Log;
}

/** How to send for an account; `undefined` if there is no answer in time, or everything is ending. */
export function askSender(
  accountId: string,
  { senders, scheduler, stopping, log }: Asked,
): Promise<Sender | Failure | undefined> {
  return new Promise((resolve) => {
    const end = (sender: Sender | Failure | undefined): void => {
      cancel();
      stopping.removeEventListener('abort', giveUp);
      resolve(sender);
    };
    const giveUp = (): void => end(undefined);
    const cancel = scheduler.after(timeoutMs, () => {
      log.warn(`how to send is not known after ${timeoutMs} ms`);
      giveUp();
    });
    stopping.addEventListener('abort', giveUp);
    senders.sender(accountId).then(end, (error: unknown) => {
      log.error(`how to send is not known: ${errorMessage(error)}`);
      giveUp();
    });
    if (stopping.aborted) giveUp();
  });
}
