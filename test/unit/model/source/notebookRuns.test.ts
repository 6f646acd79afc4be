import assert from 'node:assert/strict';
import { NotebookTimeline } from '../../../support/notebookTimeline';

describe('NotebookRuns', () => {
  let book: NotebookTimeline;

  beforeEach(() => {
    book = new NotebookTimeline(5);
  });

  it('reports every part of a run of one cell, and lists it until then', () => {
    book.empty(2);
    assert.deepEqual([book.runs.running], [undefined]);
    book.pass(500);
    book.start(2);
    const { running } = book.runs;
    assert.deepEqual(running, {
      id: running?.id,
      source: 'notebook',
      name: 'a.ipynb',
      command: '',
      folder: '/src',
      startedAt: 1_000_000,
      startKnown: true,
      place: { document: 'file:///src/a.ipynb', cell: 1 },
    });
    book.pass(1_000);
    book.runs.outputsChanged(book.cell(2), 1);
    assert.deepEqual(book.runs.printed(), { text: '2\n', missing: 0, at: 1_001_500 });
    book.end(2, true);
    assert.deepEqual(book.ended, [
      {
        id: running?.id,
        source: 'notebook',
        name: 'a.ipynb',
        command: '',
        outcome: 'done',
        exitCode: undefined,
        startedAt: 1_000_000,
        startKnown: true,
        endedAt: 1_001_500,
        folder: '/src',
        workspace: 'app',
        host: 'box',
        details: ['Cells run: 1 of 1 (2)'],
        output: '2\n',
        place: { document: 'file:///src/a.ipynb', cell: 1 },
      },
    ]);
    assert.deepEqual([book.runs.running], [undefined]);
    assert.equal(book.runs.printed(), undefined);
  });

  it('counts Run All as one run', () => {
    book.empty(1, 2, 3);
    book.run(1);
    // The kernel may pause in between.
    book.pass(60_000);
    book.run(2);
    assert.equal(book.ended.length, 0);
    book.run(3);
    assert.deepEqual(book.shown, ['done 63000 Cells run: 3 of 3 (1-3)']);
    assert.equal(book.ended[0]?.output, '1\n2\n3\n');
  });

  it('ends a run after a failure in the middle that drops the rest', () => {
    book.cell(2).error = 'TypeError: no\nway';
    book.empty(1, 2, 3, 4);
    book.run(1);
    book.run(2, false);
    book.empty(3, 4);
    book.pass(1_999);
    assert.equal(book.ended.length, 0);
    book.pass(1);
    assert.deepEqual(book.shown, ['failed 2000 Cells run: 2 of 4 (1-2); Cell 2: TypeError: no way']);
    assert.deepEqual(book.ended[0]?.place, { document: 'file:///src/a.ipynb', cell: 1 });
  });

  it('continues a run after a failure if the kernel goes on', () => {
    book.empty(1, 2, 3);
    book.run(1, false);
    // It starts before it gets its number.
    book.empty(2);
    book.pass(50);
    book.run(2);
    book.empty(3);
    book.run(3);
    assert.deepEqual(book.shown, ['failed 3050 Cells run: 3 of 3 (1-3); Cell 1 failed.']);
  });

  it('includes in a run a cell that starts long before it gets its number', () => {
    book.empty(1, 2);
    book.run(1);
    book.empty(2);
    book.pass(30_000);
    assert.equal(book.ended.length, 0);
    book.run(2);
    assert.deepEqual(book.shown, ['done 32000 Cells run: 2 of 2 (1-2)']);
  });

  it('reports a run with a cancelled cell as stopped', () => {
    book.empty(1, 2, 3);
    book.run(1);
    book.start(2);
    book.pass(1_000);
    book.end(2, undefined);
    book.empty(3);
    book.pass(2_000);
    assert.deepEqual(book.shown, ['stopped 2000 Cells run: 2 of 3 (1-2)']);
  });

  it('cuts a long error', () => {
    book.cell(1).error = `Error: ${'x'.repeat(5_000)}`;
    book.empty(1);
    book.run(1, false);
    const [, error = ''] = book.ended[0]?.details ?? [];
    assert.equal(error.length, 'Cell 1: '.length + 4_000);
    assert.ok(error.endsWith('x…'));
  });

  it('counts an end that is reported twice once, and the same cell again as a new run', () => {
    book.empty(1);
    book.run(1, false);
    book.end(1, false);
    assert.equal(book.ended.length, 1);
    book.pass(5_000);
    book.empty(1);
    book.run(1, true);
    assert.deepEqual(book.shown, [
      'failed 1000 Cells run: 1 of 1 (1); Cell 1 failed.',
      'done 1000 Cells run: 1 of 1 (1)',
    ]);
    assert.notEqual(book.ended[0]?.id, book.ended[1]?.id);
  });

  it('ignores a repeated end after the cell was queued again', () => {
    book.empty(1);
    book.start(1);
    const end = { executionOrder: 1, success: true, timing: { startTime: 1, endTime: 2 } };
    book.tell(1, end);
    book.pass(5_000);
    book.empty(1);
    book.tell(1, end);
    assert.equal(book.ended.length, 1);
    book.pass(1_000);
    book.run(1);
    assert.deepEqual(book.shown.slice(1), ['done 2000 Cells run: 1 of 1 (1)']);
  });

  it('counts the same number again after the kernel was restarted', () => {
    for (const endTime of [1, 2]) {
      book.empty(1);
      book.tell(1, { executionOrder: 1 });
      book.tell(1, { executionOrder: 1, success: true, timing: { startTime: 0, endTime } });
      book.pass(10_000);
    }
    assert.equal(book.ended.length, 2);
  });

  it('starts no run for a number that is repeated after the end', () => {
    book.empty(1);
    book.run(1);
    book.tell(1, { executionOrder: 1 });
    assert.deepEqual([book.runs.running], [undefined]);
  });

  it('counts an execution that the kernel starts by itself', () => {
    book.run(4);
    assert.deepEqual(book.shown, ['done 1000 Cells run: 1 of 1 (4)']);
  });

  it('adds cells that are queued while another runs to its run', () => {
    book.empty(1);
    book.start(1);
    book.pass(5_000);
    book.empty(3, 4);
    book.end(1, true);
    book.pass(100);
    book.run(3);
    book.run(4);
    assert.deepEqual(book.shown, ['done 7100 Cells run: 3 of 3 (1, 3-4)']);
  });

  describe('outputs cleared by hand', () => {
    it('are not a run', () => {
      book.empty(1);
      book.pass(60_000);
      book.empty(1);
      assert.deepEqual([book.runs.running], [undefined]);
      for (const cell of book.cells) book.runs.summaryChanged(cell, {}, false);
      book.pass(60_000);
      assert.equal(book.ended.length, 0);
    });

    it('before a run, do not delay it', () => {
      book.empty(2);
      book.pass(60_000);
      book.empty(1);
      book.run(1);
      assert.deepEqual(book.shown, ['done 1000 Cells run: 1 of 1 (1)']);
    });

    it('during a run, delay it for a moment', () => {
      book.empty(1);
      book.start(1);
      book.pass(1_000);
      book.empty(2);
      book.pass(1_000);
      book.end(1, true);
      book.pass(2_000);
      assert.deepEqual(book.shown, ['done 2000 Cells run: 1 of 1 (1)']);
    });

    it('of all cells do not affect the queued ones', () => {
      book.empty(1, 2);
      book.start(1);
      for (const cell of book.cells) book.runs.summaryChanged(cell, {}, false);
      book.end(1, true);
      book.pass(10_000);
      assert.equal(book.ended.length, 0);
      book.run(2);
      assert.deepEqual(book.shown, ['done 11000 Cells run: 2 of 2 (1-2)']);
    });
  });

  describe('without execution numbers', () => {
    /** Runs a cell for a second; the editor repeats the empty summary at its start and with each output. */
    const run = (number: number, success: boolean): void => {
      book.empty(number);
      book.pass(1_000);
      book.runs.outputsChanged(book.cell(number), 1);
      book.empty(number);
      book.tell(number, { success });
    };

    it('counts Run All as one run', () => {
      book.empty(1, 2, 3);
      run(1, true);
      run(2, true);
      run(3, true);
      assert.deepEqual(book.shown, ['done 3000 Cells run: 3 of 3 (1-3)']);
    });

    it('recognises a cell without output by its end', () => {
      book.empty(1);
      book.empty(1);
      book.pass(3_600_000);
      book.tell(1, { success: true });
      assert.deepEqual(book.shown, ['done 3600000 Cells run: 1 of 1 (1)']);
    });

    it('drops the rest after a failure', () => {
      book.empty(1, 2, 3);
      run(1, true);
      run(2, false);
      book.empty(3);
      book.pass(2_000);
      assert.deepEqual(book.shown, ['failed 2000 Cells run: 2 of 3 (1-2); Cell 2 failed.']);
    });
  });

  describe('a run in a changing notebook', () => {
    it('is stopped if it closes while cells run', () => {
      book.empty(1, 2, 3);
      book.run(1);
      book.start(2);
      book.pass(500);
      book.runs.closed();
      assert.deepEqual(book.shown, ['stopped 1500 Cells run: 2 of 3 (1-2)']);
    });

    it('has its usual outcome if it closes while no cell runs', () => {
      book.empty(1);
      book.run(1);
      book.empty(2);
      book.runs.closed();
      assert.deepEqual(book.shown, ['done 1000 Cells run: 1 of 1 (1)']);
    });

    it('is stopped if the running cell is deleted', () => {
      book.empty(1);
      book.start(1);
      book.pass(1_000);
      book.cell(1).index = -1;
      book.runs.removed(book.cell(1));
      assert.deepEqual(book.shown, ['stopped 1000 Cells run: 1 of 1']);
      assert.deepEqual(book.ended[0]?.place, { document: 'file:///src/a.ipynb' });
    });

    it('leaves out a queued cell that is deleted', () => {
      book.empty(1, 2);
      book.run(1);
      book.runs.removed(book.cell(2));
      assert.deepEqual(book.shown, ['done 1000 Cells run: 1 of 2 (1)']);
    });

    it('is stopped if the kernel restarts during a cell', () => {
      book.empty(1);
      book.start(1);
      book.pass(1_000);
      book.empty(1);
      assert.deepEqual(book.shown, ['stopped 1000 Cells run: 1 of 1 (1)']);
    });
  });

  it('ignores events while the window closes', () => {
    book.empty(1, 2);
    book.run(1, false);
    book.empty(2);
    book.runs.discard();
    book.pass(10_000);
    assert.deepEqual(book.shown, ['failed 1000 Cells run: 1 of 2 (1); Cell 1 failed.'], 'it had ended before');
    book.start(1);
    book.runs.discard();
    book.end(1, true);
    assert.equal(book.ended.length, 1);
    assert.equal(book.runs.running, undefined);
  });

  it('knows how it ended while it waits for a cell that may have been dropped', () => {
    const ending = () => book.runs.ending;
    book.empty(1, 2);
    book.start(1);
    assert.equal(ending(), undefined);
    book.pass(1_000);
    const changes = book.changes;
    book.end(1, false);
    book.empty(2);
    assert.ok(book.changes > changes);
    const { id } = book.runs.running ?? {};
    assert.deepEqual([ending()?.id, ending()?.outcome, ending()?.endedAt], [id, 'failed', book.time]);
    assert.equal(book.ended.length, 0);
    book.start(2);
    assert.equal(ending(), undefined, 'it goes on');
    book.end(2, true);
    assert.deepEqual([book.ended.length, ending()], [1, undefined]);
  });
});
