import { durationOf, type Run } from './run';

/** What tells that two runs are runs of the same thing. */
export type RunKind = Pick<Run, 'source' | 'name' | 'folder'>;

/** How long the last runs of a thing took, in milliseconds. */
export interface UsualDuration {
  /** Of the last seven, as is `longest`. */
  readonly shortest: number;
  /** Of the last twenty: what is usual. May lie outside of the two others where that has changed. */
  readonly median: number;
  readonly longest: number;
}

/** Where durations are kept over reloads; what it gives may be anything. */
export interface DurationMemory {
  /** 16 hexadecimal digits that stand for a name there: a command line may hold a secret. The same text gives the same ones. */
  mark(name: string): string;
  load(): unknown;
  save(durations: Readonly<Record<string, readonly number[]>>): void;
}

/** Fewer runs tell nothing. */
const leastRuns = 2;
/** More runs tell of a time that is past. */
const mostRuns = 20;
/** Among more there is nearly always one that was quite unlike the rest. */
const extremeRuns = 7;
const mostKinds = 200;
const isMark = /^[\da-f]{16}$/;

/** Remembers how long things take, from the runs that came to their own end. */
export class UsualDurations {
  /** The one that ran last comes last. */
  private readonly durations: Map<string, readonly number[]>;

  constructor(private readonly memory: DurationMemory) {
    const stored = read(memory.load());
    this.durations = new Map(stored.map(([key, durations]) => [isMark.test(key) ? key : memory.mark(key), durations]));
    // Earlier versions kept the names themselves.
    if (stored.some(([key]) => !isMark.test(key))) this.save();
  }

  learn(run: Run): void {
    // What was stopped, or began before we watched, tells nothing of how long it takes.
    if (!run.startKnown || (run.outcome !== 'done' && run.outcome !== 'failed')) return;
    // A cycle of a compiler that watches tells nothing of how long that goes on.
    if (run.cycle !== undefined) return;
    const key = this.keyOf(run);
    const earlier = this.durations.get(key) ?? [];
    this.durations.delete(key);
    this.durations.set(key, [...earlier, durationOf(run)].slice(-mostRuns));
    for (const oldest of this.durations.keys()) {
      if (this.durations.size <= mostKinds) break;
      this.durations.delete(oldest);
    }
    this.save();
  }

  /** Forgets all. */
  clear(): void {
    this.durations.clear();
    this.save();
  }

  /** How long it usually takes, or `undefined` as long as too few runs are known. */
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
  return entries.slice(-mostKinds);
}
