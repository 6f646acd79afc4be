import * as l10n from '@vscode/l10n';
import type { Account } from './account';
import type { Body, Fact } from './body';
import { letter, placeFacts, support, why, type Draft } from './compose';
import { durationText } from './duration';
import type { Letter } from './message';
import { printable } from './printable';
import type { Rule } from './rule';
import type { Run, Running } from './run';
import type { Silence } from './silence';
import { whenText } from './when';

/** A run that goes on and is to be mailed, why, and how. */
export interface SilenceMail {
  readonly running: Running;
  readonly silence: Silence;
  readonly rule: Rule;
  /** With the recipients of the rule, where it has some. */
  readonly account: Account;
  readonly where: Pick<Run, 'workspace' | 'host'>;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** Tells of a run that goes on, and why that is worth a mail. @param language a BCP 47 tag, for dates */
export function composeSilenceMail(mail: SilenceMail, language: string): Letter {
  const { subject, body } = draftOfSilence(mail, language);
  return letter(mail.account, subject, body);
}

/** What that mail says as usual. */
export function draftOfSilence(mail: SilenceMail, language: string): Draft {
  const { running, rule, account, where } = mail;
  const name = printable(running.name, 80);
  const took = runningFor(mail);
  const { head, verdict } = silenceWords(mail.silence, name, took, language);
  const workspace = printable(where.workspace, 80);
  const facts: Fact[] = [
    ...placeFacts({ ...running, workspace, host: where.host }),
    { label: l10n.t('Started'), value: whenText(running.startedAt, language) },
  ];
  const body: Body = {
    verdict,
    tone: 'neutral',
    facts: rule.content === 'verdict' ? [] : facts.filter(({ value }) => value !== ''),
    foot: [
      { text: l10n.t('One more mail will tell how it ends.') },
      { text: why({ mail: true, why: 'rule', rule }) },
      ...support(account),
    ],
  };
  return { subject: [`${head}: ${name}`, ...(workspace === '' ? [] : [workspace]), took].join(' - '), body };
}

/** How long it has been going on, at least as far as that is known. */
export function runningFor({ running, now }: SilenceMail): string {
  return (running.startKnown ? '' : '> ') + durationText(now - running.startedAt);
}

/** How a silence is called at the head of a subject. */
export function silenceWord(silence: Silence): string {
  return silenceWords(silence, '', '', 'en').head;
}

function silenceWords(
  silence: Silence,
  name: string,
  took: string,
  language: string,
): { head: string; verdict: string } {
  switch (silence.kind) {
    case 'stillRunning':
      return { head: l10n.t('STILL RUNNING'), verdict: l10n.t('{0} still runs after {1}.', name, took) };
    case 'slow': {
      const usual = durationText(silence.usual);
      return {
        head: l10n.t('SLOW'),
        verdict: l10n.t('{0} still runs after {1}; usually it takes {2}.', name, took, usual),
      };
    }
    case 'noOutput': {
      const since = whenText(silence.since, language);
      return {
        head: l10n.t('SILENT'),
        verdict: l10n.t('{0} has printed nothing since {1}; it still runs.', name, since),
      };
    }
    case 'waiting':
      return { head: l10n.t('WAITING'), verdict: l10n.t('{0} seems to wait for an answer.', name) };
  }
}
