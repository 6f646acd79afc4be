import type { Clock } from '../model/clock';
import type { Entry } from './entry';
import type { Store } from './store';
import { stripped } from './transition';
import { day } from './verdict';

/** How much of what was sent is kept. */
export interface HistoryPlan {
  /** So many of the last sent messages keep their body, */
  readonly entries: number;
  /** and not for longer than so many days. */
  readonly days: number;
}

export const usualHistory: HistoryPlan = { entries: 200, days: 7 };

/** Receipts are kept longer, but not for ever: so many, and so many days. */
const receipts = { entries: 5_000, days: 90 };
/** At most so many files at a time, so that nothing else has to wait for it. */
const portion = 100;

/** Drops what is no longer needed of sent messages. Answers whether there is more to do. */
export function trim(store: Store, plan: HistoryPlan, clock: Clock): boolean {
  const now = clock.now();
  const sent = [...store.ledger.all()]
    .filter(({ state }) => state === 'sent')
    .sort((one, other) => other.since - one.since);
  const due = sent
    .map((entry, place) => ({ entry, step: stepFor(entry, place, plan, now) }))
    .filter(({ step }) => step !== 'keep');
  const erased = [...store.ledger.erased()].filter(({ since }) => now - since > day);
  for (const { entry, step } of due.slice(0, portion)) {
    if (step === 'remove') store.remove(entry);
    else store.strip(entry, stripped(entry));
  }
  for (const entry of erased.slice(0, portion)) store.remove(entry);
  return due.length > portion || erased.length > portion;
}

function stepFor(entry: Entry, place: number, plan: HistoryPlan, now: number): 'keep' | 'strip' | 'remove' {
  const age = now - entry.since;
  // What was sent within a day counts for the limits of the provider.
  if (age > receipts.days * day || (place >= receipts.entries && age > day)) return 'remove';
  const isOld = place >= plan.entries || age > plan.days * day;
  return isOld && !entry.bodyless ? 'strip' : 'keep';
}
