import * as l10n from '@vscode/l10n';
import { inSentence } from './bidi';
import { emptySection, factsPiece, type Blocks, type Section } from './body';
import { gitBlock } from './codeBlocks';
import { durationText } from './duration';
import { supportBlock, whyBlock } from './footBlocks';
import type { Headline } from './headline';
import { tells } from './mailContent';
import { outputBlock } from './outputBlock';
import { printable } from './printable';
import { noReport } from './report';
import type { Content } from './rule';
import { durationWords, whatFacts, whereFacts } from './runFacts';
import type { Silence } from './silence';
import type { StalledMail } from './stalledMail';
import { whenText } from './when';

/** All that a mail tells of a run that goes on, part by part, as much as its rule allows. */
export function stalledBlocks(mail: StalledMail, language: string): Blocks {
  const { running, rule, account, where, report = noReport } = mail;
  const from = (least: Content, section: () => Section): Section =>
    tells(rule.content, least) ? section() : emptySection;
  const why = whyBlock({ mail: true, why: 'rule', rule });
  return {
    facts: from('facts', () => ({
      pieces: factsPiece([
        { label: l10n.t('Duration'), value: durationWords(stalledTook(mail), report.usual) },
        ...whatFacts(running),
        { label: l10n.t('Started'), value: whenText(running.startedAt, language) },
        ...whereFacts({ ...where, folder: running.folder }, report),
      ]),
    })),
    summary: emptySection,
    firstError: emptySection,
    problems: emptySection,
    git: from('facts', () => gitBlock(report, false)),
    output: from('tail', () => outputBlock(report, false, language)),
    rerun: emptySection,
    heldBack: emptySection,
    why: {
      ...why,
      pieces: [{ kind: 'paragraph', text: l10n.t('One more mail will tell how it ends.') }, ...why.pieces],
    },
    support: supportBlock(account),
  };
}

/** `STILL RUNNING: test - my-app - 30m 00s` */
export function stalledHeadline(mail: StalledMail, language: string): Headline {
  const { running, silence, where } = mail;
  const name = printable(running.name, 80);
  const took = stalledTook(mail);
  const workspace = printable(where.workspace, 80);
  const { word, verdict } = silenceWords(silence, inSentence(name), took, language);
  const parts = [`${word}: ${name}`, ...(workspace === '' ? [] : [workspace]), took];
  return { subject: parts.join(' - '), verdict, tone: 'neutral' };
}

/** How long it has been going on. */
export function stalledTook({ running, now }: StalledMail): string {
  return (running.startKnown ? '' : '> ') + durationText(now - running.startedAt);
}

export function silenceWords(
  silence: Silence,
  name: string,
  took: string,
  language: string,
): { readonly word: string; readonly verdict: string } {
  switch (silence.kind) {
    case 'stillRunning':
      return { word: l10n.t('STILL RUNNING'), verdict: l10n.t('{0} still runs after {1}.', name, took) };
    case 'slow': {
      const usual = durationText(silence.usual);
      return {
        word: l10n.t('SLOW'),
        verdict: l10n.t('{0} still runs after {1}; usually it takes {2}.', name, took, usual),
      };
    }
    case 'noOutput': {
      const since = whenText(silence.since, language);
      return {
        word: l10n.t('SILENT'),
        verdict: l10n.t('{0} has printed nothing since {1}; it still runs.', name, since),
      };
    }
    case 'waiting':
      return { word: l10n.t('WAITING'), verdict: l10n.t('{0} seems to wait for an answer.', name) };
  }
}
