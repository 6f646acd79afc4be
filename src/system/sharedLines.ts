import * as fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { codeOf } from './diskFailure';

/** `runs.<number>.jsonl`; the number is the generation. */
const form = /^runs\.(\d{1,15})\.jsonl$/;
/** Maximum bytes of one write; longer texts are written in several. */
const piece = 65_536;
const newline = 0x0a;
/** How many lines a compaction writes before it yields: a few milliseconds. */
const portion = 50;

/** How much of a file has been read. */
interface Seen {
  readonly bytes: number;
  readonly lines: number;
}

/**
 * An append-only log that several processes write and read at the same time. No line is lost once `append` has
 * returned.
 *
 * Lines go to the end of the newest generation (O_APPEND: the system does not mix lines of several processes).
 * Compaction makes the next generation, empty and under its final name in one step, *then* reads all earlier ones,
 * writes what is kept of them into the new one, and removes them. After each write the writer checks whether its
 * generation is still the newest. If it is, the next one did not exist yet, and its maker will read the line; if not,
 * the writer writes the line once more. A line may thus appear twice, and so may every line after an interrupted
 * compaction: readers must tolerate that.
 */
export class SharedLines {
  private readonly seen = new Map<string, Seen>();

  /** @param folder used by nothing else; files of other names in it are left alone */
  constructor(private readonly folder: string) {}

  /** Appends lines; after this returns no process can lose them. Throws an error of node:fs. */
  append(lines: readonly string[]): void {
    if (lines.length === 0) return;
    for (;;) {
      const names = this.names();
      if (names.length === 0) this.prepare();
      const newest = newestOf(names);
      const isWritten = ifThere(() => write(this.path(newest), lines, names.length === 0));
      if (isWritten && this.newest() === newest) return;
    }
  }

  /**
   * The lines that were not read yet, torn ones included, and the number of lines in all files. Throws an error of
   * node:fs.
   */
  read(): { readonly lines: readonly string[]; readonly count: number } {
    const names = this.names();
    for (const name of this.seen.keys()) if (!names.includes(name)) this.seen.delete(name);
    const lines = names.flatMap((name) => this.fresh(name));
    return { lines, count: [...this.seen.values()].reduce((sum, seen) => sum + seen.lines, 0) };
  }

  /** Whether nothing has ever been written. Throws an error of node:fs. */
  get isEmpty(): boolean {
    return this.names().every((name) => !fs.statSync(path.join(this.folder, name), { throwIfNoEntry: false })?.size);
  }

  /**
   * Compacts the files. Returns false if another process is doing so. Throws an error of node:fs; nothing is lost then.
   * @param kept called when the earlier generations get no more lines: reads them and returns what is kept
   */
  compact(kept: () => Iterable<string>): boolean {
    const steps = this.compacting(kept);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  /** The same, a little at a time: the first lines at once. May go on beside every other call but `compact`. */
  async compactInTurns(kept: () => Iterable<string>): Promise<boolean> {
    const steps = this.compacting(kept);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      await setImmediate();
    }
  }

  private *compacting(kept: () => Iterable<string>): Generator<void, boolean> {
    this.prepare();
    const earlier = this.names();
    const next = this.path(this.newest() + 1);
    try {
      fs.closeSync(fs.openSync(next, 'wx', 0o600));
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
    let lines: string[] = [];
    // If it is gone, another process has read everything and goes on with the generation after it.
    const isWritten = (): boolean => ifThere(() => write(next, lines));
    for (const line of kept()) {
      if (lines.push(line) < portion) continue;
      if (!isWritten()) return false;
      lines = [];
      yield;
    }
    if (!isWritten()) return false;
    for (const name of earlier) fs.rmSync(path.join(this.folder, name), { force: true });
    return true;
  }

  private prepare(): void {
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  /** File names, the oldest generation first. */
  private names(): readonly string[] {
    let names: readonly string[] = [];
    ifThere(() => (names = fs.readdirSync(this.folder)));
    return names.filter((name) => form.test(name)).sort((one, other) => generationOf(one) - generationOf(other));
  }

  private newest(): number {
    return newestOf(this.names());
  }

  private path(generation: number): string {
    return path.join(this.folder, `runs.${generation}.jsonl`);
  }

  /** The lines added to a file since it was last read. */
  private fresh(name: string): readonly string[] {
    let { bytes, lines } = this.seen.get(name) ?? { bytes: 0, lines: 0 };
    let added: Buffer = Buffer.alloc(0);
    // If a compaction removed it, the next generation contains what was kept.
    ifThere(() => {
      const file = path.join(this.folder, name);
      // The folder was removed, and this is another file.
      if (fs.statSync(file).size < bytes) [bytes, lines] = [0, 0];
      added = readFrom(file, bytes);
    });
    const whole = added.subarray(0, added.lastIndexOf(newline) + 1);
    const found = whole
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
    this.seen.set(name, { bytes: bytes + whole.length, lines: lines + found.length });
    return found;
  }
}

/** @param names the oldest generation first */
function newestOf(names: readonly string[]): number {
  return generationOf(names.at(-1) ?? 'runs.1.jsonl');
}

function generationOf(name: string): number {
  return Number(form.exec(name)?.[1] ?? 0);
}

/** The rest of a file after so many bytes, which end with a line. */
function readFrom(file: string, bytes: number): Buffer {
  const handle = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.max(0, fs.fstatSync(handle).size - bytes));
    return buffer.subarray(0, fs.readSync(handle, buffer, 0, buffer.length, bytes));
  } finally {
    fs.closeSync(handle);
  }
}

/** A newline stands on both sides of each line: a line that a crash cut off spoils no other one. */
function write(file: string, lines: readonly string[], isFirst = false): void {
  // Only a compaction creates a generation: one that was removed must not come back.
  const { O_APPEND, O_CREAT, O_WRONLY } = fs.constants;
  const handle = fs.openSync(file, O_WRONLY | O_APPEND | (isFirst ? O_CREAT : 0), 0o600);
  try {
    let text = '';
    for (const line of lines) {
      text += `\n${line}\n`;
      if (text.length < piece) continue;
      writeWhole(handle, text);
      text = '';
    }
    if (text !== '') writeWhole(handle, text);
  } finally {
    fs.closeSync(handle);
  }
}

/** Returns false if a file is gone. */
function ifThere(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** In one write, so that no lines of another process come in between. */
function writeWhole(handle: number, text: string): void {
  const bytes = Buffer.from(text);
  if (fs.writeSync(handle, bytes) === bytes.length) return;
  throw Object.assign(new Error('the disk took a part only'), { code: 'ENOSPC' });
}
