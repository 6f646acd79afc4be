import * as vscode from 'vscode';
import { readMatchers, type ContributedMatchers, type ProblemMatcher } from '../model/problemMatcher';
import { identityOf, taskLists } from './taskGraphs';

type Entry = Readonly<Record<string, unknown>>;

/** The problem matchers of a task. The API gives the names of those that have one; the others stand in tasks.json. */
export function problemMatchersOf(task: vscode.Task): readonly ProblemMatcher[] {
  return readMatchers(writtenFor(task) ?? task.problemMatchers, contributed());
}

/** What tasks.json says of the problem matchers of a task; `undefined` where it does not know the task. */
function writtenFor(task: vscode.Task): unknown {
  const { name, scope } = identityOf(task);
  const { tasks } = taskLists().find((list) => list.scope === scope) ?? {};
  const entries = (Array.isArray(tasks) ? tasks : []).filter(isEntry);
  return entries.find((entry) => (entry['label'] ?? entry['taskName']) === name)?.['problemMatcher'];
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
