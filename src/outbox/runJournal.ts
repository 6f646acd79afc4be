import { longestCommand, readJournalEntry, type JournalEntry } from './journalEntry';
import { OwnedFiles, type FoundFile, type Owner } from './ownedFiles';

/** A run in the journal that this window does not watch. */
export type FoundEntry = FoundFile<JournalEntry>;

/** The runs being watched, on disk. */
export class RunJournal {
  private readonly files: OwnedFiles<JournalEntry>;

  constructor(root: string, owner: Owner) {
    this.files = new OwnedFiles({
      root,
      folder: 'going',
      owner,
      read: readJournalEntry,
      idOf: ({ running }) => running.id,
      // A run of this computer that still goes on is watched by somebody, who wrote its file anew as he took it over.
      isKept: ({ machine }) => machine === owner.machine,
    });
  }

  /** Makes its folders, and removes what can be of no use to anybody. */
  prepare(now: number): void {
    this.files.prepare(now);
  }

  /** Writes down a run of this window, or what has changed of it. */
  put(entry: JournalEntry): void {
    const { running } = entry;
    this.files.put({ ...entry, running: { ...running, command: running.command.slice(0, longestCommand) } });
  }

  /** Whether the run is in the journal as one of this window. False where another one has taken it over. */
  holds(id: string): boolean {
    return this.files.holds(id);
  }

  /** The run is over, or is no longer to be told of. */
  remove(id: string): void {
    this.files.remove(id);
  }

  /** What other windows watch, or did. */
  others(): readonly FoundEntry[] {
    return this.files.others();
  }

  /** Makes it one of this window. Answers false where another one was faster. */
  take(found: FoundEntry): boolean {
    return this.files.take(found);
  }
}
