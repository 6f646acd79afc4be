import type { Scheduler } from './scheduler';

interface Rest {
  /** Of the scheduler's time. */
  readonly until: number;
  readonly isForLimit: boolean;
}

/** Accounts that rest for a while in this process only, counted on a clock that nobody sets. */
export class Waits {
  private readonly rests = new Map<string, Rest>();

  constructor(private readonly scheduler: Scheduler) {}

  /** @param why `limit`: for nothing but how much the account may send */
  rest(account: string, milliseconds: number, why?: 'limit'): void {
    this.rests.set(account, { until: this.scheduler.elapsed() + milliseconds, isForLimit: why === 'limit' });
  }

  isResting(account: string): boolean {
    return this.scheduler.elapsed() < (this.rests.get(account)?.until ?? 0);
  }

  end(account: string): void {
    this.rests.delete(account);
  }

  /** Accounts that rest for something else still do. */
  endForLimit(): void {
    for (const [account, { isForLimit }] of this.rests) if (isForLimit) this.end(account);
  }
}
