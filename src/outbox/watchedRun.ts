import { looksOver, type JournalEntry } from './journalEntry';
import type { ProcessSight } from './processWatch';

/** What was seen of the process of a run up to now. */
export class WatchedRun {
  private work = '';
  private over: { readonly since: number; readonly at: number } | undefined;

  constructor(readonly entry: JournalEntry) {}

  /**
   * Takes in one look at its process.
   * @param elapsed on the clock that nobody sets
   * @param now in milliseconds since 1970
   */
  see(sights: ReadonlyMap<number, ProcessSight>, elapsed: number, now: number): void {
    const { process } = this.entry;
    if (process === undefined) return;
    const sight = sights.get(process.pid);
    if (!looksOver(process, sight, this.work)) this.over = undefined;
    else this.over ??= { since: elapsed, at: now };
    this.work = sight?.work ?? '';
  }

  /** As if it had been seen for the first time. */
  forget(): void {
    this.over = undefined;
  }

  /** For how many milliseconds it has looked over; `undefined` where it does not. */
  overFor(elapsed: number): number | undefined {
    return this.over && elapsed - this.over.since;
  }

  /** When it was first seen to be over, in milliseconds since 1970. */
  get overAt(): number | undefined {
    return this.over?.at;
  }
}
