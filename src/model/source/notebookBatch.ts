import * as l10n from '@vscode/l10n';
import { OutputTail } from '../output/outputTail';
import { oneLine } from '../oneLine';
import { longestUnredacted } from '../redaction/secretForms';
import type { Outcome, Run, Running, RunPlace } from '../run/run';

/** What is known of a notebook apart from its runs; `document` is its URI. */
export interface NotebookFacts extends Pick<Run, 'name' | 'folder' | 'workspace' | 'host'> {
  readonly document: string;
}

/** Access to the cells of a notebook. */
export interface NotebookCells<Cell> {
  /** The index of a cell, from 0; negative if it was deleted. */
  indexOf(cell: Cell): number;
  /** The text of its outputs. */
  textOf(cell: Cell): string;
  /** The error in its outputs as `Name: message`, or the empty text. */
  errorOf(cell: Cell): string;
}

/** Cells of a notebook that are queued or run at the same time, as one run. */
export class NotebookBatch<Cell> {
  private readonly id = crypto.randomUUID();
  private readonly ran = new Set<Cell>();
  private readonly output = new OutputTail();
  private failed: { readonly cell: Cell; readonly error: string } | undefined;
  private stopped = false;
  private last: Cell | undefined;
  /** All cells that were started together, including those that run or have ended. */
  readonly cells = new Set<Cell>();
  /** The cell that ended last succeeded. */
  goesWell = true;
  endedAt: number;
  printedAt: number;

  constructor(
    private readonly known: NotebookCells<Cell>,
    readonly startedAt: number,
  ) {
    this.endedAt = startedAt;
    this.printedAt = startedAt;
  }

  /** @param success `undefined` if it was stopped */
  cellEnded(cell: Cell, success: boolean | undefined, at: number): void {
    this.ran.add(cell);
    this.last = cell;
    this.endedAt = at;
    this.goesWell = success === true;
    this.output.append(this.known.textOf(cell));
    if (success === undefined) this.stopped = true;
    else if (!success) this.failed ??= { cell, error: oneLine(this.known.errorOf(cell), longestUnredacted) };
  }

  /** It ends before all of its cells have. */
  stop(at: number): void {
    this.stopped = true;
    this.endedAt = at;
  }

  /** How many characters were printed before that text. */
  get missing(): number {
    return this.output.missing;
  }

  /**
   * The output so far.
   * @param running the cells that have not ended
   */
  text(running: readonly Cell[]): string {
    return this.output.text() + running.map((cell) => this.known.textOf(cell)).join('');
  }

  asRunning({ name, folder, document }: NotebookFacts, running: Cell | undefined): Running {
    const { id, startedAt } = this;
    const place = this.place(document, running ?? this.last);
    return { id, source: 'notebook', name, command: '', folder, startedAt, startKnown: true, place };
  }

  asRun({ document, ...facts }: NotebookFacts): Run {
    const { id, startedAt, endedAt, failed, last } = this;
    const outcome: Outcome = failed !== undefined ? 'failed' : this.stopped ? 'stopped' : 'done';
    return {
      id,
      source: 'notebook',
      ...facts,
      command: '',
      outcome,
      exitCode: undefined,
      startedAt,
      startKnown: true,
      endedAt,
      details: this.details(),
      ...this.output.kept(),
      place: this.place(document, failed?.cell ?? last),
    };
  }

  private details(): string[] {
    const numbers = [...this.ran].map((cell) => this.numberOf(cell)).filter((number) => number > 0);
    const [ran, all] = [this.ran.size, this.cells.size];
    const which =
      numbers.length === 0
        ? l10n.t('Cells run: {0} of {1}', ran, all)
        : l10n.t('Cells run: {0} of {1} ({2})', ran, all, ranges(numbers));
    if (this.failed === undefined) return [which];
    const { cell, error } = this.failed;
    const number = this.numberOf(cell);
    return [which, error === '' ? l10n.t('Cell {0} failed.', number) : l10n.t('Cell {0}: {1}', number, error)];
  }

  private place(document: string, cell: Cell | undefined): RunPlace {
    const index = cell === undefined ? -1 : this.known.indexOf(cell);
    return index < 0 ? { document } : { document, cell: index };
  }

  /** The number of a cell as people count, from 1. */
  private numberOf(cell: Cell): number {
    return this.known.indexOf(cell) + 1;
  }
}

/** `1-3, 5` */
function ranges(numbers: readonly number[]): string {
  const found: [number, number][] = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const last = found.at(-1);
    if (last !== undefined && number <= last[1] + 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ');
}
