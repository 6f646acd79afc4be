import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import type { Scheduler } from '../../system/scheduler';
import { pause, within } from '../../system/within';
import type { ShellCourse } from '../../model/source/shellCourse';
import { ReadExecution, type ShellExecution, type ShellExecutionStart } from './shellExecution';
import { ShellWatch } from './shellWatch';

export interface ShellExecutionEnd {
  readonly execution: ShellExecution;
  readonly exitCode: number | undefined;
  /** When its shell was first seen at rest, in milliseconds since 1970, if the editor did not report the end. */
  readonly at?: number;
  /** It was seen to be suspended, whatever the code says. */
  readonly isSuspended?: boolean;
  /** Why its terminal was closed, if that ended it. */
  readonly closed?: vscode.TerminalExitReason;
}

/** In milliseconds. `gone` is what the editor may take to report that a terminal has closed. */
const patience = {
  process: 1000,
  poll: 50,
  stream: 250,
  output: 5000,
  kept: 2000,
  restoring: 10_000,
  gone: 30_000,
} as const;

/**
 * The shell executions in the terminals of this window, with the end of their output. Each is read from its start:
 * output printed before it is read is lost. A shell that is seen busy, and has not reported a command, has one as well.
 */
export class ShellExecutions {
  private readonly began: number;
  private readonly going = new Set<ReadExecution>();
  /** Those that were over before the editor said so. */
  private readonly endedBefore = new WeakSet<vscode.TerminalShellExecution>();
  /** The last execution of each terminal, running or ended a moment ago. */
  private readonly recent = new Map<vscode.Terminal, ReadExecution>();
  /** Terminals without a reported execution yet: `old` ones are as old as the window. */
  private readonly unreported = new WeakMap<vscode.Terminal, 'old' | 'maybeOld'>();
  private readonly starts = new vscode.EventEmitter<ShellExecution>();
  private readonly ends = new vscode.EventEmitter<ShellExecutionEnd>();
  private readonly shutdown = new vscode.EventEmitter<void>();
  private readonly watching: vscode.Disposable;
  private readonly shells: ShellWatch;
  private over = false;
  readonly onDidStart = this.starts.event;
  /** Fires once for each execution, also if only its terminal was closed. */
  readonly onDidEnd = this.ends.event;
  /** The window closes or reloads. No end is reported any more, since executions may go on. */
  readonly onShutdown = this.shutdown.event;

  constructor(
    private readonly clock: Clock,
    private readonly scheduler: Scheduler,
  ) {
    this.began = clock.now();
    this.shells = new ShellWatch(clock, scheduler);
    for (const terminal of vscode.window.terminals) this.unreported.set(terminal, 'old');
    this.watching = vscode.Disposable.from(
      this.shells,
      this.shells.onDidLook((terminal) => this.looked(terminal)),
      vscode.window.onDidOpenTerminal((terminal) => {
        // Terminals that survived a reload may be reported only now.
        if (this.unreported.has(terminal) || clock.now() - this.began > patience.restoring) return;
        this.unreported.set(terminal, 'maybeOld');
      }),
      vscode.window.onDidStartTerminalShellExecution(({ execution, terminal }) => {
        if (!this.over) this.start(execution, terminal);
      }),
      vscode.window.onDidEndTerminalShellExecution(({ execution, terminal, exitCode }) => {
        if (!this.over && terminal.exitStatus === undefined) this.reportEnd(execution, terminal, exitCode);
      }),
      vscode.window.onDidCloseTerminal((terminal) => this.close(terminal)),
      this.starts,
      this.ends,
      this.shutdown,
    );
  }

  /**
   * The execution in the terminal whose process has this id, running or just ended. Takes up to a second: at the start
   * of an execution its terminal may still have the id of the previous process, or none.
   */
  async ofProcess(pid: number): Promise<ShellExecution | undefined> {
    const { scheduler } = this;
    for (let waited = 0; waited <= patience.process && !this.over; waited += patience.poll) {
      const candidates = [...this.recent.values()].reverse();
      const pids = await Promise.all(candidates.map((one) => within(scheduler, 0, one.process)));
      // Seen on a busy machine: a reused terminal has its next process while its last execution still stands here.
      const found = candidates.find((one, index) => pids[index] === pid && (one.pid ?? pid) === pid);
      if (found !== undefined) {
        found.pid = pid;
        return found;
      }
      await pause(scheduler, patience.poll);
    }
    return undefined;
  }

  /**
   * The process of a task's execution has ended. Measured: if the terminal was to close and the task failed, the editor
   * reports neither the end of the execution nor the closing of the terminal.
   */
  processEnded(execution: ShellExecution): void {
    this.scheduler.after(patience.stream, () => {
      const found = [...this.going].find((one) => one === execution);
      if (found !== undefined && !this.over) this.end({ execution: found, exitCode: undefined });
    });
  }

  dispose(): void {
    this.over = true;
    for (const one of this.going) one.giveUp();
    this.going.clear();
    this.recent.clear();
    this.watching.dispose();
  }

  private start(shell: vscode.TerminalShellExecution, terminal: vscode.Terminal): void {
    const course = this.shells.look(terminal);
    const before = this.goingIn(terminal);
    if (before?.isReported === false) {
      before.report(shell);
      return;
    }
    // Not every end is reported: a new execution in the same terminal means that the previous one has ended.
    if (before !== undefined) this.end({ execution: before, exitCode: undefined });
    const unreported = this.unreported.get(terminal);
    this.unreported.delete(terminal);
    // Measured: the line of an execution from before a reload has a lower confidence.
    const { High } = vscode.TerminalShellExecutionCommandLineConfidence;
    const isInherited = unreported === 'old' || (unreported === 'maybeOld' && shell.commandLine.confidence !== High);
    const now = this.clock.now();
    // The event comes late from a busy editor, and with the end from some shells.
    const isSeen = course?.line !== undefined || course?.shell === 'bash';
    const at = isSeen && !isInherited ? Math.min(now, course.startedAt ?? now) : now;
    this.begin(shell, terminal, { at, isKnown: true, isInherited, isReadLate: now - at >= patience.stream });
  }

  /** @param shell `undefined` if the shell has not reported it, and is seen to be busy */
  private begin(
    shell: vscode.TerminalShellExecution | undefined,
    terminal: vscode.Terminal,
    start: ShellExecutionStart,
  ): void {
    const execution = new ReadExecution(shell, terminal, this.clock, start);
    const course = this.shells.of(terminal);
    if (course !== undefined) seeJob(execution, course);
    this.going.add(execution);
    this.recent.set(terminal, execution);
    this.starts.fire(execution);
  }

  private reportEnd(
    shell: vscode.TerminalShellExecution,
    terminal: vscode.Terminal,
    exitCode: number | undefined,
  ): void {
    const course = this.shells.look(terminal);
    if (this.endedBefore.has(shell)) {
      this.endSilent(terminal, course);
      return;
    }
    const execution = [...this.going].find((one) => one.shell === shell) ?? this.startedEarlier(shell, terminal);
    // Measured: fish gives a job that it continues the code of the command before.
    const isOthers =
      execution.isSeveral || (execution.isContinuation && (course?.shell ?? terminal.state.shell) === 'fish');
    const { isSuspended = false } = course ?? {};
    this.end({ execution, exitCode: isOthers ? undefined : exitCode, isSuspended });
  }

  /** A command has ended that was reported neither at its start nor under a name of its own. */
  private endSilent(terminal: vscode.Terminal, course: ShellCourse | undefined): void {
    if (this.goingIn(terminal) === undefined && course?.startedAt !== undefined)
      this.begin(undefined, terminal, { at: course.startedAt, isKnown: true, isInherited: false, isReadLate: true });
    const execution = this.goingIn(terminal);
    if (execution !== undefined) this.end({ execution, exitCode: undefined });
  }

  private goingIn(terminal: vscode.Terminal): ReadExecution | undefined {
    return [...this.going].find((one) => one.terminal === terminal);
  }

  /** A look at the shell of a terminal shows what it does not report. */
  private looked(terminal: vscode.Terminal): void {
    const course = this.shells.of(terminal);
    if (this.over || course === undefined) return;
    if (terminal.shellIntegration?.cwd !== undefined) course.started();
    const execution = this.goingIn(terminal);
    const { restsSince: at, startedAt } = course;
    if (execution === undefined) {
      if (at !== undefined && startedAt !== undefined) course.ended();
      else if (course.isBusy && startedAt !== undefined && mayBeSilent(terminal, course))
        this.begin(undefined, terminal, { at: startedAt, isKnown: true, isInherited: false, isReadLate: true });
      return;
    }
    seeJob(execution, course);
    const isUnsaid = !execution.isReported || execution.isSeveral;
    const isGone = this.clock.now() - (course.goneSince ?? Infinity) >= patience.gone;
    if (!isGone && !(isUnsaid && at !== undefined)) return;
    if (execution.shell !== undefined) this.endedBefore.add(execution.shell);
    const { isSuspended } = course;
    this.end({ execution, exitCode: undefined, isSuspended, ...(at === undefined ? {} : { at }) });
  }

  private end(end: ShellExecutionEnd & { readonly execution: ReadExecution }): void {
    const { execution } = end;
    const { terminal } = execution;
    this.going.delete(execution);
    this.shells.of(terminal)?.ended();
    execution.keepProcess();
    execution.giveUpWhenQuiet(this.scheduler, patience.stream, patience.output);
    this.scheduler.after(patience.kept, () => {
      if (this.recent.get(terminal) === execution) this.recent.delete(terminal);
    });
    this.ends.fire(end);
  }

  private close(terminal: vscode.Terminal): void {
    if (this.over) return;
    const { code, reason = vscode.TerminalExitReason.Unknown } = terminal.exitStatus ?? { code: undefined };
    if (reason === vscode.TerminalExitReason.Shutdown) {
      this.over = true;
      this.shutdown.fire();
      return;
    }
    const execution = this.goingIn(terminal);
    if (execution !== undefined) this.end({ execution, exitCode: code, closed: reason });
  }

  /** An execution that started before we watched: only its end is reported. */
  private startedEarlier(shell: vscode.TerminalShellExecution, terminal: vscode.Terminal): ReadExecution {
    const start = { at: this.began, isKnown: false, isInherited: true };
    this.unreported.delete(terminal);
    return new ReadExecution(shell, terminal, this.clock, start);
  }
}

function seeJob(execution: ReadExecution, { shell, line = '', name }: ShellCourse): void {
  if (name !== '' || line !== '') execution.see({ shell, name, last: line });
}

/** Whether its shell runs commands that it does not report: bash some, and one without shell integration all. */
function mayBeSilent({ shellIntegration }: vscode.Terminal, { shell }: ShellCourse): boolean {
  return shellIntegration === undefined || shell === 'bash';
}
