import { accountKey, type Entry, type ItemState } from './entry';
import type { Verdict } from './verdict';

/** A step that the state does not allow: a mistake in the program. */
export class WrongState extends Error {
  constructor(step: string, { id, state }: Entry) {
    super(`${id}: ${step} from ${state}`);
  }
}

/** How far a time may lie ahead before it can only mean that the clock was set back. */
export const clockSlack = 60_000;

/** A message that was given to us just now, to go at once or not before a certain time. */
export function accepted(id: string, accountId: string, now: number, notBefore = 0): Entry {
  const due = Math.max(now, notBefore);
  const times = { begun: due, since: now, due };
  const marks = { attempts: 0, repeats: 0, urgent: false, bodyless: false, erased: false, claim: '' };
  return { state: 'queued', id, account: accountKey(accountId), ...times, ...marks };
}

/** A message that is due is taken by this claim, to be sent. From doubt, that is its one repetition. */
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

/** The server took it. */
export function delivered(entry: Entry, now: number): Entry {
  if (entry.state === 'sent' || entry.state === 'dead') throw new WrongState('deliver', entry);
  return at(entry, 'sent', now);
}

/** An attempt ended without the server's yes. */
export function judged(entry: Entry, verdict: Verdict, now: number): Entry {
  const { state } = entry;
  if (state === 'sent' || state === 'dead' || state === 'parked') throw new WrongState('judge', entry);
  const due = 'due' in verdict ? verdict.due : now;
  return { ...at(entry, verdict.to, now), due, attempts: entry.attempts - ('uncounted' in verdict ? 1 : 0) };
}

/** The process that had claimed it before its body went out is gone: it waits again, as if it had not been tried. */
export function released(entry: Entry, now: number): Entry {
  if (entry.state !== 'sending') throw new WrongState('release', entry);
  return { ...at(entry, 'queued', now), attempts: entry.attempts - 1 };
}

/** Whatever it waits for, it goes next. What was given up or parked begins anew. */
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

/** What it waited for is there: it is due now. */
export function woken(entry: Entry, now: number): Entry {
  if (entry.state === 'parked') return { ...at(entry, 'queued', now), begun: now, attempts: 0 };
  if (entry.state !== 'queued') throw new WrongState('wake', entry);
  return { ...at(entry, 'queued', now), urgent: entry.urgent };
}

/**
 * It waits behind an account that was held until somebody mended it: how long it is tried counts from then, and for one that
 * is not to go yet from its time.
 */
export function renewed(entry: Entry, begun: number): Entry {
  if (entry.state !== 'queued') throw new WrongState('renew', entry);
  return begun <= entry.begun || entry.due > begun ? entry : { ...entry, begun };
}

/**
 * The same with its waiting time counted from now, where the clock was set back since it was written; otherwise itself.
 * It neither waits longer than it was meant to, nor is it given up for an age that it does not have.
 */
export function rescheduled(entry: Entry, now: number): Entry {
  const isWaiting = entry.state === 'queued' || (entry.state === 'inDoubt' && entry.claim === '');
  if (!isWaiting || entry.since <= now + clockSlack) return entry;
  const ahead = entry.since - now;
  return { ...entry, begun: Math.max(0, entry.begun - ahead), since: now, due: entry.due - ahead };
}

/** The body is no longer in the file. */
export function stripped(entry: Entry): Entry {
  if (entry.state !== 'sent') throw new WrongState('strip', entry);
  return { ...entry, bodyless: true };
}

/** Nothing is left in the file. */
export function erased(entry: Entry): Entry {
  if (entry.state !== 'sent') throw new WrongState('erase', entry);
  return { ...entry, bodyless: true, erased: true };
}

function at(entry: Entry, state: ItemState, now: number): Entry {
  // Named one by one: each mail takes several steps, and a copy of everything costs three times as much.
  const { id, account, begun, attempts, repeats, bodyless } = entry;
  const marks = { urgent: false, bodyless, erased: false, claim: '' };
  return { state, id, account, begun, since: now, due: now, attempts, repeats, ...marks };
}
