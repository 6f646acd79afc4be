import { durationOf, type Run, type Source } from './run';

/** What tells that two runs are runs of the same thing. */
export type RunKind = Pick<Run, 'source' | 'name' | 'folder'>;

/** How long the last runs of a thing took, in milliseconds. */
export interface UsualDuration {
  readonly shortest: number;
  readonly median: number;
  readonly longest: number;
}

/** Where durations are kept over reloads; what it gives may be anything. */
export interface DurationMemory {
  load(): unknown;
  save(durations: Readonly<Record<string, readonly number[]>>): void;
}

/** Fewer runs tell nothing. */
const leastRuns = 2;
/** More runs tell of a time that is past. */
const mostRuns = 7;
const mostKinds = 200;

/** Remembers how long things take, from the runs that came to their own end. */
export class UsualDurations {
  /** The one that ran last comes last. */
  private readonly durations: Map<string, readonly number[]>;

  constructor(private readonly memory: DurationMemory) {
    this.durations = read(memory.load());
  }

  learn(run: Run): void {
    // What was stopped, or began before we watched, tells nothing of how long it takes.
    if (!run.startKnown || (run.outcome !== 'done' && run.outcome !== 'failed')) return;
    // A cycle of a compiler that watches tells nothing of how long that goes on.
    if (run.cycle !== undefined) return;
    const key = keyOf(run);
    const earlier = this.durations.get(key) ?? [];
    this.durations.delete(key);
    this.durations.set(key, [...earlier, durationOf(run)].slice(-mostRuns));
    for (const oldest of this.durations.keys()) {
      if (this.durations.size <= mostKinds) break;
      this.durations.delete(oldest);
    }
    this.memory.save(Object.fromEntries(this.durations));
  }

  /** How long it usually takes, or `undefined` as long as too few runs are known. */
  of(kind: RunKind): UsualDuration | undefined {
    const durations = [...(this.durations.get(keyOf(kind)) ?? [])].sort((one, other) => one - other);
    const [shortest, median, longest] = [durations[0], durations[durations.length >> 1], durations.at(-1)];
    if (durations.length < leastRuns || shortest === undefined || median === undefined || longest === undefined) return;
    return { shortest, median, longest };
  }
}

function keyOf({ source, folder, name }: { source: Source; folder: string; name: string }): string {
  return JSON.stringify([source, folder, name]);
}

function read(stored: unknown): Map<string, readonly number[]> {
  if (typeof stored !== 'object' || stored === null) return new Map();
  const entries = Object.entries(stored).filter(
    (entry): entry is [string, number[]] =>
      Array.isArray(entry[1]) && entry[1].every((one) => Number.isFinite(one) && one >= 0),
  );
  return new Map(entries.slice(-mostKinds));
}
