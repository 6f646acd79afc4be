import type { Receipt } from '../../model/failure/receipt';
import type { Failure } from '../../model/failure/failure';
import type { Envelope } from '../../model/letter/message';
import type { Entry, ItemState } from './entry';
import type { AttemptResult } from './attemptResult';
import type { About, Head } from './record';
import type { End } from './verdict';

/** A message of the outbox without its body, for display. Times are in milliseconds since 1970. */
export interface Item {
  readonly id: string;
  readonly accountId: string;
  readonly state: ItemState;
  readonly messageId: string;
  readonly subject: string;
  readonly envelope: Envelope;
  /** The `Date` of the mail. */
  readonly date: number;
  readonly about: About;
  /** Since when it is in this state; for a sent one, when it was accepted. */
  readonly since: number;
  /** When it is sent next, if it is queued, or in doubt and to be repeated. */
  readonly nextTry: number | undefined;
  readonly attempts: number;
  /** How often it was sent again although it may have arrived. */
  readonly repeats: number;
  /** What went wrong last, masked. */
  readonly failure: Failure | undefined;
  readonly receipt: Receipt | undefined;
  /** Why it was given up, if it was. */
  readonly end: End | undefined;
}

export function itemOf(entry: Entry, head: Head, result: AttemptResult): Item {
  const { id, accountId, messageId, subject, envelope, date, about } = head;
  const { state, since, due, attempts, repeats, claim } = entry;
  const isWaiting = state === 'queued' || (state === 'inDoubt' && claim === '');
  return {
    id,
    accountId,
    state,
    messageId,
    subject,
    envelope,
    date,
    about,
    since,
    nextTry: isWaiting ? due : undefined,
    attempts,
    repeats,
    failure: result.failure,
    receipt: result.receipt,
    end: state === 'dead' ? result.end : undefined,
  };
}
