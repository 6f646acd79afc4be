import * as l10n from '@vscode/l10n';
import { oneLine } from '../oneLine';
import { noReport, type Report } from '../report/report';
import { contentOf, covers } from '../rule/decision';
import type { Content } from '../rule/rule';
import { type Blocks, emptySection, factsPiece, linkPiece, type Section } from './body';
import { errorBlock, gitBlock, problemsBlock } from './codeBlocks';
import { suppressedBlock, supportBlock, whyBlock } from './footBlocks';
import type { SuppressedRun } from './suppressedRun';
import { outputBlock } from './outputBlock';
import { runFacts } from './runFacts';
import type { RunMail } from './runMail';

/** Options for a mail about a run. */
export interface ComposeOptions {
  /** A BCP 47 tag, for dates. */
  readonly language: string;
  /** The keyed mark of a name, see `nameMarks`. Without it the mail belongs to no thread. */
  readonly mark?: (name: string) => string;
  /** The runs suppressed since the last mail. */
  readonly suppressed?: readonly SuppressedRun[];
}

/** Everything that a mail says about a run, part by part, as far as its rule allows. */
export function runBlocks(mail: RunMail, { language, suppressed = [] }: ComposeOptions): Blocks {
  const { run, decision, account, report = noReport } = mail;
  const content = contentOf(decision);
  const from = (least: Content, section: () => Section): Section => (covers(content, least) ? section() : emptySection);
  return {
    facts: from('facts', () => ({ pieces: factsPiece(runFacts(run, report, language)) })),
    summary: from('tail', () => summaryBlock(report)),
    firstError: from('tail', () => errorBlock(report)),
    problems: from('facts', () => problemsBlock(report)),
    git: from('facts', () => gitBlock(report, content === 'everything')),
    output: from('tail', () => outputBlock(report, content === 'everything', language)),
    rerun: from('facts', () => rerunBlock(report)),
    suppressed: suppressedBlock(suppressed, language),
    why: whyBlock(decision),
    support: supportBlock(account),
  };
}

function summaryBlock({ summary }: Report): Section {
  if (summary === undefined) return emptySection;
  return {
    heading: l10n.t('Summary by a language model'),
    pieces: [{ kind: 'paragraph', text: oneLine(summary, 600) }],
  };
}

function rerunBlock({ rerun, openLink }: Report): Section {
  const command = toTheLetter(rerun);
  const link = openLink === undefined ? [] : linkPiece(openLink, l10n.t('Open the workspace in the editor'));
  if (command === '') return { pieces: link };
  return { heading: l10n.t('Run it again'), pieces: [{ kind: 'code', text: command }, ...link] };
}

/**
 * A command that will be copied into a terminal: complete with its lines and blanks, or empty if a mail cannot
 * contain it exactly.
 */
function toTheLetter(command: string): string {
  const text = command.replaceAll('\r\n', '\n');
  // eslint-disable-next-line no-control-regex -- mails drop these
  const isHeld = !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}|\p{Surrogate}/u.test(text);
  return isHeld && text.length <= 2000 ? text : '';
}
