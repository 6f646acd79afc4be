import { keptRun, readRun } from '../../model/run/keptRun';
import type { Log } from '../../model/log';
import { type Outcome, type Run, type Running, type Source, sources } from '../../model/run/run';
import { isRecord } from '../../model/unknown';
import { type FoundFile, OwnedFiles, type Owner } from '../../system/ownedFiles';
import type { ProcessSight } from '../../system/processWatch';

/** The process that shows the end of a run. */
export interface WatchedProcess {
  readonly pid: number;
  /** See `ProcessSight`. */
  readonly startedAt: string;
  /** It is the shell that runs the command, and outlives it. */
  readonly isShell: boolean;
}

/** A run whose mail is still to come, with what another window needs for it. Never its output. */
export interface JournalEntry {
  /** The command cut to `longestCommand`. */
  readonly running: Running;
  readonly workspace: string;
  readonly host: string;
  /** The user asked for a mail about this very run. */
  readonly asked: boolean;
  /** A mail said that it is still going: its end is mailed too. */
  readonly told?: true;
  /** The workspace open in its window. */
  readonly home: string;
  /** Where its pids are valid, see `thisHost`. */
  readonly machine: string;
  /** Missing if it has none of its own, as a notebook. */
  readonly process?: WatchedProcess;
  /** Its end as far as its source knows it, without its output. All that is left to do is its mail. */
  readonly end?: Run;
  /** When its window was closed or reloaded, in milliseconds since 1970; missing if it died. */
  readonly closedAt?: number;
}

/** It is there for the mail, which cuts it too. */
export const longestCommand = 1000;

/** What shows its end, if anything. */
export function processOf({ source, pid, place }: Running): Pick<WatchedProcess, 'pid' | 'isShell'> | undefined {
  if (pid !== undefined) return { pid, isShell: false };
  // Other sources may know a terminal too, but one not used for their runs alone.
  if (source !== 'terminal' || place?.terminal === undefined) return undefined;
  return { pid: place.terminal, isShell: true };
}

/** Whether the process, or the command in the shell, is over as far as one look can show. */
export function looksOver(process: WatchedProcess, sight: ProcessSight | undefined, lastWork: string): boolean {
  if (sight?.startedAt !== process.startedAt) return true;
  return process.isShell && sight.isAtPrompt && sight.work === lastWork;
}

/** Whether a mail about its end is expected. */
export function isExpected({ asked, told }: JournalEntry): boolean {
  return asked || told === true;
}

/** The run to report when nobody saw its end. */
export function runOf(entry: JournalEntry, outcome: Extract<Outcome, 'ended' | 'lost'>, endedAt: number): Run {
  const { running, workspace, host } = entry;
  const { id, source, name, command, folder, startedAt, startKnown, place, interactive } = running;
  return {
    id,
    source,
    name,
    command,
    outcome,
    exitCode: undefined,
    startedAt,
    startKnown,
    endedAt: Math.max(startedAt, endedAt),
    folder,
    workspace,
    host,
    ...(place === undefined ? {} : { place }),
    ...(interactive === true ? { interactive } : {}),
    disconnected: true,
  };
}

/** The entry in a file, or `undefined` if it is not ours. */
export function readJournalEntry(text: string): JournalEntry | undefined {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(stored) || !isRecord(stored['running'])) return undefined;
  const { running, process, closedAt } = stored;
  const texts = [stored['workspace'], stored['host'], stored['home'], stored['machine']];
  const facts = [running['id'], running['name'], running['command'], running['folder']];
  if (![...texts, ...facts].every((one) => typeof one === 'string')) return undefined;
  if (!sources.includes(running['source'] as Source) || !Number.isFinite(running['startedAt'])) return undefined;
  if (typeof running['startKnown'] !== 'boolean' || typeof stored['asked'] !== 'boolean') return undefined;
  if (stored['told'] !== undefined && stored['told'] !== true) return undefined;
  if (closedAt !== undefined && !Number.isFinite(closedAt)) return undefined;
  if (process !== undefined && !isProcess(process)) return undefined;
  const { end: said, ...rest } = stored as unknown as JournalEntry;
  const end = readRun(said);
  return { ...rest, ...(end?.id === rest.running.id ? { end } : {}) };
}

function isProcess(process: unknown): boolean {
  if (!isRecord(process) || !Number.isInteger(process['pid']) || Number(process['pid']) <= 0) return false;
  return typeof process['startedAt'] === 'string' && typeof process['isShell'] === 'boolean';
}

/** A run in the journal that this window does not watch. */
export type FoundEntry = FoundFile<JournalEntry>;

/** The runs being watched, and those that ended and are not mailed yet, on disk. Never throws, see `OwnedFiles`. */
export class RunJournal {
  private readonly files: OwnedFiles<JournalEntry>;

  constructor(root: string, owner: Owner, log: Log) {
    this.files = new OwnedFiles({
      root,
      folder: 'going',
      owner,
      read: readJournalEntry,
      idOf: ({ running }) => running.id,
      // A window watches every running run of this computer, and rewrote its file when it took it over.
      isKept: ({ machine }) => machine === owner.machine,
      log,
    });
  }

  /** Creates its folders, and removes files of no use to any window. */
  prepare(now: number): void {
    this.files.prepare(now);
  }

  /** Writes a run of this window, or its changes. */
  put(entry: JournalEntry): void {
    const { running, end } = entry;
    const cut = { ...running, command: running.command.slice(0, longestCommand) };
    this.files.put({ ...entry, running: cut, ...(end && { end: keptRun(end) }) });
  }

  /** Whether the run is in the journal as one of this window. False if another has taken it over. */
  holds(id: string): boolean {
    return this.files.holds(id);
  }

  /** The run is over, or is no longer to be reported. */
  remove(id: string): void {
    this.files.remove(id);
  }

  /** What other windows watch, or watched. */
  others(): readonly FoundEntry[] {
    return this.files.others();
  }

  /** Takes it over for this window. Returns false if another was faster. */
  take(found: FoundEntry): boolean {
    return this.files.take(found);
  }
}

/** What has been seen of the process of a run. */
export class WatchedRun {
  private work = '';
  private over: { readonly since: number; readonly at: number } | undefined;

  constructor(readonly entry: JournalEntry) {}

  /** The same run with a changed entry: what was seen of its process still counts. */
  changed(entry: JournalEntry): WatchedRun {
    const next = new WatchedRun(entry);
    const [before, process] = [this.entry.process, entry.process];
    if (before?.pid === process?.pid && before?.startedAt === process?.startedAt)
      [next.work, next.over] = [this.work, this.over];
    return next;
  }

  /**
   * Takes in one look at its process.
   * @param elapsed by the monotonic clock
   * @param now in milliseconds since 1970
   */
  see(sights: ReadonlyMap<number, ProcessSight>, elapsed: number, now: number): void {
    const { process } = this.entry;
    if (process === undefined) return;
    const sight = sights.get(process.pid);
    if (!looksOver(process, sight, this.work)) this.over = undefined;
    else this.over ??= { since: elapsed, at: now };
    this.work = sight?.work ?? '';
  }

  /** Forgets what was seen. */
  forget(): void {
    this.over = undefined;
  }

  /** For how many milliseconds it has looked over; `undefined` if it does not. */
  overFor(elapsed: number): number | undefined {
    return this.over && elapsed - this.over.since;
  }

  /** When it was first seen to be over, in milliseconds since 1970. */
  get overAt(): number | undefined {
    return this.over?.at;
  }
}
