// An extension of the tests' own: runs tasks in the same extension host as ours, until that is killed.
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Journal } from './journal';
import { StoreFolder } from './storeFolder';

/** How many tasks run at the same time. */
const workers = 4;
/** How long a task may take to end, and a mail to be written, in milliseconds. Far more than either ever takes. */
const timeoutMs = 200_000;

/**
 * Depends on ours (see `driverFolder.ts`), which therefore listens already: what is told here was told there before.
 */
export function activate(context: vscode.ExtensionContext): void {
  const { MAIL_WHEN_DONE_JOURNAL: file, MAIL_WHEN_DONE_OUTBOX: root } = process.env;
  if (file === undefined || root === undefined) return;
  const journal = new Journal(file);
  const store = new StoreFolder(root);
  const life = journal.of('born').length + 1;
  const isLast = journal.of('last').length > 0;
  const mailed = new Map<string, Promise<void>>();

  const mailOf = async (run: string): Promise<void> => {
    const end = Date.now() + timeoutMs;
    while (!store.runs().has(run)) {
      if (Date.now() > end) {
        journal.tell('unmailed', run);
        return;
      }
      await sleep(20);
    }
    journal.tell('mailed', run);
  };
  const ended = ({ execution }: vscode.TaskEndEvent, exitCode?: number): void => {
    const { name } = execution.task;
    if (!name.startsWith('run-') || mailed.has(name)) return;
    if (exitCode !== undefined) journal.tell('exited', name);
    journal.tell('ended', name);
    mailed.set(name, mailOf(name));
  };
  // The second comes alone where the editor does not know how the process ended; otherwise it comes later.
  context.subscriptions.push(
    vscode.tasks.onDidEndTaskProcess((event) => ended(event, event.exitCode)),
    vscode.tasks.onDidEndTask((event) => ended(event)),
  );
  /**
   * Begins the next task only when the mail of the last one is on the disk: a worker that is killed loses at most one.
   */
  const work = async (worker: number): Promise<void> => {
    for (let serial = 0; serial < (isLast ? 2 : 1_000); serial++) {
      const run = `run-${life}-${worker}-${serial}`;
      const end = Date.now() + timeoutMs;
      journal.tell('started', run);
      await vscode.tasks.executeTask(task(run));
      while (!mailed.has(run) && Date.now() < end) await sleep(20);
      if (!mailed.has(run)) journal.tell('endless', run);
      await mailed.get(run);
    }
  };
  journal.tell('born', String(process.pid));
  void Promise.all(Array.from({ length: workers }, (_, worker) => work(worker))).then(() => journal.tell('idle', ''));
}

function task(run: string): vscode.Task {
  const length = (0.1 + Math.random() * 0.5).toFixed(2);
  const end = Math.random() < 0.25 ? 'exit 3' : 'exit 0';
  const command = new vscode.ShellExecution(`sleep ${length}; ${end}`);
  const found = new vscode.Task({ type: 'shell' }, vscode.TaskScope.Workspace, run, 'crash test', command, []);
  found.presentationOptions = { reveal: vscode.TaskRevealKind.Never, panel: vscode.TaskPanelKind.Shared };
  return found;
}
