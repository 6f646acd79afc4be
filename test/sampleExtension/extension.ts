// Stands beside ours in an editor of the page suite: what notebooks and tests need that come with no editor. A cell and
// a test end as soon as the file is there that they name, relative to the folder that is open.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

export function activate({ subscriptions }: vscode.ExtensionContext): void {
  subscriptions.push(vscode.workspace.registerNotebookSerializer('sample', serializer), kernel(), tests());
}

/** A notebook file has a cell on each line. */
const serializer: vscode.NotebookSerializer = {
  deserializeNotebook: (content) => {
    const lines = new TextDecoder().decode(content).split('\n');
    const cells = lines.filter((line) => line !== '');
    return new vscode.NotebookData(
      cells.map((cell) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, cell, 'plaintext')),
    );
  },
  serializeNotebook: ({ cells }) => new TextEncoder().encode(cells.map(({ value }) => `${value}\n`).join('')),
};

/** Runs cells one after the other; each is the name of the file that it waits for. */
function kernel(): vscode.NotebookController {
  const controller = vscode.notebooks.createNotebookController('sample', 'sample', 'Sample Kernel');
  let order = 0;
  controller.supportsExecutionOrder = true;
  controller.supportedLanguages = ['plaintext'];
  controller.executeHandler = async (cells) => {
    for (const cell of cells) {
      const execution = controller.createNotebookCellExecution(cell);
      execution.start(Date.now());
      execution.executionOrder = ++order;
      await appeared(cell.document.getText(), execution.token);
      execution.end(true, Date.now());
    }
  };
  return controller;
}

/** One test, which waits for `tests.gate`. */
function tests(): vscode.TestController {
  const controller = vscode.tests.createTestController('sample', 'Sample Tests');
  controller.items.add(controller.createTestItem('waits', 'waits for its gate'));
  const run = async (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> => {
    const going = controller.createTestRun(request);
    for (const [, item] of controller.items) {
      going.started(item);
      await appeared('tests.gate', token);
      going.passed(item);
    }
    going.end();
  };
  controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, run, true);
  return controller;
}

async function appeared(file: string, token: vscode.CancellationToken): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('No folder is open.');
  while (!existsSync(path.join(folder.uri.fsPath, file)) && !token.isCancellationRequested) await sleep(100);
}
