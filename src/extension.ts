import * as vscode from 'vscode';
import { systemClock } from './model/clock';
import type { Run } from './model/run';
import type { Composition } from './composition';
import { registerCommands } from './host/commands';
import { RecentLog } from './host/recentLog';
import { RunWatches } from './host/runWatches';
import { ShellExecutions } from './host/shellExecutions';
import { watchDebug } from './host/sources/debug';
import { watchNotebooks } from './host/sources/notebooks';
import { watchTasks } from './host/sources/tasks';
import { watchTerminals } from './host/sources/terminals';
import { TaskProcesses } from './host/taskProcesses';

/** What the tests inside the editor act on; other extensions get nothing. */
export type Internals = Composition['internals'];

let composition: Composition | undefined;
let running: vscode.Disposable | undefined;

/**
 * Listens to what ends from the first moment on. Everything else is in files of its own (`composition.ts`), which are
 * loaded once the editor has gone on: nobody waits for them at its start.
 */
export async function activate(context: vscode.ExtensionContext): Promise<Internals | undefined> {
  const clock = systemClock;
  const log = new RecentLog(vscode.window.createOutputChannel('Mail When Done', { log: true }), clock);
  const early: Run[] = [];
  const emit = (run: Run): void => {
    if (composition === undefined) early.push(run);
    else composition.onRun(run);
  };
  const [executions, processes] = [new ShellExecutions(clock), new TaskProcesses()];
  const interactivePrograms = () => composition?.interactivePrograms() ?? [];
  const debugLines = () => composition?.debugLines;
  // A line for each source; runs of tests, which begin by a command of ours only, come with the rest.
  const runs = new RunWatches([
    watchTasks({ emit, clock, log, memory: context.workspaceState, executions, processes }),
    watchTerminals({ emit, clock, log, executions, processes, debugLines, interactivePrograms }),
    watchDebug({ emit, clock, log, debugLines }),
    watchNotebooks({ emit, clock, log }),
  ]);
  running = runs;
  const composing = soon().then(async () => {
    const { compose } = await import('./composition');
    const composed = await compose(context, { clock, log, runs });
    composition = composed;
    for (const run of early.splice(0)) composed.onRun(run);
    return composed;
  });
  composing.catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  const commands = async () => (await composing).commands;
  context.subscriptions.push(log, runs, executions, processes, registerCommands(context, commands, log));
  return context.extensionMode === vscode.ExtensionMode.Test ? (await composing).internals : undefined;
}

/** The ends that the editor tells from now on are not true; what is not sent yet goes from the next window. */
export async function deactivate(): Promise<void> {
  running?.dispose();
  await composition?.stop();
}

/** After whatever the editor has in hand now. */
function soon(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
