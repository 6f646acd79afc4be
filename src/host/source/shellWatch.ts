import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { ShellCourse } from '../../model/source/shellCourse';
import { startOfProcess } from '../../system/processIdentity';
import { lookAtShell } from '../../system/shellLook';
import type { Scheduler } from '../../system/scheduler';

/** Milliseconds between two looks. */
const gap = 1000;

interface WatchedShell {
  readonly pid: number;
  readonly course: ShellCourse;
}

/**
 * The shells of the terminals of this window, as they are seen from outside: on Linux only. Shows what they do not
 * report to the editor.
 */
export class ShellWatch {
  private readonly shells = new Map<vscode.Terminal, WatchedShell>();
  private readonly looks = new vscode.EventEmitter<vscode.Terminal>();
  private readonly watching: vscode.Disposable;
  private readonly began = Date.now();
  private cancel: () => void = () => undefined;
  /** Fires about once a second for each terminal whose shell can be seen. */
  readonly onDidLook = this.looks.event;

  constructor(
    private readonly clock: Clock,
    private readonly scheduler: Scheduler,
  ) {
    this.watching = vscode.Disposable.from(
      vscode.window.onDidOpenTerminal(() => this.goOn()),
      vscode.window.onDidCloseTerminal((terminal) => this.shells.delete(terminal)),
      this.looks,
    );
    this.goOn();
  }

  /** Looks at the shell of a terminal at once. `undefined` if it cannot be seen. */
  look(terminal: vscode.Terminal): ShellCourse | undefined {
    const shell = this.shells.get(terminal);
    if (shell === undefined) return undefined;
    const look = lookAtShell?.(shell.pid);
    if (look === undefined) {
      this.shells.delete(terminal);
      return undefined;
    }
    shell.course.see(look === 'gone' ? undefined : look, this.clock.now());
    return shell.course;
  }

  /** What was seen of it so far. */
  of(terminal: vscode.Terminal): ShellCourse | undefined {
    return this.shells.get(terminal)?.course;
  }

  dispose(): void {
    this.cancel();
    this.watching.dispose();
    this.shells.clear();
  }

  private goOn(): void {
    this.cancel();
    if (lookAtShell === undefined || vscode.window.terminals.length === 0) return;
    for (const terminal of vscode.window.terminals) void this.findShell(terminal);
    this.cancel = this.scheduler.after(gap, () => {
      for (const terminal of this.shells.keys()) if (this.look(terminal) !== undefined) this.looks.fire(terminal);
      this.goOn();
    });
  }

  /** A terminal that is used again gets another process. */
  private async findShell(terminal: vscode.Terminal): Promise<void> {
    const pid = await terminal.processId;
    if (pid === undefined || terminal.exitStatus !== undefined || this.shells.get(terminal)?.pid === pid) return;
    if (lookAtShell?.(pid) === undefined) return;
    const isNew = (startOfProcess(pid) ?? 0) >= this.began;
    this.shells.set(terminal, { pid, course: new ShellCourse(isNew) });
  }
}
