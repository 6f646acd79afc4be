import * as l10n from '@vscode/l10n';
import type { TestCounts } from '../output/testCounts';
import { oneLine } from '../oneLine';
import type { Report } from '../report/report';
import { hasExitCodes, type Run } from '../run/run';
import { sourceWord } from '../run/runWords';
import { durationText, whenText } from '../timeText';
import type { Fact } from './body';
import { tookText } from './headline';

/** Signals with the same number on Linux and macOS. */
const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
};

/**
 * The common meaning of an exit code, or the empty text: POSIX shells (127, 126, 128 plus a signal), `timeout` (124),
 * and what Windows reports for a terminated process (NTSTATUS).
 */
export function exitMeaning(code: number): string {
  switch (code) {
    case 124:
      return l10n.t('timed out');
    case 126:
      return l10n.t('found, but it cannot be executed');
    case 127:
    case 9009:
      return l10n.t('command not found');
    case 130:
      return l10n.t('Ctrl+C');
    case 134:
      return l10n.t('it aborted itself');
    case 137:
      return l10n.t('killed, often for want of memory');
    case 139:
      return l10n.t('crashed: segmentation fault');
    case 143:
      return l10n.t('terminated from outside');
  }
  switch (code >>> 0) {
    case 0xc000013a:
      return l10n.t('Ctrl+C');
    case 0xc0000005:
      return l10n.t('crashed: access violation');
    case 0xc0000017:
      return l10n.t('out of memory');
    case 0xc0000135:
      return l10n.t('a DLL is missing');
    case 0xc0000409:
      return l10n.t('it aborted itself');
  }
  // Linux has 64 signals; many programs use 255 for any error.
  if (code <= 128 || code > 192) return '';
  const signal = code - 128;
  return l10n.t('ended by signal {0}', signals[signal] ?? String(signal));
}

/** Further details belong in the output. */
const maxDetails = 10;

/** The facts about a run that ended; some values may be empty. */
export function runFacts(run: Run, report: Report, language: string): readonly Fact[] {
  const started = whenText(run.startedAt, language);
  const details = (run.details ?? []).filter((line) => line.trim() !== '');
  const more = details.length - maxDetails;
  return [
    { label: l10n.t('Duration'), value: durationWords(tookText(run), report.usual) },
    { label: l10n.t('Exit code'), value: exitCodeWords(run) },
    { label: l10n.t('Tests'), value: report.tests === undefined ? '' : testWords(report.tests) },
    ...details.slice(0, maxDetails).map((line) => ({ label: l10n.t('Detail'), value: oneLine(line, 300) })),
    ...(more > 0 ? [{ label: l10n.t('Detail'), value: l10n.t('and {0} more', String(more)) }] : []),
    ...whatFacts(run),
    {
      label: l10n.t('Started'),
      value: run.startKnown ? started : l10n.t('before {0}, when this window opened', started),
    },
    { label: l10n.t('Ended'), value: whenText(run.endedAt, language) },
    ...whereFacts(run, report),
  ];
}

/** As few words as possible: `3 failed, 120 passed`. */
function testWords({ passed, failed, skipped }: TestCounts): string {
  return [
    failed > 0 ? l10n.t('{0} failed', failed) : '',
    l10n.t('{0} passed', passed),
    skipped > 0 ? l10n.t('{0} skipped', skipped) : '',
  ]
    .filter((words) => words !== '')
    .join(', ');
}

/** What it is; also for a run that is still going on. */
export function whatFacts(run: Pick<Run, 'source' | 'name' | 'command'>): readonly Fact[] {
  return [
    { label: sourceWord(run.source), value: oneLine(run.name) },
    // A typed command has no other name.
    { label: l10n.t('Command'), value: run.command === run.name ? '' : oneLine(run.command, 1000) },
  ];
}

/** Where it runs, and who runs it. */
export function whereFacts(
  run: Pick<Run, 'folder' | 'workspace' | 'host'>,
  { user, remote }: Pick<Report, 'user' | 'remote'>,
): readonly Fact[] {
  const host = oneLine(run.host);
  const over = oneLine(remote, 80);
  const isSaid = over === '' || host.endsWith(` (${over})`);
  return [
    { label: l10n.t('Workspace'), value: oneLine(run.workspace) },
    { label: l10n.t('Folder'), value: oneLine(run.folder) },
    { label: l10n.t('Computer'), value: isSaid || host === '' ? host || over : `${host} (${over})` },
    { label: l10n.t('User'), value: oneLine(user, 80) },
  ];
}

export function durationWords(took: string, usual: number | undefined): string {
  return usual === undefined ? took : l10n.t('{0}, usually {1}', took, durationText(usual));
}

function exitCodeWords(run: Run): string {
  const { exitCode } = run;
  if (exitCode === undefined) return hasExitCodes(run) ? l10n.t('not known') : '';
  const meaning = exitMeaning(exitCode);
  return meaning === '' ? String(exitCode) : `${exitCode} (${meaning})`;
}
