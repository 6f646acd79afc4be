import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { watchNotebooks } from '../../src/host/source/notebooks';
import type { RunWatch } from '../../src/host/source/source';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { durationOf, type Run } from '../../src/model/run/run';
import { passed, until } from './extension';
import { patience, patientScheduler } from './patientScheduler';
import { folder } from './sampleTasks';

/** A kernel whose cells say what they do: `fail`, `wait` (until cancelled), anything else is printed after a while. */
function kernel(id: string, { numbers, times }: { numbers: boolean; times: boolean }): vscode.NotebookController {
  const controller = vscode.notebooks.createNotebookController(id, 'jupyter-notebook', id);
  let order = 0;
  const at = (): number | undefined => (times ? Date.now() : undefined);
  const runCell = async (cell: vscode.NotebookCell): Promise<boolean> => {
    const execution = controller.createNotebookCellExecution(cell);
    execution.start(at());
    // As the one for Python does: it has begun before it has its number.
    if (numbers) execution.executionOrder = ++order;
    await execution.clearOutput();
    await sleep(300);
    const text = cell.document.getText();
    const print = (item: vscode.NotebookCellOutputItem) =>
      execution.appendOutput([new vscode.NotebookCellOutput([item])]);
    if (text === 'fail') {
      await print(vscode.NotebookCellOutputItem.error(new TypeError('cannot add\napples to pears')));
      execution.end(false, at());
      return false;
    }
    await print(vscode.NotebookCellOutputItem.stdout(`${text} printed\n`));
    if (text !== 'wait') {
      execution.end(true, at());
      return true;
    }
    await new Promise<void>((resolve) => execution.token.onCancellationRequested(() => resolve()));
    execution.end(undefined, at());
    return false;
  };
  controller.supportsExecutionOrder = numbers;
  controller.executeHandler = async (cells) => {
    for (const cell of cells) if (!(await runCell(cell))) return;
  };
  return controller;
}

describe('watchNotebooks, with real notebooks', () => {
  let count = 0;
  let runs: Run[];
  let watch: RunWatch;
  let python: vscode.NotebookController;

  const shown = () => runs.map(({ name, outcome, details }) => `${name} ${outcome}: ${details?.join('; ')}`);

  before(() => {
    python = kernel('python', { numbers: true, times: true });
  });

  after(() => python.dispose());

  beforeEach(() => {
    runs = [];
    watch = watchNotebooks({
      emit: (run) => void runs.push(run),
      clock: systemClock,
      scheduler: patientScheduler,
      log: silentLog,
    });
  });

  afterEach(async () => {
    watch.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** A notebook file with these cells, open, with a kernel chosen. */
  async function open(name: string, texts: readonly string[], controller = python): Promise<vscode.NotebookDocument> {
    // A name of its own: the editor remembers what was going on in a file that was closed.
    const file = join(folder().uri.fsPath, `${name}${++count}.ipynb`);
    const cells = texts.map((text) => ({
      cell_type: 'code',
      source: [text],
      metadata: {},
      outputs: [],
      execution_count: null,
    }));
    await writeFile(file, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
    await show(notebook, controller);
    return notebook;
  }

  async function show(notebook: vscode.NotebookDocument, controller: vscode.NotebookController): Promise<void> {
    const { id } = controller;
    const selected = new Promise<void>((resolve) => {
      const listener = controller.onDidChangeSelectedNotebooks((event) => {
        if (event.notebook !== notebook || !event.selected) return;
        listener.dispose();
        resolve();
      });
    });
    await vscode.window.showNotebookDocument(notebook);
    const extension = 'mail-when-done.mail-when-done';
    await vscode.commands.executeCommand('notebook.selectKernel', { id, extension });
    await selected;
  }

  async function runCell(notebook: vscode.NotebookDocument, index: number): Promise<void> {
    const ranges = [{ start: index, end: index + 1 }];
    await vscode.commands.executeCommand('notebook.cell.execute', { ranges, document: notebook.uri });
  }

  const runAll = (notebook: vscode.NotebookDocument) =>
    vscode.commands.executeCommand('notebook.execute', notebook.uri);

  /** Waits for that many runs, then long enough for one too many to come. */
  async function settled(wanted: number): Promise<string[]> {
    await until(() => runs.length >= wanted, `${wanted} runs`);
    await passed(700);
    return shown();
  }

  it('one cell', async () => {
    const notebook = await open('one', ['a', 'b']);
    await runCell(notebook, 1);
    assert.deepEqual(await settled(1), [`one${count}.ipynb done: Cells run: 1 of 1 (2)`]);
    const [run] = runs;
    assert.equal(run?.source, 'notebook');
    assert.equal(run?.exitCode, undefined);
    assert.equal(run?.output, 'b printed\n');
    assert.equal(run?.folder, folder().uri.fsPath);
    assert.deepEqual(run?.place, { document: notebook.uri.toString(), cell: 1 });
    // What the kernel waits for; timers may be a little early.
    assert.ok(durationOf(run) >= 290, `${durationOf(run)} ms`);
    assert.deepEqual(watch.running(), []);
  });

  it('a cell that fails, then again, then another', async () => {
    const notebook = await open('bad', ['fail', 'a']);
    const failed = `bad${count}.ipynb failed: Cells run: 1 of 1 (1); Cell 1: TypeError: cannot add apples to pears`;
    await runCell(notebook, 0);
    assert.deepEqual(await settled(1), [failed]);
    assert.match(runs[0]?.output ?? '', /TypeError: cannot add\napples to pears\n\s+at /);
    await runCell(notebook, 0);
    assert.deepEqual(await settled(2), [failed, failed]);
    assert.notEqual(runs[0]?.id, runs[1]?.id);
    await runCell(notebook, 1);
    assert.deepEqual((await settled(3)).slice(2), [`bad${count}.ipynb done: Cells run: 1 of 1 (2)`]);
  });

  it('Run All is one run', async () => {
    const notebook = await open('all', ['a', 'b', 'c']);
    const seen: string[] = [];
    const listener = watch.onDidChange(() =>
      seen.push(
        ...watch.running().map(({ place }) => `${place?.cell} ${watch.printed?.(watch.running()[0]?.id ?? '')?.text}`),
      ),
    );
    await runAll(notebook);
    assert.deepEqual(await settled(1), [`all${count}.ipynb done: Cells run: 3 of 3 (1-3)`]);
    listener.dispose();
    assert.equal(runs[0]?.output, 'a printed\nb printed\nc printed\n');
    assert.deepEqual(seen, ['0 ', '1 a printed\n', '2 a printed\nb printed\n']);
  });

  it('Run All with a failure in the middle', async () => {
    const notebook = await open('middle', ['a', 'fail', 'c', 'd']);
    await runAll(notebook);
    assert.deepEqual(await settled(1), [
      `middle${count}.ipynb failed: Cells run: 2 of 4 (1-2); Cell 2: TypeError: cannot add apples to pears`,
    ]);
    assert.deepEqual(runs[0]?.place, { document: notebook.uri.toString(), cell: 1 });
  });

  it('cancelled', async () => {
    const notebook = await open('cancelled', ['a', 'wait', 'c']);
    void runAll(notebook);
    await until(() => watch.printed?.(watch.running()[0]?.id ?? '')?.text.includes('wait') === true, 'the second cell');
    assert.deepEqual(watch.running()[0]?.place, { document: notebook.uri.toString(), cell: 1 });
    await vscode.commands.executeCommand('notebook.cancelExecution', notebook.uri);
    assert.deepEqual(await settled(1), [`cancelled${count}.ipynb stopped: Cells run: 2 of 3 (1-2)`]);
  });

  it('closed while it runs', async () => {
    // One without a file: those with one go on after their editor is closed, and their end is told.
    const cells = ['a', 'wait', 'c'].map(
      (text) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python'),
    );
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData(cells));
    await show(notebook, python);
    void runAll(notebook);
    await until(() => watch.printed?.(watch.running()[0]?.id ?? '')?.text.includes('wait') === true, 'the second cell');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    const [ended] = await settled(1);
    assert.match(ended ?? '', /^Untitled-\d+\.ipynb stopped: Cells run: 2 of 3/);
    assert.match(runs[0]?.output ?? '', /a printed\nwait printed\n/);
  });

  it('two notebooks at once', async () => {
    const one = await open('left', ['a', 'b', 'c', 'd']);
    const other = await open('right', ['fail']);
    void runCell(other, 0);
    await vscode.window.showNotebookDocument(one);
    void runAll(one);
    const ended = await settled(2);
    assert.match(ended.join('\n'), /^right\d+\.ipynb failed: .*\nleft\d+\.ipynb done: Cells run: 4 of 4 \(1-4\)$/);
  });

  it('cells that are queued while another runs belong to its run', async () => {
    const notebook = await open('queued', ['a', 'b', 'c']);
    void runCell(notebook, 0);
    await until(() => watch.running().length === 1, 'the first cell');
    void runCell(notebook, 2);
    assert.deepEqual(await settled(1), [`queued${count}.ipynb done: Cells run: 2 of 2 (1, 3)`]);
  });

  it('clearing outputs is no run, and does not hold up one', async () => {
    const notebook = await open('cleared', ['a', 'b']);
    await runAll(notebook);
    await settled(1);
    await vscode.commands.executeCommand('notebook.clearAllCellsOutputs', notebook.uri);
    const [first] = notebook.getCells();
    await vscode.commands.executeCommand('notebook.cell.clearOutputs', {
      ranges: [{ start: 0, end: 1 }],
      document: notebook.uri,
    });
    await until(
      () => first?.outputs.length === 0 && first.executionSummary?.success === undefined,
      'them to be cleared',
    );
    await passed(2_500 * patience);
    assert.equal(runs.length, 1);
    assert.deepEqual(watch.running(), []);
    await runCell(notebook, 1);
    assert.deepEqual((await settled(2)).slice(1), [`cleared${count}.ipynb done: Cells run: 1 of 1 (2)`]);
  });

  const plain = [
    { title: 'a kernel that does not number what it runs', numbers: false, times: true },
    { title: 'a kernel that tells neither numbers nor times', numbers: false, times: false },
  ];
  for (const { title, ...kind } of plain) {
    it(title, async () => {
      const controller = kernel(`plain${kind.times}`, kind);
      try {
        const notebook = await open('plain', ['a', 'b', 'fail', 'd'], controller);
        await runCell(notebook, 0);
        await settled(1);
        await runAll(notebook);
        assert.deepEqual(await settled(2), [
          `plain${count}.ipynb done: Cells run: 1 of 1 (1)`,
          `plain${count}.ipynb failed: Cells run: 3 of 4 (1-3); Cell 3: TypeError: cannot add apples to pears`,
        ]);
      } finally {
        controller.dispose();
      }
    });
  }
});
