import * as l10n from '@vscode/l10n';
import { emptySection, factsPiece, type Blocks, type Section } from './body';
import { errorBlock, gitBlock, problemsBlock } from './codeBlocks';
import { heldBackBlock, supportBlock, whyBlock } from './footBlocks';
import type { HeldBackRun } from './heldBackRun';
import { linkPiece } from './linkPiece';
import { contentOf, tells } from './mailContent';
import { outputBlock } from './outputBlock';
import { printable } from './printable';
import { noReport, type Report } from './report';
import type { Content } from './rule';
import { runFacts } from './runFacts';
import type { RunMail } from './runMail';

/** How a mail about a run is written. */
export interface ComposeOptions {
  /** A BCP 47 tag, for dates. */
  readonly language: string;
  /** What was kept back since the last mail. */
  readonly heldBack?: readonly HeldBackRun[];
}

/** All that a mail tells of a run, part by part, as much as its rule allows. */
export function runBlocks(mail: RunMail, { language, heldBack = [] }: ComposeOptions): Blocks {
  const { run, decision, account, report = noReport } = mail;
  const content = contentOf(decision);
  const from = (least: Content, section: () => Section): Section => (tells(content, least) ? section() : emptySection);
  return {
    facts: from('facts', () => ({ pieces: factsPiece(runFacts(run, report, language)) })),
    summary: from('tail', () => summaryBlock(report)),
    firstError: from('tail', () => errorBlock(report)),
    problems: from('facts', () => problemsBlock(report)),
    git: from('facts', () => gitBlock(report, content === 'everything')),
    output: from('tail', () => outputBlock(report, content === 'everything', language)),
    rerun: from('facts', () => rerunBlock(report)),
    heldBack: heldBackBlock(heldBack, language),
    why: whyBlock(decision),
    support: supportBlock(account),
  };
}

function summaryBlock({ summary }: Report): Section {
  if (summary === undefined) return emptySection;
  return {
    heading: l10n.t('Summary by a language model'),
    pieces: [{ kind: 'paragraph', text: printable(summary, 600) }],
  };
}

function rerunBlock({ rerun, openLink }: Report): Section {
  const command = toTheLetter(rerun);
  const link = openLink === undefined ? [] : linkPiece(openLink, l10n.t('Open the workspace in the editor'));
  if (command === '') return { pieces: link };
  return { heading: l10n.t('Run it again'), pieces: [{ kind: 'code', text: command }, ...link] };
}

/** It is copied into a terminal: with its lines and blanks, or none where a mail cannot hold it as it is. */
function toTheLetter(command: string): string {
  const text = command.replaceAll('\r\n', '\n');
  // eslint-disable-next-line no-control-regex -- mails drop these
  const isHeld = !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}|\p{Surrogate}/u.test(text);
  return isHeld && text.length <= 2000 ? text : '';
}
