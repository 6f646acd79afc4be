import type { Clock } from './clock';
import type { Log } from './log';
import { outcomeOf, type Outcome, type Run, type Running } from './run';

/** What is known of a task besides how it goes. */
export type TaskFacts = Pick<Run, 'name' | 'command' | 'folder' | 'workspace' | 'host'>;

/** A task that runs now. */
export interface RunningTask extends Running {
  /** The editor's own object for it (`TaskExecution`). */
  readonly key: object;
}

/** Who knows the tasks, and who hears of them. */
export interface TaskRunsHost<Key extends object> {
  factsOf(key: Key): TaskFacts;
  /** A run is over. Comes exactly once for each. */
  ended(run: Run): void;
  /** What runs now has changed. */
  changed(): void;
}

interface Watched<Key extends object> extends TaskFacts {
  readonly key: Key;
  readonly id: string;
  startedAt: number;
  readonly startKnown: boolean;
  /** False as long as only its process was heard of. */
  started: boolean;
  /** -1 where there is no process: an extension plays the terminal, or the program is missing. `undefined`: not known yet. */
  pid: number | undefined;
  /** Another process ran under the same key meanwhile: the end of the key tells no longer which of them ended. */
  shared: boolean;
}

/** How long a task may take to get its process and still count as running, in milliseconds. */
export const patience = 10_000;

/**
 * Joins what the editor tells of task executions into runs, each exactly once. The editor tells an end twice, in parts,
 * or not at all; which part is worth what was measured and stands beside each input.
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
   * What runs now, oldest first. Leaves out what starts and is never heard of again: a task in a terminal that is used
   * again whose program or folder is missing.
   */
  get running(): readonly RunningTask[] {
    const latest = this.clock.now() - patience;
    return this.watched
      .filter((task) => task.started && (task.pid !== undefined || !task.startKnown || task.startedAt >= latest))
      .map(({ key, id, name, command, folder, startedAt, startKnown, pid }) => {
        const process = isProcess(pid) ? { pid, place: { terminal: pid } } : {};
        return { key, id, source: 'task', name, command, folder, startedAt, startKnown, ...process };
      });
  }

  /** A task starts. May come after its process has started: in a terminal that is used again the two swap at random. */
  started(key: Key): void {
    if (this.over) return;
    // After a reload the editor tells the start of a background task that it has listed as running.
    const known = this.of(key).find((task) => !task.started || (!task.startKnown && task.pid === undefined));
    if (known === undefined) this.add(key, { started: true, startKnown: true });
    else known.started = true;
    this.host.changed();
  }

  /** A task that was running before we watched. Its start is lost; its end comes as usual. */
  alreadyRunning(key: Key): void {
    if (this.over || this.of(key).length > 0) return;
    this.add(key, { started: true, startKnown: false });
    this.host.changed();
  }

  /**
   * The process of a task starts: the duration counts from `startedAt`, which is now unless it is known to be earlier.
   * No pid: in a new terminal, its program or folder is missing.
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
   * The process of a task has ended. Comes before `ended`, once, and alone carries the exit code: this settles the run.
   * `undefined` where the task was terminated or its terminal closed, or where an extension gave no code.
   */
  processEnded(key: Key, exitCode: number | undefined): void {
    const alone = this.of(key).filter((task) => !task.shared);
    const task = alone.find((one) => one.pid !== undefined) ?? alone[0];
    if (task !== undefined) this.settle(task, exitCode, outcomeOf(exitCode, hasProcess(task)));
  }

  /**
   * A task has ended. Comes twice for one that an extension starts, and alone for a compound one, which never started
   * and yet is listed as running. What started and is still open here ended without a code.
   */
  ended(key: Key): void {
    for (const task of this.of(key)) {
      if (task.shared) continue;
      if (task.started && (task.startKnown || task.pid !== undefined)) this.settle(task, undefined, 'ended');
      else this.remove(task);
    }
  }

  /**
   * The process of a terminal has ended, or its terminal was closed. Counts only for tasks that ran several times at once
   * (`instanceLimit`): the editor has one key for all of them, and after the first end it tells no other.
   */
  terminalEnded(pid: number, exitCode: number | undefined): void {
    const task = this.watched.find((one) => one.shared && one.pid === pid);
    if (task !== undefined) this.settle(task, exitCode, outcomeOf(exitCode, true));
  }

  /** The program of a task is not there, and the editor may never tell more of it. @param line says so */
  notFound(key: Key, line: string): void {
    const task = this.of(key).find((one) => one.started && one.startKnown && !isProcess(one.pid));
    if (task !== undefined) this.settle(task, undefined, 'failed', [line]);
  }

  /** The window closes or reloads. The editor now tells the end of every task although some of them go on: nothing counts. */
  shuttingDown(): void {
    this.over = true;
    this.watched = [];
  }

  private of(key: Key): readonly Watched<Key>[] {
    return this.watched.filter((task) => task.key === key);
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

/** Whether a task has a process of its own: then an end without a code is the user's doing. */
function hasProcess({ pid, command }: Watched<object>): boolean {
  return pid === undefined ? command !== '' : isProcess(pid);
}

function isProcess(pid: number | undefined): pid is number {
  return pid !== undefined && pid > 0;
}
