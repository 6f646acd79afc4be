import type { Scheduler } from '../../system/scheduler';
import type { Snapshot } from './snapshot';

export interface HoldNoticeParts {
  readonly scheduler: Scheduler;
  readonly outbox: { snapshot(): Pick<Snapshot, 'holds'> };
}

/** How long an account is held before its user is notified, in ms: a window with better settings looks every second. */
const delayMs = 3_000;

/**
 * Notifies the user that an account has to be fixed, unless another window has the right password and sends meanwhile.
 * If this window closes first, the outbox of the next one shows it.
 */
export class HoldNotice {
  constructor(private readonly parts: HoldNoticeParts) {}

  show(account: string, notify: () => void): void {
    const { scheduler, outbox } = this.parts;
    scheduler.after(delayMs, () => {
      const { holds } = outbox.snapshot();
      if (holds.some(({ accountId, until }) => accountId === account && until === null)) notify();
    });
  }
}
