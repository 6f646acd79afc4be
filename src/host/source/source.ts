import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { Emitter, type Event } from '../../model/emitter';
import type { Log } from '../../model/log';
import type { Printed, Run, Running } from '../../model/run/run';
import type { Scheduler } from '../../system/scheduler';

/** What every source needs. */
export interface SourceOptions {
  /** Gets every run that has ended, exactly once; {@link RunSources.emit} in a window. */
  readonly emit: RunSources['emit'];
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
}

/** A source: one kind of thing that can end. Dispose of it first in `deactivate`: the events that follow are false. */
export interface RunWatch extends vscode.Disposable {
  /** The current runs, the oldest first. */
  running(): readonly Running[];
  /**
   * The ends, as known so far, of runs that are not emitted yet, because the rest of their output or the next task of
   * their chain is awaited. A run is emitted before it leaves this list, unless it goes on or was none of this source.
   */
  ending?(): readonly Run[];
  /** Fires when the current runs change, or those that are ending: at once, before anything is awaited. */
  readonly onDidChange: vscode.Event<void>;
  /** What a current run has printed; `undefined` if it cannot be read. */
  printed?(id: string): Printed | undefined;
}

/** All current runs of this window, of every source, and their ends. */
export class RunSources implements RunWatch {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly ended: Emitter<Run>;
  private readonly watches: RunWatch[] = [];
  private readonly subscriptions: vscode.Disposable[] = [];
  readonly onDidChange = this.changed.event;
  /** A run has ended; once for each. */
  readonly onDidEnd: Event<Run>;

  constructor(log: Log) {
    this.ended = new Emitter((error) => log.error(`a run that has ended: ${String(error)}`));
    this.onDidEnd = this.ended.event;
  }

  /** A source has seen a run end. */
  readonly emit = (run: Run): void => this.ended.fire(run);

  /** Adds another source. */
  add(watch: RunWatch): void {
    this.watches.push(watch);
    this.subscriptions.push(watch.onDidChange(() => this.changed.fire()));
  }

  running(): readonly Running[] {
    return this.watches.flatMap((watch) => watch.running()).sort((one, other) => one.startedAt - other.startedAt);
  }

  ending(): readonly Run[] {
    return this.watches.flatMap((watch) => watch.ending?.() ?? []);
  }

  printed(id: string): Printed | undefined {
    const watch = this.watches.find((one) => one.running().some((running) => running.id === id));
    return watch?.printed?.(id);
  }

  dispose(): void {
    for (const one of [...this.watches, ...this.subscriptions, this.changed]) one.dispose();
  }
}
