import { createHash } from 'node:crypto';
import { uptime } from 'node:os';
import type * as vscode from 'vscode';
import type { Clock } from '../model/clock';

interface Start {
  readonly pid: number;
  /** A hash of its name, which may hold a secret. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const key = 'taskStarts';

/** More background tasks than anybody runs at once. */
const most = 20;

/**
 * When background tasks started, kept beyond a reload of the window. Measured: they go on meanwhile, and the editor then
 * tells the new window that they start, with the pid that they had. Others are lost on a reload.
 */
export class TaskStarts {
  private starts: readonly Start[];
  private readonly earlier: readonly Start[];

  /** `memory` is that of the workspace. */
  constructor(
    private readonly memory: vscode.Memento,
    private readonly clock: Clock,
  ) {
    // What was remembered before the computer started belongs to processes that are gone.
    const boot = clock.now() - uptime() * 1000;
    this.earlier = memory.get<readonly Start[]>(key, []).filter(({ at }) => at > boot);
    this.starts = this.earlier;
  }

  /** When a process of a task that is told to start now has really started, in milliseconds since 1970. */
  startOf(task: vscode.Task, pid: number | undefined): number {
    const now = this.clock.now();
    if (!task.isBackground || pid === undefined || pid <= 0) return now;
    const name = createHash('sha256').update(task.name).digest('base64');
    const earlier = this.earlier.findLast((start) => start.pid === pid && start.name === name);
    if (earlier !== undefined) return earlier.at;
    this.starts = [...this.starts, { pid, name, at: now }].slice(-most);
    void this.memory.update(key, this.starts);
    return now;
  }
}
