import * as fs from 'node:fs';
import path from 'node:path';
import { codeOf, storeFailure } from './diskFailure';
import { SharedFlush } from './sharedFlush';

/** A file, by its folder below the root and its name. */
export interface DiskPlace {
  readonly folder: string;
  readonly name: string;
}

/** A file that is only appended to. */
interface Growing {
  readonly file: number;
  /** Whether its entry in the folder has been flushed. */
  isNamed: boolean;
}

/** Where files are written before they are renamed into place. */
export const temporaryFolder = 'tmp';

/** Reads go here first; the bytes are copied before the next read. */
const scratch = Buffer.allocUnsafe(8_192);

/**
 * A folder of files that several processes share. Calls that only touch the page cache are synchronous: they take
 * microseconds and leave no gap in which a closing window could stop them. Waiting for the disk is asynchronous.
 * Folders have mode 0700, files 0600. Every method throws a StoreFailure.
 */
export class Disk {
  private readonly flushes = new SharedFlush();
  private readonly growing = new Map<string, Growing>();
  private serial = 0;

  /** @param owner prefix of temporary files, which tells those of a dead process from those of a live one */
  constructor(
    readonly root: string,
    readonly owner: string,
  ) {}

  /** Makes missing folders. */
  prepare(folders: readonly string[]): void {
    // If the folders had been removed, the open files belong to folders that are gone.
    this.close();
    attempt(() => {
      for (const folder of [temporaryFolder, ...folders])
        fs.mkdirSync(path.join(this.root, folder), { recursive: true, mode: 0o700 });
    });
  }

  path({ folder, name }: DiskPlace): string {
    return `${this.root}${path.sep}${folder}${path.sep}${name}`;
  }

  /** Writes a file atomically and durably: it is on the disk with all its content, or not there at all. */
  async create(place: DiskPlace, parts: readonly Uint8Array[]): Promise<void> {
    await this.write(place, parts);
    await this.sync(place.folder);
  }

  /** Like `create`, without waiting until the folder's entry is flushed. */
  async write(place: DiskPlace, parts: readonly Uint8Array[]): Promise<void> {
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
   * Writes a file that every process sees whole at once; resolves when its content is flushed. A power cut in between
   * may leave the name without the content.
   */
  async show(place: DiskPlace, parts: readonly Uint8Array[]): Promise<void> {
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
   * Writes at the offset `at` of an existing file. Every process sees it at once; resolves when it is flushed, with
   * false if there is no such file. Creates nothing, which is what costs most.
   */
  async extend(place: DiskPlace, at: number, bytes: Uint8Array): Promise<boolean> {
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
   * Appends to a file, which is created if it is missing and stays open until `finish`. Every process sees it at once;
   * resolves when it is flushed. Concurrent calls share one flush.
   */
  async append(place: DiskPlace, bytes: Uint8Array): Promise<void> {
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

  /** Closes a file that was appended to. */
  finish(place: DiskPlace): void {
    const file = this.path(place);
    const growing = this.growing.get(file);
    if (growing === undefined) return;
    this.growing.delete(file);
    this.closeWhenFlushed(growing);
  }

  /** Like `show`, without waiting for the disk: for what a power cut may lose. */
  put(place: DiskPlace, bytes: Uint8Array): void {
    const temporary = this.temporary();
    try {
      fs.writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600 });
      fs.renameSync(temporary, this.path(place));
    } catch (error) {
      discard(temporary);
      throw storeFailure(error);
    }
  }

  /** Renames atomically. Returns false if there is no file of that name: another process was faster. */
  move(from: DiskPlace, to: DiskPlace): boolean {
    try {
      fs.renameSync(this.path(from), this.path(to));
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && fs.existsSync(path.join(this.root, to.folder))) return false;
      throw storeFailure(error);
    }
  }

  /** Flushes every entry that the folder has at the time of the call. Concurrent calls share one flush. */
  sync(folder: string): Promise<void> {
    return this.flushes.wait(folder, () => this.flushFolder(folder));
  }

  /** The names in a folder, in no particular order. */
  async names(folder: string): Promise<readonly string[]> {
    try {
      return await fs.promises.readdir(path.join(this.root, folder));
    } catch (error) {
      throw storeFailure(error);
    }
  }

  /** Like `names`, synchronous, for folders with few files. */
  namesNow(folder: string): readonly string[] {
    return attempt(() => fs.readdirSync(path.join(this.root, folder)));
  }

  /** At most `max` bytes of a file from the offset `at` on; `undefined` if there is no such file. */
  head(place: DiskPlace, max: number, at = 0): Buffer | undefined {
    return ifThere(() => {
      const file = fs.openSync(this.path(place), 'r');
      try {
        // Files are mostly shorter than what is asked for: copying what is there costs less than a buffer for all of
        // it.
        const buffer = max <= scratch.byteLength ? scratch : Buffer.allocUnsafe(max);
        const read = buffer.subarray(0, fs.readSync(file, buffer, 0, max, at));
        return buffer === scratch ? Buffer.from(read) : read;
      } finally {
        fs.closeSync(file);
      }
    });
  }

  /** A whole file, or `undefined` if there is none. @param isLikely whether such files usually exist */
  read(place: DiskPlace, isLikely = false): Buffer | undefined {
    const file = this.path(place);
    return ifThere(() => {
      if (isLikely) return fs.readFileSync(file);
      // An error costs more than a stat, and most messages have no second file.
      const isThere = fs.statSync(file, { throwIfNoEntry: false }) !== undefined;
      return isThere ? fs.readFileSync(file) : undefined;
    });
  }

  /** Truncates a file. Returns false if there is none. */
  truncate(place: DiskPlace, length: number): boolean {
    const isDone = ifThere(() => {
      fs.truncateSync(this.path(place), length);
      return true;
    });
    return isDone ?? false;
  }

  /** Removes a file, if there is one. */
  remove(place: DiskPlace): void {
    attempt(() => fs.rmSync(this.path(place), { force: true }));
  }

  close(): void {
    for (const growing of this.growing.values()) this.closeWhenFlushed(growing);
    this.growing.clear();
  }

  private grow(place: DiskPlace): Growing {
    const growing = { file: fs.openSync(this.path(place), 'a', 0o600), isNamed: false };
    this.growing.set(this.path(place), growing);
    return growing;
  }

  private async flushGrowing(growing: Growing, folder: string): Promise<void> {
    await Promise.all([flushed(fs.fdatasync, growing.file), growing.isNamed ? undefined : this.flushFolder(folder)]);
    growing.isNamed = true;
  }

  /** Closes the file once its last flush is over. */
  private closeWhenFlushed({ file }: Growing): void {
    void this.flushes.settled().then(() => fs.closeSync(file));
  }

  private temporary(): string {
    this.serial += 1;
    return this.path({ folder: temporaryFolder, name: `${this.owner}.${this.serial}` });
  }

  private async flushFolder(folder: string): Promise<void> {
    // Windows cannot open a folder; its file system journals entries by itself.
    if (process.platform === 'win32') return;
    let handle: number | undefined;
    try {
      // Each time: a folder that was removed and made again is another one, which an open handle does not show.
      handle = fs.openSync(path.join(this.root, folder), 'r');
      await flushed(fs.fsync, handle);
    } catch (error) {
      // Some network file systems cannot flush a folder.
      if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes(codeOf(error))) throw storeFailure(error);
    } finally {
      if (handle !== undefined) fs.closeSync(handle);
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

/** A file that cannot be removed now is removed when a later process cleans up. */
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
