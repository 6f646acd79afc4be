import type { Rule } from '../../src/model/rule/rule';
import { outcomes } from '../../src/model/run/run';

/** Rules for settings.json that mail every run of at least so many seconds, even if the user is there. */
export function everyRun(minimumDuration = 0, more: Partial<Rule> = {}): readonly unknown[] {
  return [{ id: 'every', minimumDuration, onlyWhenAway: false, outcomes, ...more }];
}

/** Without output, for which the user would be asked. */
export const withoutOutput: Partial<Rule> = { content: 'facts' };
