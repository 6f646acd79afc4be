import * as l10n from '@vscode/l10n';
import { isolated, oneLine } from '../oneLine';
import type { LastRuns } from '../run/lastRuns';
import { durationOf, hasExitCodes, type Outcome, type Run } from '../run/run';
import { durationText } from '../timeText';
import type { Tone } from './body';

/** The subject and the first line of a mail about a run. */
export interface Headline {
  /** `FAILED: test (exit 3) - my-app - 1m 04s` */
  readonly subject: string;
  readonly verdict: string;
  readonly tone: Tone;
}

export function headlineOf(run: Run, lastRuns: LastRuns | undefined, language: string): Headline {
  const name = oneLine(run.name, 80);
  const duration = tookText(run);
  const workspace = oneLine(run.workspace, 80);
  const parts = [
    `${resultWord(run, lastRuns, language)}: ${name}${exitWords(run)}`,
    ...(workspace === '' ? [] : [workspace]),
    duration,
  ];
  const tone = run.outcome === 'done' ? 'good' : run.outcome === 'failed' ? 'bad' : 'neutral';
  return { subject: parts.join(' - '), verdict: verdict(run, lastRuns, isolated(name), duration, language), tone };
}

/** The duration, with a mark if it began before it was watched. */
export function tookText(run: Run): string {
  return (run.startKnown ? '' : '> ') + durationText(durationOf(run));
}

/** The word for an outcome at the beginning of a subject: plain ASCII, so that no server or phone mangles it. */
export function outcomeWord(outcome: Outcome): string {
  switch (outcome) {
    case 'done':
      return l10n.t('DONE');
    case 'failed':
      return l10n.t('FAILED');
    case 'stopped':
      return l10n.t('STOPPED');
    case 'ended':
      return l10n.t('ENDED');
    case 'lost':
      return l10n.t('WATCH LOST');
  }
}

/** The same, but considering the previous run: `FIXED`, `STILL FAILING (3rd)`. */
export function resultWord(run: Run, lastRuns: LastRuns | undefined, language: string): string {
  if (isFixed(run, lastRuns)) return l10n.t('FIXED');
  const again = failuresInRow(run, lastRuns);
  return again < 2 ? outcomeWord(run.outcome) : l10n.t('STILL FAILING ({0})', ordinal(again, language));
}

/** ` (exit 3)` if it failed with a code. */
export function exitWords({ outcome, exitCode }: Run): string {
  return outcome === 'failed' && exitCode !== undefined ? ` ${l10n.t('(exit {0})', String(exitCode))}` : '';
}

function isFixed(run: Run, lastRuns: LastRuns | undefined): boolean {
  return run.outcome === 'done' && lastRuns?.lastOutcome === 'failed';
}

/** How many times in a row it has failed, including this time; 0 if it did not fail. */
export function failuresInRow({ outcome }: Run, lastRuns: LastRuns | undefined): number {
  return outcome === 'failed' ? (lastRuns?.failures ?? 0) + 1 : 0;
}

function verdict(run: Run, lastRuns: LastRuns | undefined, name: string, duration: string, language: string): string {
  const code = run.exitCode === undefined ? undefined : String(run.exitCode);
  switch (run.outcome) {
    case 'done':
      if (isFixed(run, lastRuns))
        return l10n.t('{0} is fixed: it failed before and is done now, after {1}.', name, duration);
      return code === undefined
        ? l10n.t('{0} is done after {1}.', name, duration)
        : l10n.t('{0} is done (exit code 0) after {1}.', name, duration);
    case 'failed': {
      const count = failuresInRow(run, lastRuns);
      if (count > 1) {
        const again = ordinal(count, language);
        return code === undefined
          ? l10n.t('{0} is still failing ({1} time in a row): it failed after {2}.', name, again, duration)
          : l10n.t('{0} is still failing ({1} time in a row): exit code {2} after {3}.', name, again, code, duration);
      }
      return code === undefined
        ? l10n.t('{0} failed after {1}.', name, duration)
        : l10n.t('{0} failed with exit code {1} after {2}.', name, code, duration);
    }
    case 'stopped':
      return l10n.t('{0} was stopped after {1}.', name, duration);
    case 'ended':
      if (!hasExitCodes(run))
        return l10n.t('{0} ended after {1}; the editor does not say how it went.', name, duration);
      return run.disconnected === true
        ? l10n.t('{0} ended after {1}, exit code unknown: the editor was disconnected.', name, duration)
        : l10n.t('{0} ended after {1}; the editor gave no exit code.', name, duration);
    case 'lost':
      return l10n.t('{0} could not be watched any longer after {1}: nobody knows how it goes.', name, duration);
  }
}

/** `3rd`, or `3e` in French; ASCII, because it is used in subjects. */
function ordinal(count: number, language: string): string {
  if (/^fr\b/i.test(language)) return count === 1 ? '1re' : `${count}e`;
  const suffixes: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' };
  return `${count}${suffixes[new Intl.PluralRules('en', { type: 'ordinal' }).select(count)] ?? 'th'}`;
}
