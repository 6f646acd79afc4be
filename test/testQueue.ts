// The test files that several processes run side by side.
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A folder with an empty file for each test file that nobody has begun yet. A process takes the next one when it is
 * done with the last, by a rename, which only one of them wins: so that all of them end at about the same time.
 */
export class TestQueue {
  private readonly waiting: string;
  private readonly taken: string;

  constructor(dir: string) {
    this.waiting = path.join(dir, 'waiting');
    this.taken = path.join(dir, 'taken');
  }

  /** @param files in the order in which they are to be begun, with slashes */
  fill(files: readonly string[]): void {
    mkdirSync(this.waiting, { recursive: true });
    mkdirSync(this.taken, { recursive: true });
    for (const [index, file] of files.entries()) writeFileSync(path.join(this.waiting, entryOf(index, file)), '');
  }

  /** The files that nobody has begun. */
  get left(): readonly string[] {
    return readdirSync(this.waiting).sort().map(fileOf);
  }

  /** The file to run next; `undefined` when all are begun. */
  take(): string | undefined {
    for (const entry of readdirSync(this.waiting).sort()) {
      try {
        renameSync(path.join(this.waiting, entry), path.join(this.taken, entry));
        return fileOf(entry);
      } catch {
        // Another process was faster.
      }
    }
    return undefined;
  }
}

function entryOf(index: number, file: string): string {
  return `${String(index).padStart(4, '0')} ${encodeURIComponent(file)}`;
}

function fileOf(entry: string): string {
  return decodeURIComponent(entry.slice(5));
}
