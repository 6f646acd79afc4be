import type * as vscode from 'vscode';

const key = 'mailWhenDone.mailsOfRules';

interface Counted {
  readonly day: string;
  readonly mails: number;
}

/** How many mails of rules went today, in all windows as far as the editor's storage keeps up. */
export class Today {
  /** @param memory of all windows (`globalState`) */
  constructor(private readonly memory: vscode.Memento) {}

  /** @param now milliseconds since 1970 */
  count(now: number): number {
    const counted = this.memory.get<Counted>(key);
    return counted?.day === dayOf(now) ? counted.mails : 0;
  }

  add(now: number): void {
    void this.memory.update(key, { day: dayOf(now), mails: this.count(now) + 1 } satisfies Counted);
  }
}

/** By the computer's own calendar. */
function dayOf(now: number): string {
  return new Date(now).toDateString();
}
