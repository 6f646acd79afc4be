import type { Snapshot } from './snapshot';
import type { Scheduler } from './scheduler';

export interface HeldNewsParts {
  readonly scheduler: Scheduler;
  readonly snapshot: () => Pick<Snapshot, 'holds'>;
}

/** So long an account stays held before its user is told, in milliseconds: a window that knows better looks each second. */
const patience = 3_000;

/**
 * Tells that somebody has to mend an account, unless that is no longer so by then: another window may have the right
 * password, and sends. What is not told since this window closes can be seen in the next one.
 */
export class HeldNews {
  constructor(private readonly parts: HeldNewsParts) {}

  tell(account: string, news: () => void): void {
    const { scheduler, snapshot } = this.parts;
    scheduler.after(patience, () => {
      if (snapshot().holds.some(({ accountId, until }) => accountId === account && until === null)) news();
    });
  }
}
