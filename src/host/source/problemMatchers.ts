import * as vscode from 'vscode';
import { readMatchers, type ContributedMatchers, type ProblemMatcher } from '../model/problemMatcher';
import { identityOf, taskLists } from './taskGraphs';

type Entry = Readonly<Record<string, unknown>>;

/** The problem matchers of a task. The API gives the names of those that have one; the others stand in tasks.json. */
export function problemMatchersOf(task: vscode.Task): readonly ProblemMatcher[] {
  return readMatchers(writtenFor(task) ?? task.problemMatchers, contributed());
}

/** Those that tasks.json names for a task which is known by its name and its folder only. */
export function taskMatchers(name: string, folder: string): readonly ProblemMatcher[] {
  const scope =
    folder === '' ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))?.uri.toString();
  const lists = taskLists();
  // That of its own folder counts before those of others.
  const entries = [...lists.filter((list) => list.scope === scope), ...lists].flatMap(({ tasks }) => entriesOf(tasks));
  const written = entries.find((entry) => labelOf(entry) === name)?.['problemMatcher'];
  return written === undefined ? [] : readMatchers(written, contributed());
}

/** What tasks.json says of the problem matchers of a task; `undefined` where it does not know the task. */
function writtenFor(task: vscode.Task): unknown {
  const { name, scope } = identityOf(task);
  const { tasks } = taskLists().find((list) => list.scope === scope) ?? {};
  return entriesOf(tasks).find((entry) => labelOf(entry) === name)?.['problemMatcher'];
}

function entriesOf(tasks: unknown): readonly Entry[] {
  return (Array.isArray(tasks) ? tasks : []).filter(isEntry);
}

function labelOf(entry: Entry): unknown {
  return entry['label'] ?? entry['taskName'];
}

function contributed(): ContributedMatchers {
  const all = vscode.extensions.all.map(({ packageJSON }) => {
    const manifest: unknown = packageJSON;
    return isEntry(manifest) && isEntry(manifest['contributes']) ? manifest['contributes'] : {};
  });
  const of = (key: string): readonly unknown[] => all.map((contributes) => contributes[key]).flat();
  return { problemMatchers: of('problemMatchers'), problemPatterns: of('problemPatterns') };
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
