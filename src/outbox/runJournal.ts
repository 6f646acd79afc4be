import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { Disk, temporaryFolder } from './disk';
import { longestCommand, readJournalEntry, type JournalEntry } from './journalEntry';

/** The process of a window. */
export interface Owner {
  readonly pid: number;
  /** See `ProcessSight`. */
  readonly startedAt: string;
  readonly machine: string;
}

/** A run in the journal that this window does not watch. */
export interface FoundEntry {
  readonly name: string;
  readonly entry: JournalEntry;
  /** The number of the process whose window watches it, or did. */
  readonly ownerPid: number;
  /** Whether a process of that number which started then is that window. */
  isOwner(startedAt: string): boolean;
}

const folder = 'going';

/** After how many days a file that nobody can make anything of goes. */
const stale = 7 * 24 * 60 * 60 * 1000;

/**
 * The runs being watched, on disk, a file for each: what survives when a window is reloaded or its process dies. The name
 * of a file says whose it is, so that a rename hands it over, to one of all who try. Only the user can read it.
 */
export class RunJournal {
  private readonly disk: Disk;
  private readonly mark: string;
  /** The names of our files, by the ids of the runs. */
  private readonly own = new Map<string, string>();

  constructor(
    root: string,
    private readonly owner: Owner,
  ) {
    this.mark = `${owner.pid}.${this.tag(owner.startedAt)}`;
    this.disk = new Disk(root, this.mark);
  }

  /** Makes its folders, and removes what can be of no use to anybody. */
  prepare(now: number): void {
    this.disk.prepare([folder]);
    for (const [place, age] of [
      [folder, stale],
      [temporaryFolder, stale / 7],
    ] as const)
      for (const name of this.disk.namesNow(place)) {
        const written = fs.statSync(this.disk.path({ folder: place, name }), { throwIfNoEntry: false })?.mtimeMs ?? now;
        // A run of this computer that still goes on is watched by somebody, who wrote its file anew as he took it over.
        if (now - written > age && !this.isOfLivingComputer(place, name)) this.disk.remove({ folder: place, name });
      }
  }

  /** Writes down a run of this window, or what has changed of it. */
  put(entry: JournalEntry): void {
    const { running } = entry;
    const name = `${hash(running.id)}.${this.mark}.json`;
    const cut = { ...entry, running: { ...running, command: running.command.slice(0, longestCommand) } };
    this.disk.put({ folder, name }, Buffer.from(`${JSON.stringify(cut)}\n`));
    this.own.set(running.id, name);
  }

  /** Whether the run is in the journal as one of this window. False where another one has taken it over. */
  holds(id: string): boolean {
    const name = this.own.get(id);
    return name !== undefined && fs.existsSync(this.disk.path({ folder, name }));
  }

  /** The run is over, or is no longer to be told of. */
  remove(id: string): void {
    const name = this.own.get(id);
    if (name === undefined) return;
    this.own.delete(id);
    this.disk.remove({ folder, name });
  }

  /** What other windows watch, or did. Whatever else is in the folder is left alone. */
  others(): readonly FoundEntry[] {
    const ours = new Set(this.own.values());
    const found: FoundEntry[] = [];
    for (const name of this.disk.namesNow(folder)) {
      const [, pid, mark = ''] = /^[\da-f]{16}\.(\d+)\.([\da-f]{16})\.json$/.exec(name) ?? [];
      if (pid === undefined || ours.has(name)) continue;
      const entry = this.read(name);
      if (entry === undefined) continue;
      // Ours by name and unknown to us: left by an earlier life of the extension in this very process.
      const isOrphan = `${pid}.${mark}` === this.mark;
      const isOwner = (startedAt: string): boolean => !isOrphan && mark === this.tag(startedAt);
      found.push({ name, entry, ownerPid: Number(pid), isOwner });
    }
    return found;
  }

  /** Makes it one of this window. Answers false where another one was faster. */
  take({ name, entry }: FoundEntry): boolean {
    const own = `${hash(entry.running.id)}.${this.mark}.json`;
    if (name !== own && !this.disk.move({ folder, name }, { folder, name: own })) return false;
    this.own.set(entry.running.id, own);
    return true;
  }

  /** Another one on another computer and after another boot: there the same number and time mean another process. */
  private tag(startedAt: string): string {
    return hash(`${this.owner.machine} ${startedAt}`);
  }

  private isOfLivingComputer(place: string, name: string): boolean {
    return place === folder && this.read(name)?.machine === this.owner.machine;
  }

  private read(name: string): JournalEntry | undefined {
    const bytes = this.disk.read({ folder, name });
    return bytes && readJournalEntry(bytes.toString('utf8'));
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
