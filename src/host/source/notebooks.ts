import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { NotebookFacts } from '../../model/notebookBatch';
import { NotebookRuns } from '../../model/notebookRuns';
import { systemScheduler } from '../../outbox/scheduler';
import { errorOf, textOf } from '../cellOutputs';
import { computer } from '../taskFacts';
import type { RunWatch, SourceOptions } from './source';

/** Watches the notebooks of this window. */
export function watchNotebooks({ emit, clock, log }: SourceOptions): RunWatch {
  const changes = new vscode.EventEmitter<void>();
  const books = new Map<vscode.NotebookDocument, NotebookRuns<vscode.NotebookCell>>();
  const runsOf = (book: vscode.NotebookDocument): NotebookRuns<vscode.NotebookCell> => {
    const known = books.get(book);
    if (known !== undefined) return known;
    const host = {
      facts: () => factsOf(book),
      indexOf: (cell: vscode.NotebookCell) => cell.index,
      textOf,
      errorOf,
      ended: emit,
      changed: () => changes.fire(),
      after: (milliseconds: number, work: () => void) => systemScheduler.after(milliseconds, work),
    };
    const runs = new NotebookRuns<vscode.NotebookCell>(host, clock, log);
    books.set(book, runs);
    return runs;
  };
  const watching = vscode.Disposable.from(
    vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges, contentChanges }) => {
      const runs = runsOf(notebook);
      // A cell that is moved is removed and added.
      const added = new Set(contentChanges.flatMap(({ addedCells }) => addedCells));
      for (const cell of contentChanges.flatMap(({ removedCells }) => removedCells)) {
        if (!added.has(cell)) runs.removed(cell);
      }
      for (const { cell, executionSummary, outputs } of cellChanges) {
        if (outputs !== undefined) runs.outputsChanged(cell, outputs.length);
        if (executionSummary !== undefined) runs.summaryChanged(cell, executionSummary, cellChanges.length === 1);
      }
    }),
    vscode.workspace.onDidCloseNotebookDocument((book) => {
      const runs = books.get(book);
      books.delete(book);
      runs?.closed();
    }),
    changes,
  );
  const all = (): readonly NotebookRuns<vscode.NotebookCell>[] => [...books.values()];
  return {
    running: () => all().flatMap((runs) => runs.running ?? []),
    printed: (id) =>
      all()
        .find((runs) => runs.running?.id === id)
        ?.printed(),
    onDidChange: changes.event,
    dispose: () => {
      watching.dispose();
      for (const runs of all()) runs.discard();
      books.clear();
    },
  };
}

function factsOf({ uri }: vscode.NotebookDocument): NotebookFacts {
  const folder = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0];
  return {
    name: posix.basename(uri.path),
    folder: uri.scheme === 'file' ? vscode.Uri.joinPath(uri, '..').fsPath : (folder?.uri.fsPath ?? ''),
    workspace: vscode.workspace.name ?? folder?.name ?? '',
    host: computer(),
    document: uri.toString(),
  };
}
