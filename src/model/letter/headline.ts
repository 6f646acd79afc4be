import * as l10n from '@vscode/l10n';
import { inSentence } from './bidi';
import type { Tone } from './body';
import { durationText } from './duration';
import { printable } from './printable';
import type { Course } from './report';
import { durationOf, type Outcome, type Run } from './run';

/** What a subject and the first line of a mail about a run say. */
export interface Headline {
  /** `FAILED: test (exit 3) - my-app - 1m 04s` */
  readonly subject: string;
  readonly verdict: string;
  readonly tone: Tone;
}

export function headlineOf(run: Run, course: Course | undefined, language: string): Headline {
  const name = printable(run.name, 80);
  const duration = tookText(run);
  const workspace = printable(run.workspace, 80);
  const parts = [
    `${resultWord(run, course, language)}: ${name}${exitWords(run)}`,
    ...(workspace === '' ? [] : [workspace]),
    duration,
  ];
  const tone = run.outcome === 'done' ? 'good' : run.outcome === 'failed' ? 'bad' : 'neutral';
  return { subject: parts.join(' - '), verdict: verdict(run, course, inSentence(name), duration, language), tone };
}

/** How long it took, with a mark where it began before it was watched. */
export function tookText(run: Run): string {
  return (run.startKnown ? '' : '> ') + durationText(durationOf(run));
}

/** How an outcome stands at the head of a subject: plain ASCII, so that no server or phone mangles it. */
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

/** The same, where what came before makes it news: `FIXED`, `STILL FAILING (3rd)`. */
export function resultWord(run: Run, course: Course | undefined, language: string): string {
  if (isFixed(run, course)) return l10n.t('FIXED');
  const again = failuresInRow(run, course);
  return again < 2 ? outcomeWord(run.outcome) : l10n.t('STILL FAILING ({0})', ordinal(again, language));
}

/** ` (exit 3)`, where it failed with a code. */
export function exitWords({ outcome, exitCode }: Run): string {
  return outcome === 'failed' && exitCode !== undefined ? ` ${l10n.t('(exit {0})', String(exitCode))}` : '';
}

export function isFixed(run: Run, course: Course | undefined): boolean {
  return run.outcome === 'done' && course?.previous === 'failed';
}

/** How many times in a row it has failed, this one included; 0 where it did not. */
export function failuresInRow({ outcome }: Run, course: Course | undefined): number {
  return outcome === 'failed' ? Math.max(1, course?.failures ?? 1) : 0;
}

function verdict(run: Run, course: Course | undefined, name: string, duration: string, language: string): string {
  const code = run.exitCode === undefined ? undefined : String(run.exitCode);
  switch (run.outcome) {
    case 'done':
      if (isFixed(run, course))
        return l10n.t('{0} is fixed: it failed before and is done now, after {1}.', name, duration);
      return code === undefined
        ? l10n.t('{0} is done after {1}.', name, duration)
        : l10n.t('{0} is done (exit code 0) after {1}.', name, duration);
    case 'failed': {
      const count = failuresInRow(run, course);
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
      return run.disconnected === true
        ? l10n.t('{0} ended after {1}, exit code unknown: the editor was disconnected.', name, duration)
        : l10n.t('{0} ended after {1}; the editor gave no exit code.', name, duration);
    case 'lost':
      return l10n.t('{0} could not be watched any longer after {1}: nobody knows how it goes.', name, duration);
  }
}

/** `3rd`, or `3e` in French; ASCII, since it stands in subjects. */
function ordinal(count: number, language: string): string {
  if (/^fr\b/i.test(language)) return count === 1 ? '1re' : `${count}e`;
  const suffixes: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' };
  return `${count}${suffixes[new Intl.PluralRules('en', { type: 'ordinal' }).select(count)] ?? 'th'}`;
}
