import type { HeldBackRun } from '../model/heldBackRun';
import type { Run } from '../model/run';

/** Where it is kept over reloads; what it gives may be anything. */
export interface HeldBackMemory {
  load(): unknown;
  save(runs: readonly HeldBackRun[]): void;
}

/** More nobody reads; the history has them all. */
const most = 50;

/** What was kept back since the last mail. */
export class HeldBack {
  constructor(private readonly memory: HeldBackMemory) {}

  /** The oldest first. */
  get runs(): readonly HeldBackRun[] {
    const stored = this.memory.load();
    return Array.isArray(stored) ? (stored as unknown[]).filter(isHeldBack) : [];
  }

  add({ id, name, outcome, endedAt }: Run, why: HeldBackRun['why']): void {
    this.memory.save([...this.runs, { id, name, outcome, endedAt, why }].slice(-most));
  }

  /** A mail that lists them goes. */
  told(runs: readonly HeldBackRun[]): void {
    if (runs.length === 0) return;
    const ids = new Set(runs.map(({ id }) => id));
    this.memory.save(this.runs.filter(({ id }) => !ids.has(id)));
  }
}

function isHeldBack(value: unknown): value is HeldBackRun {
  return typeof value === 'object' && value !== null && 'id' in value && 'name' in value && 'endedAt' in value;
}
