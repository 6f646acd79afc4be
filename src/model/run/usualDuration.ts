import { durationOf, type Run } from './run';

/** Two runs with the same values are runs of the same thing. */
export type RunKind = Pick<Run, 'source' | 'name' | 'folder'>;

/** How long the last runs of a thing took, in milliseconds. */
export interface UsualDuration {
  /** Of the last seven runs, as is `longest`. */
  readonly shortest: number;
  /**
   * Of the last twenty runs: the usual duration. May be outside the range of the other two if it has changed
   * recently.
   */
  readonly median: number;
  readonly longest: number;
}

/** Where durations survive reloads. `load` may return anything. */
export interface DurationMemory {
  /**
   * Returns 16 hexadecimal digits that replace a name in the storage, because a command line may hold a secret. The
   * same name always gives the same digits.
   */
  mark(name: string): string;
  load(): unknown;
  save(durations: Readonly<Record<string, readonly number[]>>): void;
}

/** Fewer runs say nothing. */
const leastRuns = 2;
/** Older runs are out of date. */
const maxRuns = 20;
/** Among more runs there is nearly always one that was quite unlike the rest. */
const extremeRuns = 7;
const maxKinds = 200;

/** Remembers how long things take, from the runs that ended by themselves. */
export class UsualDurations {
  /** The most recent one comes last. */
  private readonly durations: Map<string, readonly number[]>;

  constructor(private readonly memory: DurationMemory) {
    this.durations = new Map(read(memory.load()));
  }

  learn(run: Run): void {
    // Runs that were stopped, or had started before we watched, say nothing about the duration.
    if (!run.startKnown || (run.outcome !== 'done' && run.outcome !== 'failed')) return;
    // Nor does one cycle of a compiler in watch mode.
    if (run.cycle !== undefined) return;
    const key = this.keyOf(run);
    const earlier = this.durations.get(key) ?? [];
    this.durations.delete(key);
    this.durations.set(key, [...earlier, durationOf(run)].slice(-maxRuns));
    for (const oldest of this.durations.keys()) {
      if (this.durations.size <= maxKinds) break;
      this.durations.delete(oldest);
    }
    this.save();
  }

  /** Forgets all. */
  clear(): void {
    this.durations.clear();
    this.save();
  }

  /** How long it usually takes, or `undefined` while too few runs are known. */
  of(kind: RunKind): UsualDuration | undefined {
    const durations = this.durations.get(this.keyOf(kind)) ?? [];
    const sorted = [...durations].sort((one, other) => one - other);
    const median = sorted[sorted.length >> 1];
    if (sorted.length < leastRuns || median === undefined) return;
    const latest = durations.slice(-extremeRuns);
    return { shortest: Math.min(...latest), median, longest: Math.max(...latest) };
  }

  private keyOf({ source, folder, name }: RunKind): string {
    return this.memory.mark(JSON.stringify([source, folder, name]));
  }

  private save(): void {
    this.memory.save(Object.fromEntries(this.durations));
  }
}

function read(stored: unknown): readonly (readonly [string, readonly number[]])[] {
  if (typeof stored !== 'object' || stored === null) return [];
  const entries = Object.entries(stored).filter(
    (entry): entry is [string, number[]] =>
      Array.isArray(entry[1]) && entry[1].every((one) => Number.isFinite(one) && one >= 0),
  );
  return entries.slice(-maxKinds);
}
