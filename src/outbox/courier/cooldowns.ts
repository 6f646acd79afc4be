import type { Scheduler } from '../../system/scheduler';

interface Rest {
  /** On the scheduler's clock. */
  readonly until: number;
  readonly isForLimit: boolean;
}

/** Accounts that rest for a while in this process only, measured by a monotonic clock. */
export class Cooldowns {
  private readonly rests = new Map<string, Rest>();

  constructor(private readonly scheduler: Scheduler) {}

  /** @param why `limit`: only because of how many mails the account may send */
  rest(account: string, milliseconds: number, why?: 'limit'): void {
    this.rests.set(account, { until: this.scheduler.elapsed() + milliseconds, isForLimit: why === 'limit' });
  }

  isResting(account: string): boolean {
    return this.scheduler.elapsed() < (this.rests.get(account)?.until ?? 0);
  }

  end(account: string): void {
    this.rests.delete(account);
  }

  /** Ends rests for limits only. */
  endForLimit(): void {
    for (const [account, { isForLimit }] of this.rests) if (isForLimit) this.end(account);
  }
}
