import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { RecentLog } from '../host/editor/recentLog';
import {
  type GlobalStorage,
  type GlobalValues,
  Storage,
  type WorkspaceStorage,
  type WorkspaceValues,
} from '../host/editor/storage';
import type { Clock } from '../model/clock';
import type { Scheduler } from '../system/scheduler';

/** What is there from the first moment of the activation. */
export interface Beginnings {
  readonly clock: Clock;
  readonly log: RecentLog;
  /** How long the editor is waited for: a test gives it more time than its users have. */
  readonly scheduler: Scheduler;
}

/** What every room is built with. */
export interface Base extends Beginnings {
  readonly context: vscode.ExtensionContext;
  readonly globalStorage: GlobalStorage;
  readonly workspaceStorage: WorkspaceStorage;
  /** The path of one of our folders on disk, shared by all windows. */
  readonly folder: (name: string) => string;
  /** Has a part end with the extension. */
  readonly own: <Part extends { dispose(): unknown }>(part: Part) => Part;
}

export function composeBase(context: vscode.ExtensionContext, { clock, log, scheduler }: Beginnings): Base {
  return {
    clock,
    context,
    folder: (name) => join(context.globalStorageUri.fsPath, name),
    globalStorage: new Storage<GlobalValues>(context.globalState),
    log,
    own: (part) => {
      context.subscriptions.push(part);
      return part;
    },
    scheduler,
    workspaceStorage: new Storage<WorkspaceValues>(context.workspaceState),
  };
}
