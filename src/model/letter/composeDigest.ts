import * as l10n from '@vscode/l10n';
import { isolated, oneLine } from '../oneLine';
import { contentOf, covers } from '../rule/decision';
import type { Content } from '../rule/rule';
import { durationOf, type Outcome, type Run } from '../run/run';
import { durationText, whenText } from '../timeText';
import { type Body, factsPiece, type Section } from './body';
import { suppressedBlock, supportBlock, whyTogetherBlock } from './footBlocks';
import { exitWords, resultWord } from './headline';
import type { SuppressedRun } from './suppressedRun';
import { letterOf } from './letter';
import type { Letter } from './message';
import { withheldWords } from './outputBlock';
import type { RunMail } from './runMail';

/** Further runs are only counted. */
const maxListed = 50;

/** One mail for several runs that ended around the same time, failed ones first. */
export function composeDigest(
  mails: readonly RunMail[],
  language: string,
  suppressed: readonly SuppressedRun[] = [],
): Letter {
  const sorted = [...mails].sort((one, other) => severity(one.run.outcome) - severity(other.run.outcome));
  const [first] = sorted;
  if (first === undefined) throw new RangeError('a digest of nothing');
  const failed = mails.filter(({ run }) => run.outcome === 'failed').length;
  const names = [...new Set(sorted.map(({ run }) => oneLine(run.name, 40)))];
  const listed = (text: (name: string) => string): string =>
    names.slice(0, 3).map(text).join(', ') + (names.length > 3 ? ' ...' : '');
  const workspaces = [...new Set(mails.map(({ run }) => oneLine(run.workspace, 80)))].filter((name) => name !== '');
  const count = String(mails.length);
  const head = failed > 0 ? l10n.t('FAILED: {0} of {1}', String(failed), count) : l10n.t('{0} ended', count);
  const body: Body = {
    verdict:
      failed > 0
        ? l10n.t('{0} of {1} runs failed: {2}', String(failed), count, listed(isolated))
        : l10n.t('{0} runs ended: {1}', count, listed(isolated)),
    tone: failed > 0 ? 'bad' : mails.every(({ run }) => run.outcome === 'done') ? 'good' : 'neutral',
    language,
    sections: [
      listSection(sorted, language),
      ...withheldSections(sorted),
      suppressedBlock(suppressed, language),
      whyTogetherBlock(sorted.map(({ decision }) => decision)),
      supportBlock(first.account),
    ],
  };
  const subject = [head, listed((name) => name), ...workspaces.slice(0, 1)].join(' - ');
  return letterOf(first.account, subject, body);
}

function listSection(mails: readonly RunMail[], language: string): Section {
  const facts = mails.slice(0, maxListed).map(({ run, report, decision }) => ({
    label: `${resultWord(run, report?.lastRuns, language)}${exitWords(run)}`,
    value: digestLine(run, report?.firstError?.message, contentOf(decision), language),
  }));
  const more = mails.length - facts.length;
  const note = more > 0 ? [{ kind: 'paragraph', text: l10n.t('and {0} more', String(more)) } as const] : [];
  return { pieces: [...factsPiece(facts), ...note] };
}

/** Why the first errors of some runs are missing. */
function withheldSections(mails: readonly RunMail[]): readonly Section[] {
  const reasons = new Set(
    mails.flatMap(({ report, decision }) => (covers(contentOf(decision), 'tail') ? (report?.withheld ?? []) : [])),
  );
  return [...reasons].map((reason) => ({ pieces: [{ kind: 'paragraph', text: withheldWords(reason) }] }));
}

/** `test - my-app - 1m 04s, 11:45: the first error`, as far as its rule allows. */
function digestLine(run: Run, error: string | undefined, content: Content, language: string): string {
  const parts = [oneLine(run.name, 200), oneLine(run.workspace, 80), durationText(durationOf(run))];
  const line = parts.filter((part) => part !== '').join(' - ');
  if (!covers(content, 'facts')) return line;
  const ended = `${line}, ${whenText(run.endedAt, language)}`;
  return error === undefined || !covers(content, 'tail') ? ended : `${ended}: ${oneLine(error, 200)}`;
}

function severity(outcome: Outcome): number {
  return (['failed', 'lost', 'ended', 'stopped', 'done'] as const).indexOf(outcome);
}
