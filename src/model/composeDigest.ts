import * as l10n from '@vscode/l10n';
import type { Body } from './body';
import { exitWords, heldBackWords, letter, outcomeWord, support } from './compose';
import { durationText } from './duration';
import type { HeldBackRun } from './heldBackRun';
import type { Letter } from './message';
import { printable } from './printable';
import { durationOf, type Outcome, type Run } from './run';
import type { RunMail } from './runMail';
import { whenText } from './when';

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
  const listed = names.slice(0, 3).join(', ') + (names.length > 3 ? ' ...' : '');
  const workspaces = [...new Set(mails.map(({ run }) => printable(run.workspace, 80)))].filter((name) => name !== '');
  const count = String(mails.length);
  const head = failed > 0 ? l10n.t('FAILED: {0} of {1}', String(failed), count) : l10n.t('{0} ended', count);
  const body: Body = {
    verdict:
      failed > 0
        ? l10n.t('{0} of {1} runs failed: {2}', String(failed), count, listed)
        : l10n.t('{0} runs ended: {1}', count, listed),
    tone: failed > 0 ? 'bad' : mails.every(({ run }) => run.outcome === 'done') ? 'good' : 'neutral',
    facts: sorted.map(({ run }) => ({
      label: `${outcomeWord(run.outcome)}${exitWords(run)}`,
      value: digestLine(run, language),
    })),
    foot: [
      ...heldBackWords(heldBack, language),
      { text: l10n.t('You get one mail about these runs because they ended soon after one another.') },
      ...support(first.account),
    ],
  };
  return letter(first.account, [head, listed, ...workspaces.slice(0, 1)].join(' - '), body);
}

/** `test - my-app - 1m 04s, 11:45` */
function digestLine(run: Run, language: string): string {
  const parts = [printable(run.name, 200), printable(run.workspace, 80), durationText(durationOf(run))];
  return `${parts.filter((part) => part !== '').join(' - ')}, ${whenText(run.endedAt, language)}`;
}

function severity(outcome: Outcome): number {
  return (['failed', 'lost', 'ended', 'stopped', 'done'] as const).indexOf(outcome);
}
