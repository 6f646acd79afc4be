import type { Clock } from '../clock';
import type { Log } from '../log';
import type { Printed, Run, Running } from '../run/run';
import { NotebookBatch, type NotebookCells, type NotebookFacts } from './notebookBatch';

/** What the editor knows of the execution of a cell (`NotebookCellExecutionSummary`). */
export interface CellSummary {
  readonly executionOrder?: number;
  readonly success?: boolean;
  readonly timing?: { readonly startTime: number; readonly endTime: number };
}

/** What the runs of a notebook need from the host: the cells, a listener and a timer. */
export interface NotebookRunsHost<Cell extends object> extends NotebookCells<Cell> {
  facts(): NotebookFacts;
  /** Called exactly once for each run, when it is over. */
  ended(run: Run): void;
  /** Called when the running cells have changed. */
  changed(): void;
  /** Runs the work after this time; the returned function cancels it. */
  after(milliseconds: number, work: () => void): () => void;
}

/** Cells started by one user action. `started`: one of them has run, so it was more than clearing outputs. */
interface Burst {
  readonly firstAt: number;
  lastAt: number;
  started: boolean;
}

/** A cell that is queued or running. */
interface Active {
  readonly burst: Burst;
  runs: boolean;
  /** It was queued, and may have been dropped since. */
  isDoubtful: boolean;
  isNumbered: boolean;
}

/** Cells queued within this time of one another were started by one user action, in milliseconds. */
const gestureMs = 250;

/** How long the end of a batch waits for cells that may or may not be running, in milliseconds. */
const timeoutMs = 2_000;

/**
 * Joins the editor's events about the cells of one notebook into runs: cells that are queued or run at the same time
 * are one. An empty summary means queued, started, dropped, or cleared by hand; only the next events show which.
 */
export class NotebookRuns<Cell extends object> {
  private readonly active = new Map<Cell, Active>();
  /** The number and time of each cell's last end. */
  private readonly ends = new WeakMap<Cell, string>();
  private readonly numbers = new WeakMap<Cell, number>();
  private burst: Burst | undefined;
  private batch: NotebookBatch<Cell> | undefined;
  private finishedAt = 0;
  /** Set while the end of the batch waits for cells that may be running. */
  private cancelWait: (() => void) | undefined;

  constructor(
    private readonly host: NotebookRunsHost<Cell>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The current run. */
  get running(): Running | undefined {
    if (this.batch === undefined) return undefined;
    const [cell] = this.cellsThat((one) => one.runs);
    return this.batch.asRunning(this.host.facts(), cell);
  }

  /** The current run if it has ended, unless a cell that may have been dropped runs after all. */
  get ending(): Run | undefined {
    return this.cancelWait === undefined ? undefined : this.batch?.asRun(this.host.facts());
  }

  printed(): Printed | undefined {
    if (this.batch === undefined) return undefined;
    const { missing, printedAt } = this.batch;
    return { text: this.batch.text(this.cellsThat((one) => one.runs)), missing, at: printedAt };
  }

  /**
   * The summary of a cell changed.
   * @param isAlone no other cell changed in the same event
   */
  summaryChanged(cell: Cell, summary: CellSummary, isAlone: boolean): void {
    if (summary.success !== undefined || summary.timing !== undefined) this.cellEnded(cell, summary);
    else if (summary.executionOrder !== undefined) this.cellNumbered(cell, summary.executionOrder);
    // Measured: cells are queued, started and dropped one at a time; several at once were cleared.
    else if (isAlone) this.cellEmptied(cell);
  }

  /** A cell printed something, or its outputs were cleared. */
  outputsChanged(cell: Cell, count: number): void {
    // Kernels that do not number their executions show a start in no other way.
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

  /** The window closes: events from now on are wrong. */
  discard(): void {
    if (this.cancelWait !== undefined) this.finish();
    this.active.clear();
    this.batch = undefined;
  }

  private cellNumbered(cell: Cell, order: number): void {
    const active = this.active.get(cell);
    // An event repeated after the cell's end.
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
      // Its kernel was restarted. Without numbering, the same event comes with each output.
      if (!active.isNumbered) return;
      this.cellStopped(cell);
      this.settle();
    } else if (active.burst.started) {
      // It was started, or dropped because another cell failed or was stopped.
      const isNext = this.cellsThat((one) => one.runs).length === 0 && this.batch?.goesWell === true;
      if (isNext) this.start(cell, active);
      else active.isDoubtful = true;
      this.settle();
    }
  }

  /** The end may be reported twice, and after a restart of the kernel with the number of another one. */
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
    if (this.burst === undefined || now - this.burst.lastAt > gestureMs) {
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

  /** Ends the batch if none of its cells is left; waits a moment if that is not certain. */
  private settle(): void {
    const { batch } = this;
    this.stopWaiting();
    if (batch === undefined || this.cellsThat((one) => one.runs || isPending(one)).length > 0) return;
    // Cells whose outputs were cleared before the batch began do not belong to it.
    const unknown = this.cellsThat(({ burst }) => burst.firstAt >= batch.startedAt);
    if (unknown.length === 0) this.finish();
    else {
      this.cancelWait = this.host.after(timeoutMs, () => this.finish());
      this.host.changed();
    }
  }

  private stopWaiting(): void {
    this.cancelWait?.();
    this.cancelWait = undefined;
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
    this.host.ended(run);
    this.host.changed();
  }

  private cellsThat(are: (active: Active) => boolean): Cell[] {
    return [...this.active].filter(([, active]) => are(active)).map(([cell]) => cell);
  }
}

function isPending({ runs, burst, isDoubtful }: Active): boolean {
  return !runs && burst.started && !isDoubtful;
}
