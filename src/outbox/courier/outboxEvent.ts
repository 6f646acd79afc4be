import type { StoreFailure } from '../../system/diskFailure';
import type { Item } from '../store/item';
import type { Hold } from './holds';
import type { Sender } from './senders';

/**
 * What happened in the outbox that the user may have to know. Each event is reported once, by the copy of the extension
 * that caused it; what a snapshot shows is not reported.
 */
export type OutboxEvent =
  /**
   * A mail was accepted; `item.receipt.rejected` lists the recipients refused. Without a sender, another copy sent it
   * and died before it could report it.
   */
  | { readonly kind: 'sent'; readonly item: Item; readonly sender: Sender | undefined }
  /**
   * Nothing is tried for this account until `hold.until`, then again by itself; `hold.failure` says why, and this mail
   * met it. Reported at the first failure in a row only.
   */
  | { readonly kind: 'delayed'; readonly hold: Hold; readonly item: Item; readonly sender: Sender | undefined }
  /** Nothing is tried for this account until `wake`; `hold.failure` says why, and this mail met it. */
  | { readonly kind: 'held'; readonly hold: Hold; readonly item: Item; readonly sender: Sender | undefined }
  /** These mails are given up; `item.end` and `item.failure` say why. Not sent, or in doubt: possibly sent. */
  | { readonly kind: 'gaveUp'; readonly items: readonly Item[]; readonly sender: Sender | undefined }
  /** Damaged or foreign files were moved to these paths. */
  | { readonly kind: 'setAside'; readonly paths: readonly string[] }
  /** The disk fails; `undefined`: it works again. Nothing is lost in between. */
  | { readonly kind: 'trouble'; readonly failure: StoreFailure | undefined };
