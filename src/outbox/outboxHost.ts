import type { Account, Credential } from '../model/account';
import type { Failure } from '../model/failure';
import type { Proxy } from '../model/proxy';
import type { Hold } from './holds';
import type { Item } from './item';
import type { Limits } from './rate';
import type { StoreFailure } from './storeFailure';

/** What is needed to send: the account with the host and port to connect to, and its secret if it has one. */
export interface Sender {
  readonly account: Account;
  readonly credential: Credential | undefined;
  /** What to connect through, where the account goes through a proxy. */
  readonly proxy?: Proxy | undefined;
  /** What the provider allows; `usualLimits` without it. */
  readonly limits?: Limits;
  /** Names these settings and this secret, without telling it; where it changes, what was refused is tried again. */
  readonly fingerprint?: string;
}

/**
 * Where the outbox learns how to send, and whom it tells what a person has to know. Each thing is told once, by the one
 * copy of the extension that did it. What can be seen in a snapshot is not told.
 */
export interface OutboxHost {
  /** The account as it stands now, or why it cannot be used. Where it does not answer, other windows get their turn. */
  sender(accountId: string): Promise<Sender | Failure>;
  /**
   * A mail was taken; `item.receipt.rejected` says for whom it was not. Without a sender it was another copy that sent it,
   * and died before it could tell.
   */
  sent(item: Item, sender: Sender | undefined): void;
  /**
   * Nothing is tried for this account until `hold.until`, then again by itself: `hold.failure` says why; this mail found
   * out. Told at the first failure of a row, not at each one that follows.
   */
  delayed(hold: Hold, item: Item, sender: Sender | undefined): void;
  /** Nothing more is tried for this account until `wake`: `hold.failure` says why; this mail found out. */
  held(hold: Hold, item: Item, sender: Sender | undefined): void;
  /** These mails are given up; `item.end` and `item.failure` say why. Not sent, or in doubt: perhaps sent. */
  gaveUp(items: readonly Item[], sender: Sender | undefined): void;
  /** Damaged or foreign files were moved to these paths. */
  setAside(paths: readonly string[]): void;
  /** The disk does not let us work; `undefined`: it does again. Nothing is lost meanwhile. */
  trouble(failure: StoreFailure | undefined): void;
}
