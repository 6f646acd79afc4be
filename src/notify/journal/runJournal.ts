import type { Outcome, Run, Running, Source } from '../model/run';
import { sources } from '../model/run';
import type { ProcessSight } from './processWatch';

/** The process by which the end of a run can be seen. */
export interface WatchedProcess {
  readonly pid: number;
  /** See `ProcessSight`. */
  readonly startedAt: string;
  /** It is the shell in which the command runs, and goes on after its end. */
  readonly isShell: boolean;
}

/** A run that goes on, as another window needs it to tell its end. Never its output. */
export interface JournalEntry {
  /** The command cut to `longestCommand`. */
  readonly running: Running;
  readonly workspace: string;
  readonly host: string;
  /** The user asked for a mail about this very run. */
  readonly asked: boolean;
  /** It was told that it goes on: its end is told too. */
  readonly told?: true;
  /** Which workspace its window has open. */
  readonly home: string;
  /** Where the numbers of its processes count, see `thisHost`. */
  readonly machine: string;
  /** None where it has none of its own, as a notebook. */
  readonly process?: WatchedProcess;
  /** When its window was closed or reloaded, in milliseconds since 1970; not known where it died. */
  readonly closedAt?: number;
}

/** It is there for the mail, which cuts it too. */
export const longestCommand = 1000;

/** How its end can be seen. */
export function processOf({ source, pid, place }: Running): Pick<WatchedProcess, 'pid' | 'isShell'> | undefined {
  if (pid !== undefined) return { pid, isShell: false };
  // Other sources may know a terminal too, where what they run is not its only purpose.
  if (source !== 'terminal' || place?.terminal === undefined) return undefined;
  return { pid: place.terminal, isShell: true };
}

/** The process, or the command in the shell, is over as far as one look can tell. */
export function looksOver(process: WatchedProcess, sight: ProcessSight | undefined, lastWork: string): boolean {
  if (sight?.startedAt !== process.startedAt) return true;
  return process.isShell && sight.isAtPrompt && sight.work === lastWork;
}

/** Whether somebody expects a mail about its end. */
export function isExpected({ asked, told }: JournalEntry): boolean {
  return asked || told === true;
}

/** What is told of a run whose end nobody saw. */
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

/** What a file holds, or `undefined` where it is not one of ours. */
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
  return stored as unknown as JournalEntry;
}

function isProcess(process: unknown): boolean {
  if (!isRecord(process) || !Number.isInteger(process['pid']) || Number(process['pid']) <= 0) return false;
  return typeof process['startedAt'] === 'string' && typeof process['isShell'] === 'boolean';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
