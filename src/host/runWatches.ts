import * as vscode from 'vscode';
import type { Printed, Running } from '../model/run';
import type { RunWatch } from './sources/source';

/** All that goes on in this window, whatever its source. */
export class RunWatches implements RunWatch {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly watches: RunWatch[] = [];
  private readonly subscriptions: vscode.Disposable[] = [];
  readonly onDidChange = this.changed.event;

  constructor(watches: readonly RunWatch[]) {
    for (const watch of watches) this.add(watch);
  }

  /** Lists what that one watches too. */
  add(watch: RunWatch): void {
    this.watches.push(watch);
    this.subscriptions.push(watch.onDidChange(() => this.changed.fire()));
  }

  running(): readonly Running[] {
    return this.watches.flatMap((watch) => watch.running()).sort((one, other) => one.startedAt - other.startedAt);
  }

  printed(id: string): Printed | undefined {
    const watch = this.watches.find((one) => one.running().some((running) => running.id === id));
    return watch?.printed?.(id);
  }

  dispose(): void {
    for (const one of [...this.watches, ...this.subscriptions, this.changed]) one.dispose();
  }
}
