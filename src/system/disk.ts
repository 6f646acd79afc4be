import * as fs from 'node:fs';
import path from 'node:path';
import { SharedFlush } from './sharedFlush';
import { codeOf, storeFailure } from './storeFailure';

/** A file of the outbox. */
export interface Place {
  readonly folder: string;
  readonly name: string;
}

/** A file to which is only added. */
interface Growing {
  readonly file: number;
  /** Whether the disk has its name. */
  isNamed: boolean;
}

/** Where files are written before they are renamed into place. */
export const temporaryFolder = 'tmp';

/** What is read goes here first, and is copied before anybody else reads. */
const scratch = Buffer.allocUnsafe(8_192);

/**
 * The folder of the outbox. What only touches the page cache is synchronous, which takes microseconds and leaves no gap in
 * which a closing window could stop it; waiting for the disk is not. Folders are 0700, files 0600. Every method throws a
 * StoreFailure.
 */
export class Disk {
  private readonly open = new Map<string, number>();
  private readonly flushes = new SharedFlush();
  private readonly growing = new Map<string, Growing>();
  private serial = 0;

  /** @param owner goes before the name of each temporary file, so that a dead process's can be told from a live one's */
  constructor(
    readonly root: string,
    readonly owner: string,
  ) {}

  /** Makes the folders that are not there yet. */
  prepare(folders: readonly string[]): void {
    // Where they had been removed, what is open belongs to folders that are gone.
    this.close();
    attempt(() => {
      for (const folder of [temporaryFolder, ...folders])
        fs.mkdirSync(path.join(this.root, folder), { recursive: true, mode: 0o700 });
    });
  }

  path({ folder, name }: Place): string {
    return `${this.root}${path.sep}${folder}${path.sep}${name}`;
  }

  /** Writes a file whole: it is there with all that is in it, on the disk, or not at all. */
  async create(place: Place, parts: readonly Uint8Array[]): Promise<void> {
    await this.write(place, parts);
    await this.sync(place.folder);
  }

  /** As `create`, without waiting until the disk has the name of the file. */
  async write(place: Place, parts: readonly Uint8Array[]): Promise<void> {
    const temporary = this.temporary();
    try {
      const file = fs.openSync(temporary, 'wx', 0o600);
      try {
        for (const part of parts) writeAll(file, part);
        await flushed(fs.fdatasync, file);
      } finally {
        fs.closeSync(file);
      }
      fs.renameSync(temporary, this.path(place));
    } catch (error) {
      discard(temporary);
      throw storeFailure(error);
    }
  }

  /**
   * Writes a file that everybody sees whole at once, while the disk still takes it: resolves when it has. A power cut in
   * between may leave the name without what is in it.
   */
  async show(place: Place, parts: readonly Uint8Array[]): Promise<void> {
    const temporary = this.temporary();
    let file: number | undefined;
    try {
      file = fs.openSync(temporary, 'wx', 0o600);
      for (const part of parts) writeAll(file, part);
      fs.renameSync(temporary, this.path(place));
      await flushed(fs.fdatasync, file);
    } catch (error) {
      discard(temporary);
      throw storeFailure(error);
    } finally {
      if (file !== undefined) fs.closeSync(file);
    }
  }

  /**
   * Writes behind what a file has up to `at`. Everybody sees it at once, while the disk still takes it: resolves when it
   * has, with false where there is no such file. Nothing is created for it, which is what costs most.
   */
  async extend(place: Place, at: number, bytes: Uint8Array): Promise<boolean> {
    const file = ifThere(() => fs.openSync(this.path(place), 'r+'));
    if (file === undefined) return false;
    try {
      writeAll(file, bytes, at);
      await flushed(fs.fdatasync, file);
      return true;
    } catch (error) {
      throw storeFailure(error);
    } finally {
      fs.closeSync(file);
    }
  }

  /**
   * Writes behind what is in a file, which is made where there is none and kept open until `finish`. Everybody sees it at
   * once; resolves when the disk has it. Calls share one wait.
   */
  async append(place: Place, bytes: Uint8Array): Promise<void> {
    const file = this.path(place);
    try {
      const growing = this.growing.get(file) ?? this.grow(place);
      writeAll(growing.file, bytes);
      await this.flushes.wait(file, () => this.flushGrowing(growing, place.folder));
    } catch (error) {
      this.finish(place);
      throw storeFailure(error);
    }
  }

  /** Nothing more is appended to a file. */
  finish(place: Place): void {
    const file = this.path(place);
    const growing = this.growing.get(file);
    if (growing === undefined) return;
    this.growing.delete(file);
    this.closed(growing);
  }

  /** As `show`, without waiting for the disk: for what may be lost in a power cut. */
  put(place: Place, bytes: Uint8Array): void {
    const temporary = this.temporary();
    try {
      fs.writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600 });
      fs.renameSync(temporary, this.path(place));
    } catch (error) {
      discard(temporary);
      throw storeFailure(error);
    }
  }

  /** Renames atomically. Answers false where there is nothing of that name: somebody else was faster. */
  move(from: Place, to: Place): boolean {
    try {
      fs.renameSync(this.path(from), this.path(to));
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && fs.existsSync(path.join(this.root, to.folder))) return false;
      throw storeFailure(error);
    }
  }

  /** Waits until the disk knows every name in the folder that was there when this was called. Calls share one wait. */
  sync(folder: string): Promise<void> {
    return this.flushes.wait(folder, () => this.flushFolder(folder));
  }

  /** The names in a folder, in no order. */
  async names(folder: string): Promise<readonly string[]> {
    try {
      return await fs.promises.readdir(path.join(this.root, folder));
    } catch (error) {
      throw storeFailure(error);
    }
  }

  /** As `names`, for folders with few files. */
  namesNow(folder: string): readonly string[] {
    return attempt(() => fs.readdirSync(path.join(this.root, folder)));
  }

  /** The first bytes of a file, or those from `at` on; `undefined` where there is no such file. */
  head(place: Place, most: number, at = 0): Buffer | undefined {
    return ifThere(() => {
      const file = fs.openSync(this.path(place), 'r');
      try {
        // Most of what is asked for is not there: a buffer for all of it would cost more than to copy what is.
        const buffer = most <= scratch.byteLength ? scratch : Buffer.allocUnsafe(most);
        const read = buffer.subarray(0, fs.readSync(file, buffer, 0, most, at));
        return buffer === scratch ? Buffer.from(read) : read;
      } finally {
        fs.closeSync(file);
      }
    });
  }

  /** A whole file, or `undefined` where there is none. @param isLikely it is mostly there */
  read(place: Place, isLikely = false): Buffer | undefined {
    const file = this.path(place);
    return ifThere(() => {
      if (isLikely) return fs.readFileSync(file);
      // An error costs more than to look first, and most messages have no second file.
      const isThere = fs.statSync(file, { throwIfNoEntry: false }) !== undefined;
      return isThere ? fs.readFileSync(file) : undefined;
    });
  }

  /** Cuts a file off. Answers false where there is none. */
  truncate(place: Place, length: number): boolean {
    const isDone = ifThere(() => {
      fs.truncateSync(this.path(place), length);
      return true;
    });
    return isDone ?? false;
  }

  /** Removes a file; nothing happens where there is none. */
  remove(place: Place): void {
    attempt(() => fs.rmSync(this.path(place), { force: true }));
  }

  close(): void {
    for (const folder of this.open.values()) fs.closeSync(folder);
    this.open.clear();
    for (const growing of this.growing.values()) this.closed(growing);
    this.growing.clear();
  }

  private grow(place: Place): Growing {
    const growing = { file: fs.openSync(this.path(place), 'a', 0o600), isNamed: false };
    this.growing.set(this.path(place), growing);
    return growing;
  }

  private async flushGrowing(growing: Growing, folder: string): Promise<void> {
    await Promise.all([flushed(fs.fdatasync, growing.file), growing.isNamed ? undefined : this.flushFolder(folder)]);
    growing.isNamed = true;
  }

  /** Closes it once nothing is being written to the disk of it. */
  private closed({ file }: Growing): void {
    void this.flushes.settled().then(() => fs.closeSync(file));
  }

  private temporary(): string {
    this.serial += 1;
    return this.path({ folder: temporaryFolder, name: `${this.owner}.${this.serial}` });
  }

  private async flushFolder(folder: string): Promise<void> {
    // Windows cannot open a folder; there the file system keeps names in order by itself.
    if (process.platform === 'win32') return;
    let handle = this.open.get(folder);
    try {
      if (handle === undefined) this.open.set(folder, (handle = fs.openSync(path.join(this.root, folder), 'r')));
      await flushed(fs.fsync, handle);
    } catch (error) {
      // Some network file systems cannot flush a folder.
      if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes(codeOf(error))) throw storeFailure(error);
    }
  }
}

function writeAll(file: number, bytes: Uint8Array, at?: number): void {
  for (let written = 0; written < bytes.byteLength;)
    written += fs.writeSync(file, bytes, written, undefined, at === undefined ? null : at + written);
}

function flushed(flush: typeof fs.fsync, file: number): Promise<void> {
  return new Promise((resolve, reject) => flush(file, (error) => (error === null ? resolve() : reject(error))));
}

function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw storeFailure(error);
  }
}

/** What cannot be removed now goes when a later process cleans up. */
function discard(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    return;
  }
}

function ifThere<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw storeFailure(error);
  }
}
