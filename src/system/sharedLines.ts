import * as fs from 'node:fs';
import path from 'node:path';
import { codeOf } from './storeFailure';

/** `runs.<number>.jsonl`; the number is its generation. */
const form = /^runs\.(\d{1,15})\.jsonl$/;
/** Lines are written in pieces of so many bytes at most; each piece is one write. */
const piece = 65_536;
const newline = 0x0a;

/** How much of a file has been read: whole lines, in bytes. */
interface Seen {
  readonly bytes: number;
  readonly lines: number;
}

/**
 * Lines that several processes write and read at the same time, and none loses one that `append` has returned for.
 *
 * Lines go to the end of the newest generation (O_APPEND: the system keeps those of several processes apart). To compact is
 * to make the next generation, empty and under its name in one step, *then* to read all earlier ones, to write what is kept
 * of them into the new one and to remove what was read. Whoever has written looks whether his generation is still the newest.
 * If it is, the next one did not exist yet, and whoever makes it will read the line; if not, he writes the line once more.
 * A line may thus be there twice, and so may everything where a compaction was cut off: readers must not mind.
 */
export class RunFiles {
  private readonly seen = new Map<string, Seen>();

  /** @param folder of its own; files in it that are not of ours are left alone */
  constructor(private readonly folder: string) {}

  /** Writes lines; when this returns no process can lose them. Throws an error of node:fs. */
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

  /** The lines that were not read yet, torn ones too, and how many the files hold. Throws an error of node:fs. */
  read(): { readonly lines: readonly string[]; readonly count: number } {
    const names = this.names();
    for (const name of this.seen.keys()) if (!names.includes(name)) this.seen.delete(name);
    const lines = names.flatMap((name) => this.fresh(name));
    return { lines, count: [...this.seen.values()].reduce((sum, seen) => sum + seen.lines, 0) };
  }

  /**
   * Writes the files anew. Answers false where another process does just now. Throws an error of node:fs; then nothing is lost.
   * @param kept is called when no more lines come to the earlier generations, to read them and to answer what is kept
   */
  compact(kept: () => readonly string[]): boolean {
    this.prepare();
    const earlier = this.names();
    const next = this.path(this.newest() + 1);
    try {
      fs.closeSync(fs.openSync(next, 'wx', 0o600));
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
    // Where it is gone, another process has read all that there is and goes on with the one after it.
    if (!ifThere(() => write(next, kept()))) return false;
    for (const name of earlier) fs.rmSync(path.join(this.folder, name), { force: true });
    return true;
  }

  private prepare(): void {
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  /** The files, the oldest generation first. */
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

  /** What came to a file since it was read last. */
  private fresh(name: string): readonly string[] {
    const { bytes, lines } = this.seen.get(name) ?? { bytes: 0, lines: 0 };
    let added: Buffer = Buffer.alloc(0);
    // Where it was removed by a compaction, what is kept of it stands in the next one.
    ifThere(() => (added = readFrom(path.join(this.folder, name), bytes)));
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

/** What stands behind the first so many bytes, which end with a line. */
function readFrom(file: string, bytes: number): Buffer {
  const handle = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.max(0, fs.fstatSync(handle).size - bytes));
    return buffer.subarray(0, fs.readSync(handle, buffer, 0, buffer.length, bytes));
  } finally {
    fs.closeSync(handle);
  }
}

/** Each line is parted from the one before it on both sides: one that was cut off by a crash takes no other with it. */
function write(file: string, lines: readonly string[], isFirst = false): void {
  // Made by a compaction only: one that was removed must not come back.
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

/** Answers false where a file is gone. */
function ifThere(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** In one write, lest lines of another process come in between. */
function writeWhole(handle: number, text: string): void {
  const bytes = Buffer.from(text);
  if (fs.writeSync(handle, bytes) === bytes.length) return;
  throw Object.assign(new Error('the disk took a part only'), { code: 'ENOSPC' });
}
