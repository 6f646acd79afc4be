import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { Disk, temporaryFolder } from './disk';

/** The process of a window. */
export interface Owner {
  readonly pid: number;
  /** See `ProcessSight`. */
  readonly startedAt: string;
  readonly machine: string;
}

/** A file that is not this window's. */
export interface FoundFile<Content> {
  readonly name: string;
  readonly entry: Content;
  /** The number of the process whose window it belongs to, or did. */
  readonly ownerPid: number;
  /** Whether a process of that number which started then is that window. */
  isOwner(startedAt: string): boolean;
}

export interface OwnedFilesParts<Content> {
  /** Holds the folder, and one for files that are being written. */
  readonly root: string;
  readonly folder: string;
  readonly owner: Owner;
  /** What a file holds, or `undefined` where it is not one of ours. */
  readonly read: (text: string) => Content | undefined;
  /** What its JSON is made of; the content itself without it. */
  readonly write?: (content: Content) => unknown;
  readonly idOf: (content: Content) => string;
  /** Whether a file stays however old it is. */
  readonly isKept: (content: Content) => boolean;
}

/** After how many milliseconds a file that nobody can make anything of goes. */
const stale = 7 * 24 * 60 * 60 * 1000;

/**
 * Things that a window looks after, on disk, a file for each: what survives when it is reloaded or its process dies. The
 * name of a file says whose it is, so that a rename hands it over, to one of all who try. Only the user can read it.
 */
export class OwnedFiles<Content> {
  private readonly disk: Disk;
  private readonly mark: string;
  /** The names of our files, by the ids of what they hold. */
  private readonly own = new Map<string, string>();

  constructor(private readonly parts: OwnedFilesParts<Content>) {
    const { root, owner } = parts;
    this.mark = `${owner.pid}.${this.tag(owner.startedAt)}`;
    this.disk = new Disk(root, this.mark);
  }

  /** Makes its folders, and removes what can be of no use to anybody. */
  prepare(now: number): void {
    const { folder, isKept } = this.parts;
    this.disk.prepare([folder]);
    for (const [place, age] of [
      [folder, stale],
      [temporaryFolder, stale / 7],
    ] as const)
      for (const name of this.disk.namesNow(place)) {
        const written = fs.statSync(this.disk.path({ folder: place, name }), { throwIfNoEntry: false })?.mtimeMs ?? now;
        if (now - written <= age) continue;
        const content = place === folder ? this.content(name) : undefined;
        if (content === undefined || !isKept(content)) this.disk.remove({ folder: place, name });
      }
  }

  /** Writes down something of this window, or what has changed of it. */
  put(content: Content): void {
    const { folder, idOf, write } = this.parts;
    const id = idOf(content);
    const name = this.nameOf(id);
    this.disk.put({ folder, name }, Buffer.from(`${JSON.stringify(write?.(content) ?? content)}\n`));
    this.own.set(id, name);
  }

  /** Whether it is there as one of this window. False where another one has taken it over. */
  holds(id: string): boolean {
    const name = this.own.get(id);
    return name !== undefined && fs.existsSync(this.disk.path({ folder: this.parts.folder, name }));
  }

  remove(id: string): void {
    const name = this.own.get(id);
    if (name === undefined) return;
    this.own.delete(id);
    this.disk.remove({ folder: this.parts.folder, name });
  }

  /** What other windows look after, or did. Whatever else is in the folder is left alone. */
  others(): readonly FoundFile<Content>[] {
    const ours = new Set(this.own.values());
    const found: FoundFile<Content>[] = [];
    for (const name of this.disk.namesNow(this.parts.folder)) {
      const [, pid, mark = ''] = /^[\da-f]{16}\.(\d+)\.([\da-f]{16})\.json$/.exec(name) ?? [];
      if (pid === undefined || ours.has(name)) continue;
      const entry = this.content(name);
      if (entry === undefined) continue;
      // Ours by name and unknown to us: left by an earlier life of the extension in this very process.
      const isOrphan = `${pid}.${mark}` === this.mark;
      const isOwner = (startedAt: string): boolean => !isOrphan && mark === this.tag(startedAt);
      found.push({ name, entry, ownerPid: Number(pid), isOwner });
    }
    return found;
  }

  /** Makes it one of this window. Answers false where another one was faster. */
  take({ name, entry }: FoundFile<Content>): boolean {
    const { folder, idOf } = this.parts;
    const own = this.nameOf(idOf(entry));
    if (name !== own && !this.disk.move({ folder, name }, { folder, name: own })) return false;
    this.own.set(idOf(entry), own);
    return true;
  }

  private nameOf(id: string): string {
    return `${hash(id)}.${this.mark}.json`;
  }

  /** Another one on another computer and after another boot: there the same number and time mean another process. */
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
