import { NotebookRuns, type CellSummary } from '../../src/model/source/notebookRuns';
import { durationOf } from '../../src/model/run/run';
import { Timeline } from './timeline';

/** Stands in for a `NotebookCell`: only its identity counts. */
export interface FakeCell {
  index: number;
  text: string;
  error: string;
}

/** The cells of a notebook, which are queued, run and end at times that the test sets. */
export class NotebookTimeline extends Timeline {
  readonly cells: readonly FakeCell[];
  readonly runs: NotebookRuns<FakeCell>;
  private order = 0;

  constructor(count: number) {
    super();
    this.cells = Array.from({ length: count }, (_, index) => ({ index, text: `${index + 1}\n`, error: '' }));
    this.runs = new NotebookRuns<FakeCell>(
      {
        facts: () => ({
          name: 'a.ipynb',
          folder: '/src',
          workspace: 'app',
          host: 'box',
          document: 'file:///src/a.ipynb',
        }),
        indexOf: ({ index }) => index,
        textOf: ({ text }) => text,
        errorOf: ({ error }) => error,
        ...this.ear,
      },
      this.clock,
      this.log,
    );
  }

  /** Each run that has ended as `outcome milliseconds details`. */
  override get shown(): string[] {
    return this.ended.map((run) => `${run.outcome} ${durationOf(run)} ${run.details?.join('; ')}`);
  }

  cell(number: number): FakeCell {
    const cell = this.cells[number - 1];
    if (cell === undefined) throw new Error(`no cell ${number}`);
    return cell;
  }

  tell(number: number, summary: CellSummary): void {
    this.runs.summaryChanged(this.cell(number), summary, true);
  }

  /** Queues, drops or clears cells: the editor reports them all in the same way. */
  empty(...numbers: readonly number[]): void {
    for (const number of numbers) this.tell(number, {});
  }

  /** A cell starts, and gets its number. */
  start(number: number): void {
    this.tell(number, { executionOrder: ++this.order });
    this.tell(number, { executionOrder: this.order });
  }

  /** A cell ends. @param success `undefined`: it was cancelled */
  end(number: number, success: boolean | undefined): void {
    const timing = { startTime: this.time, endTime: this.time };
    this.tell(number, { executionOrder: this.order, timing, ...(success === undefined ? {} : { success }) });
  }

  /** A cell runs for a second. */
  run(number: number, success: boolean | undefined = true): void {
    this.start(number);
    this.pass(1_000);
    this.end(number, success);
  }
}
