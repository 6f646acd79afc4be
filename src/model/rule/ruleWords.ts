import * as l10n from '@vscode/l10n';
import { outcomes, sources } from '../run/run';
import { outcomeWords, sourcesWord } from '../run/runWords';
import { durationText } from '../timeText';
import { isKnown, type Rule } from './rule';

/** A rule in one line: `terminal commands, name or command npm*, failed, 10s or longer, while you are away`. */
export function ruleWords(rule: Rule): string {
  const isAny = rule.outcomes.length === 0 || rule.outcomes.length === outcomes.length;
  const parts = [
    rule.sources.length === 0
      ? l10n.t('everything')
      : rule.sources.map((word) => (isKnown(word, sources) ? sourcesWord(word) : word)).join(', '),
    rule.match === '' ? '' : l10n.t('name or command {0}', rule.match),
    rule.folder === '' ? '' : l10n.t('folder {0}', rule.folder),
    isAny
      ? ''
      : isUnlessStopped(rule)
        ? l10n.t('unless stopped')
        : rule.outcomes.map((word) => (isKnown(word, outcomes) ? outcomeWords(word) : word)).join(', '),
    rule.exitCodes === '' ? '' : l10n.t('exit code {0}', rule.exitCodes),
    rule.minimumDuration <= 0 ? '' : l10n.t('{0} or longer', durationText(rule.minimumDuration * 1000)),
    rule.mails && rule.onlyWhenAway ? l10n.t('while you are away') : '',
    rule.mails && rule.onlyOnChange ? l10n.t('only on change') : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Whether the outcomes are all but `stopped`, as in most rules. */
function isUnlessStopped({ outcomes: meant }: Rule): boolean {
  return outcomes.every((outcome) => meant.includes(outcome) === (outcome !== 'stopped'));
}
