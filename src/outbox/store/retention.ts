import type { Clock } from '../../model/clock';
import type { Entry } from './entry';
import type { Store } from './store';
import { stripped } from './transition';
import { day } from './verdict';

/** Which sent messages are kept. */
export interface HistoryPlan {
  /** How many of the last sent messages keep their body, */
  readonly entries: number;
  /** and for how many days at most. */
  readonly days: number;
}

export const usualHistory: HistoryPlan = { entries: 200, days: 7 };

/** Receipts are kept longer, but not forever. */
const receipts = { entries: 5_000, days: 90 };
/** How many files to process at a time, so that nothing else has to wait. */
const portion = 100;

/** Drops what is no longer needed of sent messages. Returns whether there is more that can be done now. */
export function trim(store: Store, plan: HistoryPlan, clock: Clock): boolean {
  const now = clock.now();
  const sent = [...store.index.all()]
    .filter(({ state }) => state === 'sent')
    .sort((one, other) => other.since - one.since);
  const due = sent
    .map((entry, place) => ({ entry, step: stepFor(entry, place, plan, now) }))
    .filter(({ entry, step }) => step !== 'keep' && !store.isResting(entry.id));
  const erased = [...store.index.erased()].filter(({ since }) => now - since > day);
  let done = 0;
  for (const { entry, step } of due.slice(0, portion))
    if (step === 'remove' ? store.remove(entry) : store.strip(entry, stripped(entry))) done += 1;
  for (const entry of erased.slice(0, portion)) store.remove(entry);
  return (due.length > portion && done > 0) || erased.length > portion;
}

function stepFor(entry: Entry, place: number, plan: HistoryPlan, now: number): 'keep' | 'strip' | 'remove' {
  const age = now - entry.since;
  // What was sent within a day counts towards the limits of the provider.
  if (age > receipts.days * day || (place >= receipts.entries && age > day)) return 'remove';
  const isOld = place >= plan.entries || age > plan.days * day;
  return isOld && !entry.bodyless ? 'strip' : 'keep';
}
