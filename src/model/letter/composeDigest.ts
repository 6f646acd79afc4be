import * as l10n from '@vscode/l10n';
import { inSentence } from './bidi';
import { factsPiece, type Body, type Section } from './body';
import { durationText } from './duration';
import { heldBackBlock, supportBlock, whyTogetherBlock } from './footBlocks';
import { exitWords, resultWord } from './headline';
import type { HeldBackRun } from './heldBackRun';
import { letterOf } from './letter';
import { contentOf, tells } from './mailContent';
import type { Letter } from './message';
import { withheldWords } from './outputBlock';
import { printable } from './printable';
import type { Content } from './rule';
import { durationOf, type Outcome, type Run } from './run';
import type { RunMail } from './runMail';
import { whenText } from './when';

/** More are counted only. */
const mostListed = 50;

/** One mail for runs that ended soon after one another: what failed comes first. */
export function composeDigest(
  mails: readonly RunMail[],
  language: string,
  heldBack: readonly HeldBackRun[] = [],
): Letter {
  const sorted = [...mails].sort((one, other) => severity(one.run.outcome) - severity(other.run.outcome));
  const [first] = sorted;
  if (first === undefined) throw new RangeError('a digest of nothing');
  const failed = mails.filter(({ run }) => run.outcome === 'failed').length;
  const names = [...new Set(sorted.map(({ run }) => printable(run.name, 40)))];
  const listed = (text: (name: string) => string): string =>
    names.slice(0, 3).map(text).join(', ') + (names.length > 3 ? ' ...' : '');
  const workspaces = [...new Set(mails.map(({ run }) => printable(run.workspace, 80)))].filter((name) => name !== '');
  const count = String(mails.length);
  const head = failed > 0 ? l10n.t('FAILED: {0} of {1}', String(failed), count) : l10n.t('{0} ended', count);
  const body: Body = {
    verdict:
      failed > 0
        ? l10n.t('{0} of {1} runs failed: {2}', String(failed), count, listed(inSentence))
        : l10n.t('{0} runs ended: {1}', count, listed(inSentence)),
    tone: failed > 0 ? 'bad' : mails.every(({ run }) => run.outcome === 'done') ? 'good' : 'neutral',
    language,
    sections: [
      listSection(sorted, language),
      ...withheldSections(sorted),
      heldBackBlock(heldBack, language),
      whyTogetherBlock(sorted.map(({ decision }) => decision)),
      supportBlock(first.account),
    ],
  };
  const subject = [head, listed((name) => name), ...workspaces.slice(0, 1)].join(' - ');
  return letterOf(first.account, subject, body);
}

function listSection(mails: readonly RunMail[], language: string): Section {
  const facts = mails.slice(0, mostListed).map(({ run, report, decision }) => ({
    label: `${resultWord(run, report?.course, language)}${exitWords(run)}`,
    value: digestLine(run, report?.firstError?.message, contentOf(decision), language),
  }));
  const more = mails.length - facts.length;
  const said = more > 0 ? [{ kind: 'paragraph', text: l10n.t('and {0} more', String(more)) } as const] : [];
  return { pieces: [...factsPiece(facts), ...said] };
}

/** Why the first error of some is not there. */
function withheldSections(mails: readonly RunMail[]): readonly Section[] {
  const reasons = new Set(
    mails.flatMap(({ report, decision }) => (tells(contentOf(decision), 'tail') ? (report?.withheld ?? []) : [])),
  );
  return [...reasons].map((reason) => ({ pieces: [{ kind: 'paragraph', text: withheldWords(reason) }] }));
}

/** `test - my-app - 1m 04s, 11:45: the first error`, as much of it as may be told. */
function digestLine(run: Run, error: string | undefined, content: Content, language: string): string {
  const parts = [printable(run.name, 200), printable(run.workspace, 80), durationText(durationOf(run))];
  const line = parts.filter((part) => part !== '').join(' - ');
  if (!tells(content, 'facts')) return line;
  const ended = `${line}, ${whenText(run.endedAt, language)}`;
  return error === undefined || !tells(content, 'tail') ? ended : `${ended}: ${printable(error, 200)}`;
}

function severity(outcome: Outcome): number {
  return (['failed', 'lost', 'ended', 'stopped', 'done'] as const).indexOf(outcome);
}
