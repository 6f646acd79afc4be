import * as l10n from '@vscode/l10n';
import type { Run, Running } from '../run/run';

/** Which tests the editor is asked to run. */
export type TestChoice = 'all' | 'file' | 'failed' | 'last';

export const testChoices: readonly TestChoice[] = ['all', 'file', 'failed', 'last'];

/** What is known of a test run apart from its course. */
export interface TestFacts extends Pick<Run, 'folder' | 'workspace' | 'host'> {
  readonly choice: TestChoice;
  /** The file whose tests run, as a URI; only if it is one file. */
  readonly document: string | undefined;
}

/** The name of a choice in a list and in a mail. */
export function testChoiceWords(choice: TestChoice, document: string | undefined): string {
  switch (choice) {
    case 'all':
      return l10n.t('All tests');
    case 'file':
      return document === undefined ? l10n.t('Tests of the current file') : l10n.t('Tests of {0}', nameOf(document));
    case 'failed':
      return l10n.t('Failed tests again');
    case 'last':
      return l10n.t('Last test run again');
  }
}

export function testsRunning(id: string, { choice, folder, document }: TestFacts, startedAt: number): Running {
  const name = testChoiceWords(choice, document);
  return { id, source: 'test', name, command: '', folder, startedAt, startKnown: true, ...placeOf(document) };
}

/** The ended run. The test results are unknown: the editor does not give them to extensions. */
export function testsEnded(running: Running, { workspace, host, document }: TestFacts, endedAt: number): Run {
  const { id, name, command, folder, startedAt } = running;
  return {
    id,
    source: 'test',
    name,
    command,
    outcome: 'ended',
    exitCode: undefined,
    startedAt,
    startKnown: true,
    endedAt,
    folder,
    workspace,
    host,
    details: [l10n.t('The editor does not tell extensions how tests went: look at its Testing view.')],
    ...placeOf(document),
  };
}

function placeOf(document: string | undefined): Pick<Run, 'place'> {
  return document === undefined ? {} : { place: { document } };
}

/** The last part of a URI, decoded for people. */
function nameOf(document: string): string {
  const last = document.slice(document.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
