import * as l10n from '@vscode/l10n';
import type { Fact } from './body';
import { durationText } from './duration';
import { exitMeaning } from './exitMeaning';
import { tookText } from './headline';
import { printable } from './printable';
import type { Report } from './report';
import type { Run } from './run';
import { sourceWord } from './sourceWords';
import { whenText } from './when';

/** More lines than this about one run are for its output. */
const mostDetails = 10;

/** What is known of a run that ended; some may be empty. */
export function runFacts(run: Run, report: Report, language: string): readonly Fact[] {
  const started = whenText(run.startedAt, language);
  const details = (run.details ?? []).filter((line) => line.trim() !== '');
  const more = details.length - mostDetails;
  return [
    { label: l10n.t('Duration'), value: durationWords(tookText(run), report.usual) },
    { label: l10n.t('Exit code'), value: exitCodeWords(run) },
    ...details.slice(0, mostDetails).map((line) => ({ label: l10n.t('Detail'), value: printable(line, 300) })),
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

/** What it is, whether it has ended or not. */
export function whatFacts(run: Pick<Run, 'source' | 'name' | 'command'>): readonly Fact[] {
  return [
    { label: sourceWord(run.source), value: printable(run.name) },
    // A command that was typed has no other name.
    { label: l10n.t('Command'), value: run.command === run.name ? '' : printable(run.command, 1000) },
  ];
}

/** Where it runs, and who runs it. */
export function whereFacts(
  run: Pick<Run, 'folder' | 'workspace' | 'host'>,
  { user, remote }: Pick<Report, 'user' | 'remote'>,
): readonly Fact[] {
  const host = printable(run.host);
  const over = printable(remote, 80);
  const isSaid = over === '' || host.endsWith(` (${over})`);
  return [
    { label: l10n.t('Workspace'), value: printable(run.workspace) },
    { label: l10n.t('Folder'), value: printable(run.folder) },
    { label: l10n.t('Computer'), value: isSaid || host === '' ? host || over : `${host} (${over})` },
    { label: l10n.t('User'), value: printable(user, 80) },
  ];
}

export function durationWords(took: string, usual: number | undefined): string {
  return usual === undefined ? took : l10n.t('{0}, usually {1}', took, durationText(usual));
}

function exitCodeWords({ exitCode }: Run): string {
  if (exitCode === undefined) return l10n.t('not known');
  const meaning = exitMeaning(exitCode);
  return meaning === '' ? String(exitCode) : `${exitCode} (${meaning})`;
}
