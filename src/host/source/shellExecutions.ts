import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import type { Scheduler } from '../../system/scheduler';
import { pause, within } from '../../system/within';
import { ReadExecution, type ShellExecution } from './shellExecution';

export interface ShellExecutionEnd {
  readonly execution: ShellExecution;
  readonly exitCode: number | undefined;
  /** Why its terminal was closed, if that ended it. */
  readonly closed?: vscode.TerminalExitReason;
}

/** In milliseconds. */
const patience = { process: 1000, poll: 50, stream: 250, output: 5000, kept: 2000, restoring: 10_000 } as const;

/**
 * The shell executions in the terminals of this window, with the end of their output. Each is read from its start:
 * output printed before it is read is lost.
 */
export class ShellExecutions {
  private readonly began: number;
  private readonly going = new Map<vscode.TerminalShellExecution, ReadExecution>();
  /** The last execution of each terminal, running or ended a moment ago. */
  private readonly recent = new Map<vscode.Terminal, ReadExecution>();
  /** Terminals without a reported execution yet: `old` ones are as old as the window. */
  private readonly unreported = new WeakMap<vscode.Terminal, 'old' | 'maybeOld'>();
  private readonly starts = new vscode.EventEmitter<ShellExecution>();
  private readonly ends = new vscode.EventEmitter<ShellExecutionEnd>();
  private readonly shutdown = new vscode.EventEmitter<void>();
  private readonly watching: vscode.Disposable;
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
    for (const terminal of vscode.window.terminals) this.unreported.set(terminal, 'old');
    this.watching = vscode.Disposable.from(
      vscode.window.onDidOpenTerminal((terminal) => {
        // Terminals that survived a reload may be reported only now.
        if (this.unreported.has(terminal) || clock.now() - this.began > patience.restoring) return;
        this.unreported.set(terminal, 'maybeOld');
      }),
      vscode.window.onDidStartTerminalShellExecution(({ execution, terminal }) => {
        if (!this.over) this.start(execution, terminal);
      }),
      vscode.window.onDidEndTerminalShellExecution(({ execution, terminal, exitCode }) => {
        if (this.over || terminal.exitStatus !== undefined) return;
        this.end({ execution: this.going.get(execution) ?? this.startedEarlier(execution, terminal), exitCode });
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
      const found = [...this.going.values()].find((one) => one === execution);
      if (found !== undefined && !this.over) this.end({ execution: found, exitCode: undefined });
    });
  }

  dispose(): void {
    this.over = true;
    for (const one of this.going.values()) one.giveUp();
    this.going.clear();
    this.recent.clear();
    this.watching.dispose();
  }

  private start(shell: vscode.TerminalShellExecution, terminal: vscode.Terminal): void {
    const before = this.recent.get(terminal);
    // Not every end is reported: a new execution in the same terminal means that the previous one has ended.
    if (before !== undefined && this.going.has(before.shell)) this.end({ execution: before, exitCode: undefined });
    const unreported = this.unreported.get(terminal);
    this.unreported.delete(terminal);
    // Measured: the line of an execution from before a reload has a lower confidence.
    const { High } = vscode.TerminalShellExecutionCommandLineConfidence;
    const isInherited = unreported === 'old' || (unreported === 'maybeOld' && shell.commandLine.confidence !== High);
    const execution = new ReadExecution(shell, terminal, this.clock, {
      at: this.clock.now(),
      isKnown: true,
      isInherited,
    });
    this.going.set(shell, execution);
    this.recent.set(terminal, execution);
    this.starts.fire(execution);
  }

  private end(end: ShellExecutionEnd & { readonly execution: ReadExecution }): void {
    const { execution } = end;
    const { shell, terminal } = execution;
    this.going.delete(shell);
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
    const execution = this.recent.get(terminal);
    if (execution === undefined || !this.going.has(execution.shell)) return;
    this.end({ execution, exitCode: code, closed: reason });
  }

  /** An execution that started before we watched: only its end is reported. */
  private startedEarlier(shell: vscode.TerminalShellExecution, terminal: vscode.Terminal): ReadExecution {
    const start = { at: this.began, isKnown: false, isInherited: true };
    this.unreported.delete(terminal);
    return new ReadExecution(shell, terminal, this.clock, start);
  }
}
