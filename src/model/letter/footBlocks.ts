import * as l10n from '@vscode/l10n';
import type { Account } from '../account/account';
import { isAddress } from '../account/address';
import { oneLine } from '../oneLine';
import type { Decision } from '../rule/decision';
import { ruleWords } from '../rule/ruleWords';
import { whenText } from '../timeText';
import { emptySection, ownLinkOf, type Piece, type Section } from './body';
import { outcomeWord } from './headline';
import type { SuppressedRun } from './suppressedRun';

/** The runs suppressed since the last mail. */
export function suppressedBlock(runs: readonly SuppressedRun[], language: string): Section {
  if (runs.length === 0) return emptySection;
  const lines = runs.slice(-10).map(({ name, outcome, endedAt }) => {
    return `${outcomeWord(outcome)}: ${oneLine(name, 80)} (${whenText(endedAt, language)})`;
  });
  const more = runs.length > lines.length ? ` ${l10n.t('and {0} more', String(runs.length - lines.length))}` : '';
  const head = l10n.t('Not mailed meanwhile, since it was muted or too much for one day:');
  return { isFoot: true, pieces: [{ kind: 'paragraph', text: `${head} ${lines.join('; ')}${more}` }] };
}

/** Why this mail was sent, and how to get no more of them. */
export function whyBlock(decision: Decision): Section {
  const pieces: Piece[] = [{ kind: 'paragraph', text: why(decision) }];
  if (mayComeAgain(decision)) {
    const mute =
      decision.why === 'watchedByWorkspace'
        ? l10n.t(
            'To mute them for a while, run “Mail When Done: Mute Mails of Rules…”; to get none about this thing, take its name out of the setting “mailWhenDone.watch”.',
          )
        : l10n.t(
            'To mute them for a while, run “Mail When Done: Mute Mails of Rules…”; to mute this thing for good, add its name to the setting “mailWhenDone.mute”.',
          );
    pieces.push({ kind: 'paragraph', text: `${mute} ${offWords()}` });
  }
  return { isFoot: true, pieces };
}

/** The same for several runs in one mail. */
export function whyTogetherBlock(decisions: readonly Decision[]): Section {
  const head = l10n.t('You get one mail about these runs because they ended soon after one another.');
  const each = [...new Set(decisions.map(why))];
  const more = each.length - maxReasons;
  const texts = [head, ...each.slice(0, maxReasons), ...(more > 0 ? [l10n.t('and {0} more', String(more))] : [])];
  if (decisions.some(mayComeAgain)) {
    const mute = l10n.t(
      'To mute them for a while, run “Mail When Done: Mute Mails of Rules…”; to mute one of these things for good, add its name to the setting “mailWhenDone.mute”.',
    );
    texts.push(`${mute} ${offWords()}`);
  }
  return { isFoot: true, pieces: texts.map((text) => ({ kind: 'paragraph', text })) };
}

/** Further reasons are only counted. */
const maxReasons = 5;

/** Requested mails, and those about the end of a reported run, come only once. */
function mayComeAgain({ why: reason }: Decision): boolean {
  return reason !== 'asked' && reason !== 'told';
}

function offWords(): string {
  return l10n.t('To turn these mails off, run “Mail When Done: Turn Notifications Off” in the editor.');
}

function why({ why: reason, rule }: Decision): string {
  if (reason === 'asked') return l10n.t('You get this mail because you asked to be told when this finishes.');
  if (reason === 'told') return l10n.t('You get this mail because you were told that it was still going on.');
  if (rule === undefined) return l10n.t('You get this mail because the setting “watch” names it.');
  return rule.name === ''
    ? l10n.t('You get this mail because of a rule: {0}', oneLine(ruleWords(rule)))
    : l10n.t('You get this mail because of the rule “{0}”: {1}', oneLine(rule.name, 80), oneLine(ruleWords(rule)));
}

export function supportBlock({ supportLink }: Account): Section {
  if (supportLink === '') return emptySection;
  const href = isAddress(supportLink) ? `mailto:${supportLink}` : supportLink;
  const link = ownLinkOf(href, oneLine(supportLink));
  if (link === undefined) return emptySection;
  return { isFoot: true, pieces: [{ kind: 'paragraph', text: l10n.t('Support:'), link }] };
}
