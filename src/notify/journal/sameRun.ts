import { durationOf, type Run, type Running } from '../../model/run/run';
import type { ProcessSight } from '../../system/processWatch';
import { type JournalEntry, longestCommand } from './runJournal';

/** Ends reported together lie no further apart, in milliseconds. */
const instant = 1_000;

/**
 * The run still going in this window that is the run of the journal.
 * @param isOwnerless no other window watches it any longer
 * @param inherited the runs of this window that are already known to be some of the journal
 */
export function sameAs(
  own: readonly Running[],
  entry: JournalEntry,
  sights: ReadonlyMap<number, ProcessSight>,
  isOwnerless: boolean,
  inherited: ReadonlyMap<string, unknown>,
): Running | undefined {
  const { running, process } = entry;
  const isAlive = process !== undefined && sights.get(process.pid)?.startedAt === process.startedAt;
  const same = own.find((one) => {
    if (one.source !== running.source || !isSameCommand(one, running)) return false;
    if (process !== undefined) {
      if (!isAlive) return false;
      // One seen to begin later is the same line run again.
      if (process.isShell) return one.place?.terminal === process.pid && !beganAfter(one, running.startedAt + instant);
      if (one.pid !== undefined) return one.pid === process.pid;
    }
    return isOwnerless && isListedAnew(one) && one.name === running.name && one.folder === running.folder;
  });
  if (same !== undefined || running.source !== 'terminal' || process === undefined) return same;
  const sight = sights.get(process.pid);
  // Another process has its number by now.
  if (sight !== undefined && !isAlive) return undefined;
  const fresh = own.filter((one) => one.source === 'task' && isListedAnew(one) && !inherited.has(one.id));
  return (
    own.find((one) => isLineOf(one, running)) ??
    (isOwnerless ? fresh.find((one) => isSameCommand(one, running)) : undefined)
  );
}

/**
 * Whether what looks typed is the line of a task: its terminal is the task's own process. The editor may tell whose a
 * terminal is later than what runs in it; measured after a kill in between: two mails went out about one task.
 */
export function isLineOf(
  task: Pick<Running, 'source' | 'pid' | 'place'>,
  line: Pick<Running, 'source' | 'place'>,
): boolean {
  const pid = task.pid ?? task.place?.terminal;
  return task.source === 'task' && line.source === 'terminal' && pid !== undefined && line.place?.terminal === pid;
}

/** The same for two runs of the journal. */
export function isLineIn(task: JournalEntry, line: JournalEntry): boolean {
  const starts = [task, line].map(({ process }) => process?.startedAt).filter((start) => start !== undefined);
  return task.machine === line.machine && isLineOf(task.running, line.running) && new Set(starts).size <= 1;
}

/** Whether a run first reported to this window at its end is the run of the journal. */
export function isEndOf(run: Run, { running, process }: JournalEntry, wasGone: boolean): boolean {
  if (isLineOf(run, running)) return true;
  if (!isSameCommand(run, running)) return false;
  const isUnseen = wasGone && !run.startKnown;
  if (run.source === 'task' && running.source === 'terminal') return isUnseen && run.place?.terminal === undefined;
  if (run.source !== running.source) return false;
  // Measured: after a reload the editor reports start and end of a terminal command together, when it ends.
  if (process?.isShell === true) return run.place?.terminal === process.pid && durationOf(run) < instant;
  return isUnseen && run.name === running.name && run.folder === running.folder;
}

/**
 * Whether a run reported only at its end belongs to a command in the same terminal, as after a reload. Measured: then
 * the editor reads the line from the screen, from the command to the end of the last output, row by row.
 */
export function isLateEndAt(run: Run, { running, process }: JournalEntry): boolean {
  if (run.screenLine !== true || run.startKnown || running.source !== 'terminal' || run.source !== 'terminal')
    return false;
  return process?.isShell === true && run.place?.terminal === process.pid && durationOf(run) <= instant;
}

/** Whether a line from the screen is a command and its output: row ends are cut there. */
export function beginsWith(line: string, command: string): boolean {
  return line.replace(/\s/g, '').startsWith(command.replace(/\s/g, ''));
}

/** @param moment milliseconds since 1970 */
export function beganAfter(
  { startKnown, startedAt }: Pick<Running, 'startKnown' | 'startedAt'>,
  moment: number,
): boolean {
  return startKnown && startedAt > moment;
}

/** The editor lists it to the new window without its process, for instance after the extension host died. */
function isListedAnew({ startKnown, pid }: Running): boolean {
  return !startKnown && pid === undefined;
}

/** @param kept the run of the journal, whose command may be cut */
function isSameCommand({ command }: Pick<Run, 'command'>, kept: Running): boolean {
  return command.slice(0, longestCommand) === kept.command;
}
