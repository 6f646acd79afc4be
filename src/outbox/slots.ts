import type { Ledger, Page } from './ledger';
import { nextEntry } from './nextEntry';
import { fullLimit, usualLimits, type FullLimit, type Limits } from './rate';
import type { Waits } from './waits';

/** What an account may send holds its mails back. */
export interface Slot extends FullLimit {
  readonly accountId: string;
  /** The id of the mail that goes first then; the others go after it. */
  readonly first: string;
}

/** What the limits of accounts hold back, as far as this process knows the limits: from its own last look at each. */
export class Slots {
  private readonly known = new Map<string, { readonly accountId: string; readonly limits: Limits }>();

  /** @param onChange an account begins to wait for its limit, or still waits for it */
  constructor(
    private readonly waits: Waits,
    private readonly onChange: () => void,
  ) {}

  /** What the account may send, as it was told just now. @param account its key, which takes its time to make */
  learn(account: string, accountId: string, limits: Limits = usualLimits): void {
    this.known.set(account, { accountId, limits });
  }

  rest(account: string, milliseconds: number): void {
    this.waits.rest(account, milliseconds, 'limit');
    this.onChange();
  }

  /** The limits may have changed: nothing rests any more for that, and what rests for something else still does. */
  end(): void {
    this.waits.endForLimit();
  }

  /** The accounts whose limit holds mails back. @param now milliseconds since 1970 */
  all(ledger: Ledger, now: number): readonly Slot[] {
    const slots: Slot[] = [];
    for (const [account, { accountId, limits }] of this.known) {
      const page = ledger.of(account);
      const full = fullLimit(page.sent, limits, now);
      if (full === undefined) continue;
      const first = nextEntry(page, undefined, full.until, urgentOnes(page))?.id;
      if (first !== undefined) slots.push({ ...full, accountId, first });
    }
    return slots;
  }
}

/** What the user has asked for goes past the limits. */
function urgentOnes({ queued, urgent }: Page): ReadonlySet<string> {
  return new Set(urgent === 0 ? [] : [...queued.values()].filter((entry) => entry.urgent).map(({ id }) => id));
}
