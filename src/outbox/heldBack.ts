import { isHeldBack, type HeldBackRun } from '../model/heldBackRun';
import type { Log } from '../model/log';
import type { Run } from '../model/run';
import { RunFiles } from './runFiles';
import { codeOf } from './storeFailure';

/** More nobody reads; the history has them all. */
const most = 50;
/** More lines than that are compacted. */
const mostLines = 400;
/** As many runs are remembered to have been told: a line may come to the files a second time. */
const mostTold = 200;

/** What was kept back since the last mail, as all windows know it. Never throws; the disk is read as it is asked for. */
export class HeldBack {
  private readonly files: RunFiles;
  /** The oldest first. */
  private held: readonly HeldBackRun[] = [];
  private told: readonly string[] = [];
  /** What the disk has not taken yet. */
  private unwritten: readonly string[] = [];

  /** @param folder of its own, shared by all windows; made where it is missing */
  constructor(
    folder: string,
    private readonly log: Log,
  ) {
    this.files = new RunFiles(folder);
  }

  /** The oldest first. */
  get runs(): readonly HeldBackRun[] {
    this.read();
    return this.held;
  }

  /** @param people who its mail was meant for, see `peopleOf` */
  add(run: Run, why: HeldBackRun['why'], people: string): void {
    const { id, name, outcome, endedAt } = run;
    this.write(JSON.stringify({ id, name, outcome, endedAt, why, people } satisfies HeldBackRun));
  }

  /** A mail that lists them goes. */
  tell(runs: readonly HeldBackRun[]): void {
    if (runs.length > 0) this.write(JSON.stringify({ told: runs.map(({ id }) => id) }));
  }

  /** Forgets them, on the disk too. */
  clear(): void {
    this.tell(this.runs);
    this.compact();
  }

  /** Takes over what an earlier version kept elsewhere, which may be anything. */
  adopt(stored: unknown): void {
    if (!Array.isArray(stored)) return;
    for (const run of stored as readonly unknown[]) if (isHeldBack(run)) this.write(JSON.stringify(run));
  }

  private write(line: string): void {
    this.take(line);
    this.unwritten = [...this.unwritten, line].slice(-mostLines);
    this.attempt(() => {
      this.files.append(this.unwritten);
      this.unwritten = [];
    });
  }

  private read(): void {
    this.attempt(() => {
      const { lines, count } = this.files.read();
      for (const line of lines) this.take(line);
      if (count > mostLines) this.compact();
    });
  }

  private compact(): void {
    this.attempt(() => {
      this.files.compact(() => {
        for (const line of this.files.read().lines) this.take(line);
        return [JSON.stringify({ told: this.told }), ...this.held.map((run) => JSON.stringify(run))];
      });
      this.files.read();
    });
  }

  private take(line: string): void {
    const value = parsed(line);
    if (isHeldBack(value)) {
      if (this.told.includes(value.id) || this.held.some(({ id }) => id === value.id)) return;
      this.held = [...this.held, value].sort((one, other) => one.endedAt - other.endedAt).slice(-most);
    } else if (isTold(value)) {
      const ids = new Set(value.told);
      this.held = this.held.filter(({ id }) => !ids.has(id));
      this.told = [...this.told.filter((id) => !ids.has(id)), ...ids].slice(-mostTold);
    }
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      // The code only: a message may hold what was being written.
      this.log.warn(`what was held back cannot be written down: ${codeOf(error)}`);
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isTold(value: unknown): value is { readonly told: readonly string[] } {
  const told = typeof value === 'object' && value !== null && 'told' in value ? value.told : undefined;
  return Array.isArray(told) && told.every((id) => typeof id === 'string');
}
