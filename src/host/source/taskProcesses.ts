import * as vscode from 'vscode';
import { systemScheduler } from '../../system/scheduler';

/**
 * Milliseconds after its end for which a process still counts as a task's: its other ends are reported a little later.
 */
const memory = 30_000;

/** The terminals that belong to tasks, filled by the source of tasks: executions there are not typed commands. */
export class TaskProcesses {
  private readonly pids = new Map<number, number>();
  private readonly names = new Set<string>();
  private readonly added = new vscode.EventEmitter<number>();
  readonly onDidAdd = this.added.event;

  add(pid: number): void {
    this.pids.set(pid, (this.pids.get(pid) ?? 0) + 1);
    this.added.fire(pid);
  }

  /** Adds a task that was running before we watched: only the name of its terminal is known, not its process. */
  addNamed(name: string): void {
    this.names.add(name);
  }

  ended(pid: number): void {
    systemScheduler.after(memory, () => {
      const count = this.pids.get(pid) ?? 0;
      if (count > 1) this.pids.set(pid, count - 1);
      else this.pids.delete(pid);
    });
  }

  has(pid: number): boolean {
    return this.pids.has(pid);
  }

  /** Whether a task that was running before we watched has a terminal with this name. */
  hasNamed(name: string): boolean {
    return this.names.has(name);
  }

  dispose(): void {
    this.added.dispose();
  }
}
