import type { Rule } from '../../src/model/rule';
import { outcomes } from '../../src/model/run';

/** The rules of settings.json that mail all that lasts so many seconds, however it ends and whoever is there. */
export function everyRun(minimumDuration = 0, more: Partial<Rule> = {}): readonly unknown[] {
  return [{ id: 'every', minimumDuration, onlyWhenAway: false, outcomes, ...more }];
}

/** Without what runs print, for which somebody would be asked. */
export const withoutOutput: Partial<Rule> = { content: 'facts' };
