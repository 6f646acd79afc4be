import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import { ReadExecution, type ShellExecution } from './shellExecution';

export interface ShellExecutionEnd {
  readonly execution: ShellExecution;
  readonly exitCode: number | undefined;
  /** Why its terminal was closed, where that ended it. */
  readonly closed?: vscode.TerminalExitReason;
}

/** How long something may take, or is kept, in milliseconds. */
const patience = { process: 1000, poll: 50, stream: 250, kept: 2000, restoring: 10_000 } as const;

/**
 * What is executed in the terminals of this window, and the end of what it prints. Every execution is read from its start:
 * what it printed before somebody reads is lost.
 */
export class ShellExecutions {
  private readonly began: number;
  private readonly going = new Map<vscode.TerminalShellExecution, ReadExecution>();
  /** The last one of each terminal, which goes on or ended a moment ago. */
  private readonly recent = new Map<vscode.Terminal, ReadExecution>();
  /** Terminals of which nothing was told yet: `old` ones are as old as the window. */
  private readonly untold = new WeakMap<vscode.Terminal, 'old' | 'maybeOld'>();
  private readonly starts = new vscode.EventEmitter<ShellExecution>();
  private readonly ends = new vscode.EventEmitter<ShellExecutionEnd>();
  private readonly shutdown = new vscode.EventEmitter<void>();
  private readonly watching: vscode.Disposable;
  private over = false;
  readonly onDidStart = this.starts.event;
  /** Comes once for each, also where only its terminal was closed. */
  readonly onDidEnd = this.ends.event;
  /** The window closes or reloads: no end is told any more, since what is executed may go on. */
  readonly onShutdown = this.shutdown.event;

  constructor(private readonly clock: Clock) {
    this.began = clock.now();
    for (const terminal of vscode.window.terminals) this.untold.set(terminal, 'old');
    this.watching = vscode.Disposable.from(
      vscode.window.onDidOpenTerminal((terminal) => {
        // Those that outlived a reload may be told only now.
        if (this.untold.has(terminal) || clock.now() - this.began > patience.restoring) return;
        this.untold.set(terminal, 'maybeOld');
      }),
      vscode.window.onDidStartTerminalShellExecution(({ execution, terminal }) => {
        if (!this.over) this.start(execution, terminal);
      }),
      vscode.window.onDidEndTerminalShellExecution(({ execution, terminal, exitCode }) => {
        if (this.over || terminal.exitStatus !== undefined) return;
        this.end({ execution: this.going.get(execution) ?? this.unheardOf(execution, terminal), exitCode });
      }),
      vscode.window.onDidCloseTerminal((terminal) => this.close(terminal)),
      this.starts,
      this.ends,
      this.shutdown,
    );
  }

  /**
   * What goes on in the terminal whose process has this id, or has just ended there. Takes up to a second: as something
   * starts, its terminal may still have the id of the process before, or none.
   */
  async ofProcess(pid: number): Promise<ShellExecution | undefined> {
    for (let waited = 0; waited <= patience.process && !this.over; waited += patience.poll) {
      const candidates = [...this.recent.values()].reverse();
      const pids = await Promise.all(candidates.map((one) => atOnce(one.process)));
      const found = candidates.find((_, index) => pids[index] === pid);
      if (found !== undefined) return found;
      await sleep(patience.poll);
    }
    return undefined;
  }

  /**
   * The process of this one has ended. To be told of a task: measured, the editor says neither that its execution has ended
   * nor that its terminal is closed where it was to close and the task failed.
   */
  processEnded(execution: ShellExecution): void {
    later(patience.stream, () => {
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
    // Not every end is told: something new in the same terminal is one too.
    if (before !== undefined && this.going.has(before.shell)) this.end({ execution: before, exitCode: undefined });
    const untold = this.untold.get(terminal);
    this.untold.delete(terminal);
    // Measured: of what began before a reload the line is known less well.
    const { High } = vscode.TerminalShellExecutionCommandLineConfidence;
    const isInherited = untold === 'old' || (untold === 'maybeOld' && shell.commandLine.confidence !== High);
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
    later(patience.stream, () => execution.giveUp());
    later(patience.kept, () => {
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

  /** What went on before we watched: nothing is told of it but its end. */
  private unheardOf(shell: vscode.TerminalShellExecution, terminal: vscode.Terminal): ReadExecution {
    const start = { at: this.began, isKnown: false, isInherited: true };
    this.untold.delete(terminal);
    return new ReadExecution(shell, terminal, this.clock, start);
  }
}

/** What a promise has given by now, as good as. */
function atOnce<T>(promise: PromiseLike<T>): Promise<T | undefined> {
  return Promise.race([promise, sleep(0)]);
}

function sleep(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => later(milliseconds, () => resolve(undefined)));
}

function later(milliseconds: number, work: () => void): void {
  setTimeout(work, milliseconds).unref();
}
