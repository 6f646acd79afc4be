import * as vscode from 'vscode';
import { type ContributedMatchers, type ProblemMatcher, readMatchers } from '../../model/output/problemMatcher';
import { isRecord } from '../../model/unknown';
import { identityOf, taskLists } from './taskGraphs';

type Entry = Readonly<Record<string, unknown>>;

/** The problem matchers of a task. The API gives only names of matchers; those without a name are in tasks.json. */
export function problemMatchersOf(task: vscode.Task): readonly ProblemMatcher[] {
  return readMatchers(writtenFor(task) ?? task.problemMatchers, contributed());
}

/** The problem matchers in tasks.json for a task, by its name and folder only. */
export function taskMatchers(name: string, folder: string): readonly ProblemMatcher[] {
  const scope =
    folder === '' ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))?.uri.toString();
  const lists = taskLists();
  // The tasks.json of its own folder counts first.
  const entries = [...lists.filter((list) => list.scope === scope), ...lists].flatMap(({ tasks }) => entriesOf(tasks));
  const written = entries.find((entry) => labelOf(entry) === name)?.['problemMatcher'];
  return written === undefined ? [] : readMatchers(written, contributed());
}

/** The property `problemMatcher` of a task in tasks.json; `undefined` if the task is not there. */
function writtenFor(task: vscode.Task): unknown {
  const { name, scope } = identityOf(task);
  const { tasks } = taskLists().find((list) => list.scope === scope) ?? {};
  return entriesOf(tasks).find((entry) => labelOf(entry) === name)?.['problemMatcher'];
}

function entriesOf(tasks: unknown): readonly Entry[] {
  return (Array.isArray(tasks) ? tasks : []).filter(isRecord);
}

function labelOf(entry: Entry): unknown {
  return entry['label'] ?? entry['taskName'];
}

function contributed(): ContributedMatchers {
  const all = vscode.extensions.all.map(({ packageJSON }) => {
    const manifest: unknown = packageJSON;
    return isRecord(manifest) && isRecord(manifest['contributes']) ? manifest['contributes'] : {};
  });
  const of = (key: string): readonly unknown[] => all.map((contributes) => contributes[key]).flat();
  return { problemMatchers: of('problemMatchers'), problemPatterns: of('problemPatterns') };
}
