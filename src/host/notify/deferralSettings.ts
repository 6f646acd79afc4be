import type { Clock } from '../../model/clock';
import type { Log } from '../../model/log';
import { quietUntil, readQuietHours } from '../../model/rule/quietHours';
import { errorMessage } from '../../model/unknown';
import type { DeferralPlan } from '../../notify/deferral/deferredMail';
import type { Settings } from '../settings/settings';

/** How long mails of rules wait, by the settings as they are now. */
export class DeferralSettings {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  plan(): DeferralPlan {
    const { settings, log } = this;
    const grace = Math.max(0, settings.get('graceSeconds')) * 1000;
    const digest = Math.max(0, settings.get('digestSeconds')) * 1000;
    const perDay = Math.max(0, settings.get('mailsOfRulesPerDay'));
    return { grace, digest, quietUntil: this.quietEnd((sentence) => log.warn(sentence)), perDay };
  }

  /** Whether it is quiet hours now. */
  get isQuiet(): boolean {
    return this.quietEnd(() => undefined) !== undefined;
  }

  /** When the current quiet hours end. None where they cannot be read: the editor says so beside the setting. */
  private quietEnd(onProblem: (sentence: string) => void): number | undefined {
    try {
      const hours = readQuietHours(this.settings.get('quietHours'));
      return hours === undefined ? undefined : quietUntil(hours, this.clock.now());
    } catch (error) {
      onProblem(errorMessage(error));
      return undefined;
    }
  }
}
