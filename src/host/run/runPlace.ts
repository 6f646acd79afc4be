import { uptime } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Run, Running } from '../../model/run/run';
import { errorMessage } from '../../model/unknown';
import { taskFacts } from '../source/taskFacts';

/** Goes to where a run ran. Returns false if nothing is left of that in this window; throws a sentence. */
export async function goToPlace({ source, name, place, startedAt }: Run | Running): Promise<boolean> {
  const { terminal: pid, document, cell } = place ?? {};
  const terminal = pid === undefined ? undefined : await terminalOf(pid, startedAt);
  if (terminal !== undefined) {
    terminal.show();
    return true;
  }
  if (document === undefined) return false;
  try {
    const uri = vscode.Uri.parse(document, true);
    if (source !== 'notebook') await vscode.window.showTextDocument(uri);
    else {
      const notebook = await vscode.workspace.openNotebookDocument(uri);
      const selections = cell === undefined ? [] : [new vscode.NotebookRange(cell, cell + 1)];
      const editor = await vscode.window.showNotebookDocument(notebook, { selections });
      if (selections[0] !== undefined) editor.revealRange(selections[0], vscode.NotebookEditorRevealType.InCenter);
    }
    return true;
  } catch (error) {
    throw new Error(l10n.t('The file of “{0}” cannot be opened: {1}', name, errorMessage(error)), { cause: error });
  }
}

/**
 * Starts the task of a run again; throws a sentence if the workspace has no such task.
 * @param kept a name or folder as it is kept of a run
 */
export async function runTaskAgain({ name, folder }: Run, kept: (text: string) => string): Promise<void> {
  const tasks = await vscode.tasks.fetchTasks();
  const task = tasks.find((one) => kept(one.name) === name && kept(taskFacts(one).folder) === folder);
  if (task === undefined) {
    throw new Error(l10n.t('“{0}” cannot be run again: this workspace has no such task in {1}.', name, folder));
  }
  await vscode.tasks.executeTask(task);
}

async function terminalOf(pid: number, startedAt: number): Promise<vscode.Terminal | undefined> {
  // Since the computer was restarted the number means another process.
  if (startedAt < Date.now() - uptime() * 1000) return undefined;
  const known = vscode.window.terminals.map(async (terminal) => ({ terminal, its: await terminal.processId }));
  return (await Promise.all(known)).find(({ its }) => its === pid)?.terminal;
}
