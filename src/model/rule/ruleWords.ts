import * as l10n from '@vscode/l10n';
import { durationText } from './duration';
import { isKnown, type Rule } from './rule';
import { outcomes, sources, type Outcome } from './run';
import { sourcesWord } from './sourceWords';

/** What a rule says, in a line: `terminal commands, name or command npm*, failed, 10s or longer, while you are away`. */
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

/** All but what the user stops, which is what rules are about most of the time. */
function isUnlessStopped({ outcomes: meant }: Rule): boolean {
  return outcomes.every((outcome) => meant.includes(outcome) === (outcome !== 'stopped'));
}

/** How an outcome is called in the settings and in lists. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome) {
    case 'done':
      return l10n.t('done');
    case 'failed':
      return l10n.t('failed');
    case 'stopped':
      return l10n.t('stopped');
    case 'ended':
      return l10n.t('ended without a code');
    case 'lost':
      return l10n.t('watch lost');
  }
}
