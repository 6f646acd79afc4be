import type * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import type { Log } from '../../model/log';
import type { Printed, Run, Running } from '../../model/run';

/** What every source needs. `emit` gets every run, exactly once. */
export interface SourceOptions {
  readonly emit: (run: Run) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A source: one kind of thing that can end. To be disposed of first thing in `deactivate`: what the editor tells afterwards
 * is not true.
 */
export interface RunWatch extends vscode.Disposable {
  /** What goes on now, the oldest first. */
  running(): readonly Running[];
  /** What goes on now is another thing than before. */
  readonly onDidChange: vscode.Event<void>;
  /** What a running one has printed; `undefined` where that cannot be read. */
  printed?(id: string): Printed | undefined;
}
