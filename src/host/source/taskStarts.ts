import { createHash } from 'node:crypto';
import { uptime } from 'node:os';
import type * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import type { TaskStart, WorkspaceStorage } from '../editor/storage';

/** More background tasks than anyone runs at once. */
const maxStarts = 20;

/**
 * When background tasks started, remembered across a reload of the window. Measured: they go on during a reload, and
 * the editor then reports a start to the new window, with the same pid. Other tasks do not survive a reload.
 */
export class TaskStarts {
  private starts: readonly TaskStart[];
  private readonly earlier: readonly TaskStart[];

  constructor(
    private readonly storage: WorkspaceStorage,
    private readonly clock: Clock,
    /** See the function of this name. */
    private readonly processStart: (pid: number) => number | undefined,
  ) {
    // Starts from before the boot of the computer belong to processes that are gone.
    const boot = clock.now() - uptime() * 1000;
    this.earlier = (storage.get('taskStarts') ?? []).filter(({ at }) => at > boot);
    this.starts = this.earlier;
  }

  /** When the process of a task that is reported to start now really started, milliseconds since 1970. */
  startOf(task: vscode.Task, pid: number | undefined): number {
    const now = this.clock.now();
    if (pid === undefined || pid <= 0) return now;
    // The event comes late from a busy editor.
    const at = Math.min(now, this.processStart(pid) ?? now);
    if (!task.isBackground) return at;
    const name = createHash('sha256').update(task.name).digest('base64');
    const earlier = this.earlier.findLast((start) => start.pid === pid && start.name === name);
    if (earlier !== undefined) return earlier.at;
    this.starts = [...this.starts, { pid, name, at }].slice(-maxStarts);
    void this.storage.set('taskStarts', this.starts);
    return at;
  }
}
