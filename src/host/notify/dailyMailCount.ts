import type { GlobalStorage } from '../editor/storage';

/** How many mails of rules went today, in all windows as far as the editor's storage keeps up. */
export class DailyMailCount {
  constructor(private readonly storage: GlobalStorage) {}

  /** @param now milliseconds since 1970 */
  count(now: number): number {
    const counted = this.storage.get('mailsOfRules');
    return counted?.day === dayOf(now) ? counted.mails : 0;
  }

  add(now: number): void {
    void this.storage.set('mailsOfRules', { day: dayOf(now), mails: this.count(now) + 1 });
  }
}

/** By the computer's own calendar. */
function dayOf(now: number): string {
  return new Date(now).toDateString();
}
