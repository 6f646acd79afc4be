import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import type { Log } from '../model/log';
import { Disk, temporaryFolder } from './disk';
import { storeFailure } from './diskFailure';

/** The process of a window. */
export interface Owner {
  readonly pid: number;
  /** As in `ProcessSight`. */
  readonly startedAt: string;
  readonly machine: string;
}

/** A file of another window. */
export interface FoundFile<Content> {
  readonly name: string;
  readonly entry: Content;
  /** The process id of its window, which may be gone. */
  readonly ownerPid: number;
  /** Whether the process with that id that started then is its window. */
  isOwner(startedAt: string): boolean;
}

export interface OwnedFilesParts<Content> {
  /** Contains the folder, and another one for files that are being written. */
  readonly root: string;
  readonly folder: string;
  readonly owner: Owner;
  /** Parses a file; `undefined` if it is not one of ours. */
  readonly read: (text: string) => Content | undefined;
  /** What is written as JSON; by default the content itself. */
  readonly write?: (content: Content) => unknown;
  readonly idOf: (content: Content) => string;
  /** Whether a file is kept however old it is. */
  readonly isKept: (content: Content) => boolean;
  readonly log: Log;
}

/** Something that this window owns. */
interface Own<Content> {
  readonly name: string;
  readonly content: Content;
  /** It was on the disk: if its file is gone, another window has taken it over. */
  isWritten: boolean;
  /** The disk has not accepted its last state. */
  isOwed: boolean;
}

/** Milliseconds after which a file that cannot be parsed is removed. */
const stale = 7 * 24 * 60 * 60 * 1000;

/**
 * Things that a window owns, one file each: they survive a reload and the death of its process. The name of a file says
 * which window owns it, so that a rename hands it over to exactly one of the windows that try. Only the user can read
 * the files. Never throws: what the disk refuses counts in this window all the same, is logged once, and is done at one
 * of the next looks.
 */
export class OwnedFiles<Content> {
  private readonly disk: Disk;
  private readonly mark: string;
  /** By the id of their content. */
  private readonly own = new Map<string, Own<Content>>();
  /** The names of our files that could not be removed yet. */
  private readonly doomed = new Set<string>();
  /** The disk refused something, and has accepted nothing since. */
  private isInTrouble = false;

  constructor(private readonly parts: OwnedFilesParts<Content>) {
    const { root, owner } = parts;
    this.mark = `${owner.pid}.${this.tag(owner.startedAt)}`;
    this.disk = new Disk(root, this.mark);
  }

  /** Makes the folders and removes files that are of no use any more. */
  prepare(now: number): void {
    const { folder, isKept } = this.parts;
    this.attempt(() => this.disk.prepare([folder]));
    for (const [place, age] of [
      [folder, stale],
      [temporaryFolder, stale / 7],
    ] as const)
      for (const name of this.attempt(() => this.disk.namesNow(place)) ?? [])
        this.attempt(() => {
          const file = this.disk.path({ folder: place, name });
          const written = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now;
          if (now - written <= age) return;
          const content = place === folder ? this.content(name) : undefined;
          if (content === undefined || !isKept(content)) this.disk.remove({ folder: place, name });
        });
  }

  /** Writes something that this window owns, or its new state. */
  put(content: Content): void {
    const id = this.parts.idOf(content);
    const name = this.nameOf(id);
    const own = { name, content, isWritten: this.own.get(id)?.isWritten ?? false, isOwed: true };
    this.own.set(id, own);
    this.doomed.delete(name);
    this.attempt(() => this.write(own));
  }

  /** Whether this window still owns it. False if another window has taken it over. */
  holds(id: string): boolean {
    const own = this.own.get(id);
    if (own === undefined) return false;
    if (this.isThere(own) || !own.isWritten) return true;
    if (this.hasFolder()) return false;
    this.attempt(() => this.restore());
    return true;
  }

  remove(id: string): void {
    const own = this.own.get(id);
    if (own === undefined) return;
    this.own.delete(id);
    this.doomed.add(own.name);
    this.attempt(() => this.bury());
  }

  /** What other windows own, living or dead. Other files in the folder are left alone. */
  others(): readonly FoundFile<Content>[] {
    const { folder } = this.parts;
    this.attempt(() => this.settle());
    const ours = new Set([...[...this.own.values()].map(({ name }) => name), ...this.doomed]);
    const found: FoundFile<Content>[] = [];
    for (const name of this.attempt(() => this.disk.namesNow(folder)) ?? []) {
      const [, pid, mark = ''] = /^[\da-f]{16}\.(\d+)\.([\da-f]{16})\.json$/.exec(name) ?? [];
      if (pid === undefined || ours.has(name)) continue;
      const entry = this.attempt(() => this.content(name));
      if (entry === undefined) continue;
      // Ours by name but unknown: left by an earlier activation of the extension in this process.
      const isOrphan = `${pid}.${mark}` === this.mark;
      const isOwner = (startedAt: string): boolean => !isOrphan && mark === this.tag(startedAt);
      found.push({ name, entry, ownerPid: Number(pid), isOwner });
    }
    return found;
  }

  /** Takes over a file. Returns false if another window was faster, or the disk refuses it now. */
  take({ name, entry }: FoundFile<Content>): boolean {
    const { folder, idOf } = this.parts;
    const own = this.nameOf(idOf(entry));
    const isOurs = name === own || this.attempt(() => this.disk.move({ folder, name }, { folder, name: own })) === true;
    if (isOurs) this.own.set(idOf(entry), { name: own, content: entry, isWritten: true, isOwed: false });
    return isOurs;
  }

  /** Does what the disk refused before. */
  private settle(): void {
    if (!this.hasFolder()) this.restore();
    this.bury();
    for (const own of this.own.values()) {
      if (!own.isOwed) continue;
      // Taken over meanwhile: it must not come back.
      if (own.isWritten && !this.isThere(own)) own.isOwed = false;
      else this.write(own);
    }
  }

  private bury(): void {
    for (const name of this.doomed) {
      this.disk.remove({ folder: this.parts.folder, name });
      this.doomed.delete(name);
    }
  }

  /** Makes folders anew that somebody has removed, and writes what was in them. */
  private restore(): void {
    if (!this.hasFolder()) for (const own of this.own.values()) Object.assign(own, { isWritten: false, isOwed: true });
    this.disk.prepare([this.parts.folder]);
    for (const own of this.own.values()) if (own.isOwed && !own.isWritten) this.write(own);
  }

  private write(own: Own<Content>): void {
    const { folder, write } = this.parts;
    const bytes = Buffer.from(`${JSON.stringify(write?.(own.content) ?? own.content)}\n`);
    this.disk.put({ folder, name: own.name }, bytes);
    Object.assign(own, { isWritten: true, isOwed: false });
    this.isInTrouble = false;
  }

  private isThere({ name }: Own<Content>): boolean {
    return fs.existsSync(this.disk.path({ folder: this.parts.folder, name }));
  }

  private hasFolder(): boolean {
    return fs.existsSync(path.join(this.parts.root, this.parts.folder));
  }

  /** @returns `undefined` if the disk refuses it */
  private attempt<Result>(work: () => Result): Result | undefined {
    try {
      try {
        return work();
      } catch (error) {
        if (storeFailure(error).failureCause !== 'missing') throw error;
        this.restore();
        return work();
      }
    } catch (error) {
      // Only the code: a message may contain what was being written.
      if (!this.isInTrouble)
        this.parts.log.warn(`files of ${this.parts.folder} cannot be used for now: ${storeFailure(error).message}`);
      this.isInTrouble = true;
      return undefined;
    }
  }

  private nameOf(id: string): string {
    return `${hash(id)}.${this.mark}.json`;
  }

  /** Differs between computers and boots, where the same id and time mean another process. */
  private tag(startedAt: string): string {
    return hash(`${this.parts.owner.machine} ${startedAt}`);
  }

  private content(name: string): Content | undefined {
    const bytes = this.disk.read({ folder: this.parts.folder, name });
    return bytes && this.parts.read(bytes.toString('utf8'));
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
