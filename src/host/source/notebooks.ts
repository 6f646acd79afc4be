import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { NotebookFacts } from '../../model/source/notebookBatch';
import { NotebookRuns } from '../../model/source/notebookRuns';
import type { RunWatch, SourceOptions } from './source';
import { computer } from './taskFacts';

/** Maximum bytes read of one output: no more of it is kept anyway. */
const most = 262_144;

const errorMime = 'application/vnd.code.notebook.error';

const textMimes: readonly string[] = [
  'application/vnd.code.notebook.stdout',
  'application/vnd.code.notebook.stderr',
  'text/plain',
];

/** The text of a cell's outputs, unchanged, errors with their stack; images and tables are left out. */
export function outputOf({ outputs }: vscode.NotebookCell): string {
  const texts = outputs.flatMap(({ items }) =>
    items.map(({ mime, data }) => {
      if (textMimes.includes(mime)) return decode(data.subarray(-most));
      if (mime !== errorMime) return '';
      const { stack, ...error } = readError(data);
      return stack === '' ? titleOf(error) : stack;
    }),
  );
  // Printed output has its own line ends; an error or a value has none.
  return texts
    .filter((text) => text !== '')
    .map((text) => (text.endsWith('\n') ? text : `${text}\n`))
    .join('');
}

/** The first error in a cell's outputs as `Name: message`, or the empty string. */
export function errorOf({ outputs }: vscode.NotebookCell): string {
  const item = outputs.flatMap(({ items }) => items).find(({ mime }) => mime === errorMime);
  return item === undefined ? '' : titleOf(readError(item.data));
}

interface CellError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** The editor does not check what a kernel writes there. */
function readError(data: Uint8Array): CellError {
  let read: unknown;
  try {
    read = JSON.parse(decode(data));
  } catch {
    read = undefined;
  }
  const { name, message, stack } = (typeof read === 'object' && read !== null ? read : {}) as Partial<
    Record<keyof CellError, unknown>
  >;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { name: text(name), message: text(message), stack: text(stack) };
}

function titleOf({ name, message }: Pick<CellError, 'name' | 'message'>): string {
  return [name, message].filter((part) => part !== '').join(': ');
}

function decode(data: Uint8Array): string {
  return new TextDecoder().decode(data);
}

/** Watches the notebooks of this window. */
export function watchNotebooks({ emit, clock, scheduler, log }: SourceOptions): RunWatch {
  const changes = new vscode.EventEmitter<void>();
  const books = new Map<vscode.NotebookDocument, NotebookRuns<vscode.NotebookCell>>();
  const runsOf = (book: vscode.NotebookDocument): NotebookRuns<vscode.NotebookCell> => {
    const known = books.get(book);
    if (known !== undefined) return known;
    const host = {
      facts: () => factsOf(book),
      indexOf: (cell: vscode.NotebookCell) => cell.index,
      textOf: outputOf,
      errorOf,
      ended: emit,
      changed: () => changes.fire(),
      after: (milliseconds: number, work: () => void) => scheduler.after(milliseconds, work),
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
    ending: () => all().flatMap((runs) => runs.ending ?? []),
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
