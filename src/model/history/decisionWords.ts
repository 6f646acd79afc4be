import * as l10n from '@vscode/l10n';
import type { Miss } from '../rule/compiledRule';
import type { Decision } from '../rule/decision';
import type { Rule } from '../rule/rule';
import { ruleWords } from '../rule/ruleWords';
import { durationOf, type Run } from '../run/run';
import { outcomeWords, sourcesWord } from '../run/runWords';
import { durationText } from '../timeText';
import type { RunEntry } from './runRecord';

/** The decision about a run, with the reason, in words: `not mailed: 12s is under 1m 00s`. */
export function decisionWords({ why, rule, nearest }: Decision, run: Run): string {
  const name = rule === undefined ? '' : ruleName(rule);
  switch (why) {
    case 'asked':
      return l10n.t('mailed: you asked for it');
    case 'told':
      return l10n.t('mailed: you had been told that it was still going on');
    case 'rule':
      return l10n.t('mailed by the rule “{0}”', name);
    case 'watchedByWorkspace':
      return l10n.t('mailed: the setting “watch” names it');
    case 'off':
      return l10n.t('not mailed: notifications are off');
    case 'noRule':
      return nearest === undefined
        ? l10n.t('not mailed: there is no rule')
        : missWords(nearest.miss, nearest.rule, run);
    case 'mutedByRule':
      return l10n.t('not mailed: the rule “{0}” mutes it', name);
    case 'mutedByWorkspace':
      return l10n.t('not mailed: the setting “mute” names it');
    case 'muted':
      return l10n.t('not mailed: mails were muted');
    case 'present':
      return l10n.t('not mailed: you were there');
    case 'unchanged':
      return l10n.t('not mailed: nothing changed');
    case 'sameCycle':
      return l10n.t('not mailed: nothing changed since the last cycle');
  }
}

/** The same for a run of the history, with what happened to its mail. */
export function entryWords({ run, decision, mailNote }: RunEntry): string {
  if (mailNote === 'noAccount') return l10n.t('not mailed: the account could not send');
  if (mailNote === 'unwritten')
    return l10n.t('not mailed yet: the mail could not be written and will be when the window is reloaded');
  if (mailNote === 'waits')
    return decision.rule === undefined
      ? l10n.t('not mailed yet: its mail waits')
      : l10n.t('not mailed yet: the mail of the rule “{0}” waits', ruleName(decision.rule));
  if (mailNote === 'cap') return l10n.t('not mailed: as many mails as allowed had gone that day');
  if (mailNote === 'withdrawn') return l10n.t('not mailed: you were there');
  // Either nobody was there after all, or the user there asked for it anyway.
  const isAfterAll = decision.why === 'present' && mailNote !== undefined;
  const words = decisionWords(isAfterAll ? { ...decision, why: 'rule' } : decision, run);
  return mailNote === 'merged' ? l10n.t('{0}; told in one mail with others', words) : words;
}

/** The name of a rule, or its content if it has none. */
function ruleName(rule: Rule): string {
  return rule.name === '' ? ruleWords(rule) : rule.name;
}

/** Why the closest rule does not match a run. */
function missWords(miss: Miss, rule: Rule, run: Run): string {
  const name = ruleName(rule);
  switch (miss) {
    case 'disabled':
      return l10n.t('not mailed: the rule “{0}” is switched off', name);
    case 'problem':
      return l10n.t('not mailed: the rule “{0}” cannot be used', name);
    case 'source':
      return l10n.t('not mailed: no rule is about {0}', sourcesWord(run.source));
    case 'interactive':
      return l10n.t('not mailed: somebody sits before this program');
    case 'match':
      return l10n.t('not mailed: neither name nor command is like “{0}”', rule.match);
    case 'folder':
      return l10n.t('not mailed: its folder is not like “{0}”', rule.folder);
    case 'outcome':
      return l10n.t('not mailed: how it ended ({0}) is not in the rule “{1}”', outcomeWords(run.outcome), name);
    case 'exitCode':
      return run.exitCode === undefined
        ? l10n.t('not mailed: it has no exit code, the rule “{0}” asks for {1}', name, rule.exitCodes)
        : l10n.t('not mailed: the exit code {0} is not among {1}', String(run.exitCode), rule.exitCodes);
    case 'duration':
      return l10n.t(
        'not mailed: {0} is under {1}',
        durationText(durationOf(run)),
        durationText(rule.minimumDuration * 1000),
      );
  }
}
