import { accountKey, type Entry, type ItemState } from './entry';
import type { Verdict } from './verdict';

/** A step that the state does not allow: a bug. */
export class WrongState extends Error {
  constructor(step: string, { id, state }: Entry) {
    super(`${id}: ${step} from ${state}`);
  }
}

/** How far ahead a time may be, in ms, before only a clock set back explains it. */
export const clockSlack = 60_000;

/** A new message, to be sent at once or not before a certain time. */
export function accepted(id: string, accountId: string, now: number, notBefore = 0): Entry {
  const due = Math.max(now, notBefore);
  const times = { begun: due, since: now, due };
  const marks = { attempts: 0, repeats: 0, urgent: false, bodyless: false, erased: false, claim: '' };
  return { state: 'queued', id, account: accountKey(accountId), ...times, ...marks };
}

/** A message that is due is claimed, to be sent. From doubt, this is its one repetition. */
export function claimed(entry: Entry, claim: string, now: number): Entry {
  const { state, attempts, repeats } = entry;
  if (!(state === 'queued' || (state === 'inDoubt' && entry.claim === '')) || claim === '')
    throw new WrongState('claim', entry);
  return {
    ...at(entry, 'sending', now),
    attempts: attempts + 1,
    repeats: repeats + (state === 'inDoubt' ? 1 : 0),
    claim,
  };
}

/** The body is about to go out. The claim stays: the answer is still awaited. */
export function doubted(entry: Entry, now: number): Entry {
  if (entry.state !== 'sending') throw new WrongState('doubt', entry);
  return { ...at(entry, 'inDoubt', now), claim: entry.claim };
}

/** The server accepted it. */
export function delivered(entry: Entry, now: number): Entry {
  if (entry.state === 'sent' || entry.state === 'dead') throw new WrongState('deliver', entry);
  return at(entry, 'sent', now);
}

/** An attempt ended without being accepted. */
export function judged(entry: Entry, verdict: Verdict, now: number): Entry {
  const { state } = entry;
  if (state === 'sent' || state === 'dead' || state === 'parked') throw new WrongState('judge', entry);
  const due = 'due' in verdict ? verdict.due : now;
  return { ...at(entry, verdict.to, now), due, attempts: entry.attempts - ('uncounted' in verdict ? 1 : 0) };
}

/** The process that claimed it ended before the body went out: it waits again as if untried. */
export function released(entry: Entry, now: number): Entry {
  if (entry.state !== 'sending') throw new WrongState('release', entry);
  return { ...at(entry, 'queued', now), attempts: entry.attempts - 1 };
}

/** It goes next, whatever it waits for. If given up or parked, it starts anew. */
export function hastened(entry: Entry, now: number): Entry {
  if (entry.claim !== '' || entry.bodyless) throw new WrongState('hasten', entry);
  const next: Entry = { ...at(entry, 'queued', now), urgent: true };
  switch (entry.state) {
    case 'queued':
      return next;
    case 'inDoubt':
      return { ...next, repeats: entry.repeats + 1 };
    case 'parked':
    case 'dead':
      return { ...next, begun: now, attempts: 0 };
    case 'sending':
    case 'sent':
      throw new WrongState('hasten', entry);
  }
}

/** What it waited for is there: it is due. */
export function woken(entry: Entry, now: number): Entry {
  if (entry.state === 'parked') return { ...at(entry, 'queued', now), begun: now, attempts: 0 };
  if (entry.state !== 'queued') throw new WrongState('wake', entry);
  return { ...at(entry, 'queued', now), urgent: entry.urgent };
}

/**
 * It waits behind an account that was held until fixed: its expiry counts from then, or from its own time if that is
 * later.
 */
export function renewed(entry: Entry, begun: number): Entry {
  if (entry.state !== 'queued') throw new WrongState('renew', entry);
  return begun <= entry.begun || entry.due > begun ? entry : { ...entry, begun };
}

/**
 * The same entry with its wait counted from now if the clock was set back since it was written; otherwise unchanged. It
 * then neither waits longer than intended nor expires early.
 */
export function rescheduled(entry: Entry, now: number): Entry {
  if (!isWaiting(entry) || entry.since <= now + clockSlack) return entry;
  const ahead = entry.since - now;
  return { ...entry, begun: Math.max(0, entry.begun - ahead), since: now, due: entry.due - ahead };
}

/**
 * The same entry with a time not counted in which nothing could be tried; unchanged if it was short. Counted once,
 * whichever process does it: the entry then is in its state since the end of that time.
 * @param gap milliseconds since 1970
 * @param earliest it is then begun no earlier than this, in milliseconds since 1970
 */
export function resumed(entry: Entry, gap: { readonly from: number; readonly to: number }, earliest: number): Entry {
  const lost = gap.to - Math.max(gap.from, entry.since, entry.begun);
  if (lost <= clockSlack) return entry;
  const begun = Math.max(entry.begun + lost, Math.min(earliest, gap.to));
  // What the user asked for is still what was asked for before the account was held.
  return { ...entry, begun, since: entry.urgent ? entry.since : gap.to };
}

/** Whether nobody tries it, and it waits for its time. */
export function isWaiting({ state, claim }: Entry): boolean {
  return state === 'queued' || (state === 'inDoubt' && claim === '');
}

/** The body is no longer in the file. */
export function stripped(entry: Entry): Entry {
  if (entry.state !== 'sent') throw new WrongState('strip', entry);
  return { ...entry, bodyless: true };
}

/** The file is empty. */
export function erased(entry: Entry): Entry {
  if (entry.state !== 'sent') throw new WrongState('erase', entry);
  return { ...entry, bodyless: true, erased: true };
}

function at(entry: Entry, state: ItemState, now: number): Entry {
  // Listed one by one: each mail takes several steps, and spreading costs three times as much.
  const { id, account, begun, attempts, repeats, bodyless } = entry;
  const marks = { urgent: false, bodyless, erased: false, claim: '' };
  return { state, id, account, begun, since: now, due: now, attempts, repeats, ...marks };
}
