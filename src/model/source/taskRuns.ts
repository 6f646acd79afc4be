import type { Clock } from '../clock';
import type { Log } from '../log';
import { type Outcome, outcomeOf, type Run, type Running } from '../run/run';

/** What is known of a task apart from its course. */
export type TaskFacts = Pick<Run, 'name' | 'command' | 'folder' | 'workspace' | 'host'>;

/** A running task. */
export interface RunningTask extends Running {
  /** The editor's own object for it (`TaskExecution`). */
  readonly key: object;
}

/** What task runs need from the host: facts and listeners. */
export interface TaskRunsHost<Key extends object> {
  /** Whether processes end with negative codes here, as on Windows. */
  readonly hasNegativeCodes: boolean;
  factsOf(key: Key): TaskFacts;
  /** Called exactly once for each run, when it is over. */
  ended(run: Run): void;
  /** Called when the running tasks have changed. */
  changed(): void;
}

interface Watched<Key extends object> extends TaskFacts {
  readonly key: Key;
  readonly id: string;
  startedAt: number;
  readonly startKnown: boolean;
  /** False while only its process was seen. */
  started: boolean;
  /**
   * -1 if there is no process: an extension provides the terminal, or the program is missing. `undefined`: not known
   * yet.
   */
  pid: number | undefined;
  /** Another process ran under the same key meanwhile: the end of the key no longer shows which of them ended. */
  shared: boolean;
}

/** How long a task may take to get its process and still count as running, in milliseconds. */
export const processTimeoutMs = 10_000;

/**
 * Joins the editor's events about task executions into runs, each exactly once. The editor reports an end twice, in
 * parts, or not at all; the reliability of each event was measured and is noted at its input.
 */
export class TaskRuns<Key extends object> {
  private watched: readonly Watched<Key>[] = [];
  private over = false;

  constructor(
    private readonly host: TaskRunsHost<Key>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * The running tasks, oldest first. Leaves out tasks that started and were never heard of again: those whose program
   * or folder is missing, in a terminal that is reused.
   */
  get running(): readonly RunningTask[] {
    const latest = this.clock.now() - processTimeoutMs;
    return this.watched
      .filter((task) => task.started && (task.pid !== undefined || !task.startKnown || task.startedAt >= latest))
      .map(({ key, id, name, command, folder, startedAt, startKnown, pid }) => {
        const process = isProcess(pid) ? { pid, place: { terminal: pid } } : {};
        return { key, id, source: 'task', name, command, folder, startedAt, startKnown, ...process };
      });
  }

  /** A task starts. May come after the start of its process: in a reused terminal the order is random. */
  started(key: Key): void {
    if (this.over) return;
    // After a reload the editor reports the start of a background task that it already listed as running.
    const known = this.of(key).find((task) => !task.started || (!task.startKnown && task.pid === undefined));
    if (known === undefined) this.add(key, { started: true, startKnown: true });
    else known.started = true;
    this.host.changed();
  }

  /** A task that was running before we watched. Its start is unknown; its end comes as usual. */
  alreadyRunning(key: Key): void {
    if (this.over || this.of(key).length > 0) return;
    this.add(key, { started: true, startKnown: false });
    this.host.changed();
  }

  /**
   * The process of a task starts.
   * @param pid `undefined` if the program or folder is missing, in a new terminal
   * @param startedAt the duration counts from here; now, unless an earlier time is known
   */
  processStarted(key: Key, pid: number | undefined, startedAt = this.clock.now()): void {
    if (this.over) return;
    const siblings = this.of(key);
    if (isProcess(pid) && siblings.some((task) => task.pid === pid)) return;
    const task = siblings.find((one) => one.pid === undefined) ?? this.add(key, { started: false, startKnown: true });
    task.pid = pid ?? -1;
    if (task.startKnown) task.startedAt = startedAt;
    const processes = this.of(key).filter((one) => isProcess(one.pid));
    if (processes.length > 1) for (const one of processes) one.shared = true;
    if (task.started) this.host.changed();
  }

  /**
   * The process of a task has ended. Comes before `ended`, once, and is the only event with the exit code: it settles
   * the run.
   * @param exitCode `undefined` if the task was terminated or its terminal closed, or if an extension gave no code
   */
  processEnded(key: Key, exitCode: number | undefined): void {
    const task = this.endedOf(key);
    if (task === undefined) return;
    // Measured on Linux: given to every process when the editor's own one that holds the terminals dies. On Windows it
    // may be a true one.
    const isUnknown = exitCode === -1 && isProcess(task.pid) && !this.host.hasNegativeCodes;
    if (isUnknown) this.settle(task, undefined, 'ended');
    else this.settle(task, exitCode, outcomeOf(exitCode, hasProcess(task)));
  }

  /**
   * A task has ended. Comes twice for a task of an extension, and alone for a compound one, which never started and
   * yet is listed as running. A task that started and is still open here ended without a code.
   */
  ended(key: Key): void {
    for (const task of this.of(key)) {
      if (task.shared) continue;
      if (task.started && (task.startKnown || task.pid !== undefined)) this.settle(task, undefined, 'ended');
      else this.remove(task);
    }
  }

  /**
   * The process of a terminal has ended, or its terminal was closed. Counts only for tasks that run several times at
   * once (`instanceLimit`): the editor has one key for all of them, and reports only the first end.
   */
  terminalEnded(pid: number, exitCode: number | undefined): void {
    const task = this.watched.find((one) => one.shared && one.pid === pid);
    if (task !== undefined) this.settle(task, exitCode, outcomeOf(exitCode, true));
  }

  /**
   * The program of a task was not found, and the editor may report nothing more.
   * @param line says so
   */
  notFound(key: Key, line: string): void {
    const task = this.of(key).find((one) => one.started && one.startKnown && !isProcess(one.pid));
    if (task !== undefined) this.settle(task, undefined, 'failed', [line]);
  }

  /**
   * The window closes or reloads. The editor now reports the end of every task although some of them go on: ignore
   * all of it.
   */
  shuttingDown(): void {
    this.over = true;
    this.watched = [];
  }

  private of(key: Key): readonly Watched<Key>[] {
    return this.watched.filter((task) => task.key === key);
  }

  private endedOf(key: Key): Watched<Key> | undefined {
    const alone = this.of(key).filter((task) => !task.shared);
    return alone.find((one) => one.pid !== undefined) ?? alone[0];
  }

  private add(key: Key, state: Pick<Watched<Key>, 'started' | 'startKnown'>): Watched<Key> {
    const task = {
      ...this.host.factsOf(key),
      ...state,
      key,
      id: crypto.randomUUID(),
      startedAt: this.clock.now(),
      pid: undefined,
      shared: false,
    };
    this.watched = [...this.watched, task];
    return task;
  }

  private remove(task: Watched<Key>): void {
    this.watched = this.watched.filter((one) => one !== task);
  }

  private settle(
    task: Watched<Key>,
    exitCode: number | undefined,
    outcome: Outcome,
    details: readonly string[] = [],
  ): void {
    this.remove(task);
    const { id, name, command, folder, workspace, host, startedAt, startKnown, pid } = task;
    const endedAt = this.clock.now();
    this.log.info(`run ${id}: task ${outcome} after ${endedAt - startedAt} ms, exit code ${exitCode}`);
    this.host.changed();
    this.host.ended({
      id,
      source: 'task',
      name,
      command,
      outcome,
      exitCode,
      startedAt,
      startKnown,
      endedAt,
      folder,
      workspace,
      host,
      ...(isProcess(pid) ? { place: { terminal: pid } } : {}),
      ...(details.length > 0 ? { details } : {}),
    });
  }
}

/** Whether a task has its own process: then an end without a code was caused by the user. */
function hasProcess({ pid, command }: Watched<object>): boolean {
  return pid === undefined ? command !== '' : isProcess(pid);
}

function isProcess(pid: number | undefined): pid is number {
  return pid !== undefined && pid > 0;
}

/** Blanks and control sequences that may follow the terminal's last echo. */
// eslint-disable-next-line no-control-regex -- these are what is being removed
const behind = /(?:\s|\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\))+$/;

/**
 * Treats a run whose output ends in `^C`, the terminal's echo of Ctrl+C, as stopped, whatever its exit code.
 * Measured: the editor reports 0 for such a task. A run that failed with another code than 130 says so itself and
 * stays failed.
 */
export function asInterrupted(run: Run, output: string | undefined): Run {
  const isSilentOfIt = run.outcome === 'done' || (run.outcome === 'failed' && run.exitCode === 130);
  if (!isSilentOfIt || output?.slice(-200).replace(behind, '').endsWith('^C') !== true) return run;
  return { ...run, outcome: 'stopped', exitCode: undefined };
}
