import type { Clock } from './clock';
import type { Log } from './log';
import { NotebookBatch, type NotebookCells, type NotebookFacts } from './notebookBatch';
import type { Printed, Run, Running } from './run';

/** What the editor knows of how a cell was executed (`NotebookCellExecutionSummary`). */
export interface CellSummary {
  readonly executionOrder?: number;
  readonly success?: boolean;
  readonly timing?: { readonly startTime: number; readonly endTime: number };
}

/** Who knows the notebook and its cells, who hears of their runs, and who has a timer. */
export interface NotebookRunsHost<Cell extends object> extends NotebookCells<Cell> {
  facts(): NotebookFacts;
  /** A run is over. Comes exactly once for each. */
  ended(run: Run): void;
  /** What runs now has changed. */
  changed(): void;
  /** Does the work after so many milliseconds, unless the answer is called before. */
  after(milliseconds: number, work: () => void): () => void;
}

/** Cells that were sent off by one gesture. `started`: one of them has run, so it was more than outputs being cleared. */
interface Burst {
  readonly firstAt: number;
  lastAt: number;
  started: boolean;
}

/** A cell that is queued or runs. */
interface Active {
  readonly burst: Burst;
  runs: boolean;
  /** It was queued, and may have been dropped. */
  isDoubtful: boolean;
  isNumbered: boolean;
}

/** Cells that are queued within this time of one another were sent off by one gesture, in milliseconds. */
const gesture = 250;

/** How long the end of a batch waits for cells of which it is not known whether they run, in milliseconds. */
const patience = 2_000;

/**
 * Joins what the editor tells of the cells of one notebook into runs: all that are queued or run at the same time are one.
 * An empty summary means queued, started, dropped, or cleared by hand; which of them is known only from what comes next.
 */
export class NotebookRuns<Cell extends object> {
  private readonly active = new Map<Cell, Active>();
  /** Number and time of each cell's last end. */
  private readonly ends = new WeakMap<Cell, string>();
  private readonly numbers = new WeakMap<Cell, number>();
  private burst: Burst | undefined;
  private batch: NotebookBatch<Cell> | undefined;
  private finishedAt = 0;
  private stopWaiting: () => void = () => undefined;

  constructor(
    private readonly host: NotebookRunsHost<Cell>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The run that goes on now. */
  get running(): Running | undefined {
    if (this.batch === undefined) return undefined;
    const [cell] = this.cellsThat((one) => one.runs);
    return this.batch.asRunning(this.host.facts(), cell);
  }

  printed(): Printed | undefined {
    if (this.batch === undefined) return undefined;
    const { missing, printedAt } = this.batch;
    return { text: this.batch.text(this.cellsThat((one) => one.runs)), missing, at: printedAt };
  }

  /** The summary of a cell is another one. @param isAlone no other cell changed in the same event */
  summaryChanged(cell: Cell, summary: CellSummary, isAlone: boolean): void {
    if (summary.success !== undefined || summary.timing !== undefined) this.cellEnded(cell, summary);
    else if (summary.executionOrder !== undefined) this.cellNumbered(cell, summary.executionOrder);
    // Measured: cells are queued, started and dropped one by one; several at once were cleared.
    else if (isAlone) this.cellEmptied(cell);
  }

  /** A cell has printed something, or its outputs were cleared. */
  outputsChanged(cell: Cell, count: number): void {
    // Kernels that do not number what they run tell in no other way that it has begun.
    const active = this.active.get(cell);
    if (count > 0 && active !== undefined && !active.runs) this.start(cell, active);
    if (this.batch !== undefined && active !== undefined) this.batch.printedAt = this.clock.now();
  }

  /** A cell was deleted. */
  removed(cell: Cell): void {
    const active = this.active.get(cell);
    if (active === undefined) return;
    if (active.runs) this.cellStopped(cell);
    else this.active.delete(cell);
    this.settle();
  }

  /** The notebook was closed. */
  closed(): void {
    if (this.cellsThat(isPending).length > 0) this.batch?.stop(this.clock.now());
    for (const cell of this.cellsThat((one) => one.runs)) this.cellStopped(cell);
    this.finish();
  }

  /** The window closes: what is told from now on is not true. */
  discard(): void {
    this.stopWaiting();
    this.active.clear();
    this.batch = undefined;
  }

  private cellNumbered(cell: Cell, order: number): void {
    const active = this.active.get(cell);
    // Repeated after its end.
    if (active === undefined && this.numbers.get(cell) === order) return;
    this.numbers.set(cell, order);
    const started = active ?? this.queue(cell);
    started.isNumbered = true;
    if (!started.runs) this.start(cell, started);
  }

  private cellEmptied(cell: Cell): void {
    const active = this.active.get(cell);
    if (active === undefined) {
      this.queue(cell);
      return;
    }
    if (active.runs) {
      // Its kernel was restarted. Where nothing is numbered this comes with each output.
      if (!active.isNumbered) return;
      this.cellStopped(cell);
      this.settle();
    } else if (active.burst.started) {
      // Started, or dropped because another cell failed, or was stopped.
      const isNext = this.cellsThat((one) => one.runs).length === 0 && this.batch?.goesWell === true;
      if (isNext) this.start(cell, active);
      else active.isDoubtful = true;
      this.settle();
    }
  }

  /** The end may be told twice, and with the same number as another one after the kernel was restarted. */
  private cellEnded(cell: Cell, { executionOrder, success, timing }: CellSummary): void {
    const active = this.active.get(cell);
    const end = `${executionOrder} ${timing?.endTime}`;
    if (active === undefined || (timing !== undefined && this.ends.get(cell) === end)) return;
    this.ends.set(cell, end);
    if (executionOrder !== undefined) this.numbers.set(cell, executionOrder);
    const batch = active.runs && this.batch !== undefined ? this.batch : this.start(cell, active);
    this.active.delete(cell);
    batch.cellEnded(cell, success, this.clock.now());
    this.settle();
  }

  private cellStopped(cell: Cell): void {
    this.active.delete(cell);
    this.batch?.cellEnded(cell, undefined, this.clock.now());
  }

  private queue(cell: Cell): Active {
    const now = this.clock.now();
    if (this.burst === undefined || now - this.burst.lastAt > gesture) {
      this.burst = { firstAt: now, lastAt: now, started: false };
    }
    this.burst.lastAt = now;
    const active = { burst: this.burst, runs: false, isDoubtful: false, isNumbered: false };
    this.active.set(cell, active);
    if (this.burst.started) this.batch?.cells.add(cell);
    return active;
  }

  private start(cell: Cell, active: Active): NotebookBatch<Cell> {
    active.runs = true;
    active.burst.started = true;
    const startedAt = Math.max(active.burst.firstAt, this.finishedAt);
    const batch = (this.batch ??= new NotebookBatch(this.host, startedAt));
    batch.cells.add(cell);
    for (const queued of this.cellsThat(({ burst }) => burst === active.burst)) batch.cells.add(queued);
    this.stopWaiting();
    this.host.changed();
    return batch;
  }

  /** Ends the batch where nothing of it is left; waits a little where that is not known. */
  private settle(): void {
    const { batch } = this;
    this.stopWaiting();
    if (batch === undefined || this.cellsThat((one) => one.runs || isPending(one)).length > 0) return;
    // Outputs that were cleared before it began are none of its business.
    const unknown = this.cellsThat(({ burst }) => burst.firstAt >= batch.startedAt);
    if (unknown.length === 0) this.finish();
    else this.stopWaiting = this.host.after(patience, () => this.finish());
  }

  private finish(): void {
    this.stopWaiting();
    this.active.clear();
    const { batch } = this;
    this.batch = undefined;
    if (batch === undefined) return;
    this.finishedAt = batch.endedAt;
    const run = batch.asRun(this.host.facts());
    this.log.info(`run ${run.id}: notebook ${run.outcome} after ${run.endedAt - run.startedAt} ms`);
    this.host.changed();
    this.host.ended(run);
  }

  private cellsThat(are: (active: Active) => boolean): Cell[] {
    return [...this.active].filter(([, active]) => are(active)).map(([cell]) => cell);
  }
}

function isPending({ runs, burst, isDoubtful }: Active): boolean {
  return !runs && burst.started && !isDoubtful;
}
