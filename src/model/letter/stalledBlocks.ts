import * as l10n from '@vscode/l10n';
import { isolated, oneLine } from '../oneLine';
import { noReport } from '../report/report';
import { covers } from '../rule/decision';
import type { Content } from '../rule/rule';
import type { Silence } from '../rule/silence';
import { durationText, whenText } from '../timeText';
import { type Blocks, emptySection, factsPiece, type Section } from './body';
import { gitBlock } from './codeBlocks';
import { supportBlock, whyBlock } from './footBlocks';
import type { Headline } from './headline';
import { outputBlock } from './outputBlock';
import { durationWords, whatFacts, whereFacts } from './runFacts';
import type { StalledMail } from './runMail';

/** Everything that a mail says about a run that is still going on, part by part, as far as its rule allows. */
export function stalledBlocks(mail: StalledMail, language: string): Blocks {
  const { running, rule, account, where, report = noReport } = mail;
  const from = (least: Content, section: () => Section): Section =>
    covers(rule.content, least) ? section() : emptySection;
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
    suppressed: emptySection,
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
  const name = oneLine(running.name, 80);
  const took = stalledTook(mail);
  const workspace = oneLine(where.workspace, 80);
  const { word, verdict } = silenceWords(silence, isolated(name), took, language);
  const parts = [`${word}: ${name}`, ...(workspace === '' ? [] : [workspace]), took];
  return { subject: parts.join(' - '), verdict, tone: 'neutral' };
}

/** How long it has been running. */
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
