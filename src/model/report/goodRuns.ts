import type { RunKind } from '../run/usualDuration';

/** The state of things when something last ended well. */
export interface GoodRun {
  /** The counts of the editor's list of problems. */
  readonly errors: number;
  readonly warnings: number;
  /** The full id of the commit that was checked out; left out if there was no repository. */
  readonly commit?: string;
}

/** Where it survives reloads. `load` may return anything. */
export interface GoodRunMemory {
  /**
   * Returns what replaces a name in the storage, because a command line may hold a secret. The same name always gives
   * the same text.
   */
  mark(name: string): string;
  load(): unknown;
  save(runs: Readonly<Record<string, GoodRun>>): void;
}

const maxKinds = 200;

/** Remembers the state of things when each thing last ended well: numbers and the id of a commit, no names. */
export class GoodRuns {
  /** The most recent one comes last. */
  private readonly runs: Map<string, GoodRun>;

  constructor(private readonly memory: GoodRunMemory) {
    this.runs = read(memory.load());
  }

  of(kind: RunKind): GoodRun | undefined {
    return this.runs.get(this.keyOf(kind));
  }

  learn(kinds: readonly RunKind[], good: GoodRun): void {
    for (const kind of kinds) {
      const key = this.keyOf(kind);
      this.runs.delete(key);
      this.runs.set(key, good);
    }
    for (const oldest of this.runs.keys()) {
      if (this.runs.size <= maxKinds) break;
      this.runs.delete(oldest);
    }
    this.memory.save(Object.fromEntries(this.runs));
  }

  private keyOf({ source, folder, name }: RunKind): string {
    return this.memory.mark(JSON.stringify([source, folder, name]));
  }
}

function read(stored: unknown): Map<string, GoodRun> {
  if (typeof stored !== 'object' || stored === null) return new Map();
  const entries = Object.entries(stored).flatMap(([key, value]): [string, GoodRun][] => {
    const { errors, warnings, commit } = (value ?? {}) as Partial<Record<keyof GoodRun, unknown>>;
    if (!isCount(errors) || !isCount(warnings)) return [];
    return [[key, { errors, warnings, ...(isCommitId(commit) ? { commit } : {}) }]];
  });
  return new Map(entries.slice(-maxKinds));
}

/** Whether a value is a full commit id (SHA-1 or SHA-256): nothing that Git could take for an option. */
export function isCommitId(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[\da-f]{40}|[\da-f]{64})$/.test(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
