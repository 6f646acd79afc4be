import type { Failure } from '../model/failure';
import type { Envelope } from '../model/message';
import type { Receipt } from '../model/receipt';
import type { Entry, ItemState } from './entry';
import type { Facts } from './facts';
import type { About, Head } from './record';
import type { End } from './verdict';

/** A message of the outbox without its body, to be shown. Times are in milliseconds since 1970. */
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
  /** Since when it is in this state; of a sent one: when it was taken. */
  readonly since: number;
  /** When it is sent next: of a queued one, and of one in doubt that is to be repeated. */
  readonly nextTry: number | undefined;
  readonly attempts: number;
  /** How often it was sent again although it may have arrived. */
  readonly repeats: number;
  /** What went wrong last, masked. */
  readonly failure: Failure | undefined;
  readonly receipt: Receipt | undefined;
  /** Of a dead one: why it was given up. */
  readonly end: End | undefined;
}

/** What is shown of a message. */
export function itemOf(entry: Entry, head: Head, facts: Facts): Item {
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
    failure: facts.failure,
    receipt: facts.receipt,
    end: state === 'dead' ? facts.end : undefined,
  };
}
