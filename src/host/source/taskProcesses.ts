import * as vscode from 'vscode';

/** How long after its end a process still counts as a task's, in milliseconds: other ends of it are told a little later. */
const memory = 30_000;

/**
 * Which terminals belong to tasks, told by the source that watches them: what is executed there is no command that somebody
 * typed.
 */
export class TaskProcesses {
  private readonly pids = new Map<number, number>();
  private readonly names = new Set<string>();
  private readonly added = new vscode.EventEmitter<number>();
  readonly onDidAdd = this.added.event;

  add(pid: number): void {
    this.pids.set(pid, (this.pids.get(pid) ?? 0) + 1);
    this.added.fire(pid);
  }

  /** A task was running before we watched: its process is not known, only what its terminal is called. */
  addNamed(name: string): void {
    this.names.add(name);
  }

  ended(pid: number): void {
    setTimeout(() => {
      const count = this.pids.get(pid) ?? 0;
      if (count > 1) this.pids.set(pid, count - 1);
      else this.pids.delete(pid);
    }, memory).unref();
  }

  has(pid: number): boolean {
    return this.pids.has(pid);
  }

  /** Whether a task that was running before we watched has a terminal of this name. */
  hasNamed(name: string): boolean {
    return this.names.has(name);
  }

  dispose(): void {
    this.added.dispose();
  }
}
