import * as vscode from 'vscode';
import type { Scheduler } from '../../system/scheduler';
import { within } from '../../system/within';

/** The part of the Git extension's API (version 1) that is used here. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD: { readonly name?: string; readonly commit?: string; readonly type: number } | undefined;
    readonly mergeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    /** Not in older versions. */
    readonly untrackedChanges?: readonly GitChange[];
  };
  /** Looks at the files again. */
  status(): Promise<void>;
  getCommit(ref: string): Promise<GitCommit>;
  /** The newest first. */
  log(options: { readonly range: string }): Promise<readonly GitCommit[]>;
}

export interface GitChange {
  readonly uri: vscode.Uri;
}

export interface GitCommit {
  readonly hash: string;
  readonly message: string;
}

interface GitApi {
  getRepository(uri: vscode.Uri): GitRepository | null;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** Milliseconds the Git extension may take to start. */
const timeoutMs = 500;

/** The editor's repository that contains a folder; `undefined` if there is none or Git is disabled. */
export async function repositoryOf(folder: string, scheduler: Scheduler): Promise<GitRepository | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (extension === undefined || folder === '') return undefined;
  if (!extension.isActive) await within(scheduler, timeoutMs, extension.activate());
  return activeRepositoryOf(folder);
}

/** The same, if the Git extension is already running. */
export function activeRepositoryOf(folder: string): GitRepository | undefined {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (extension?.isActive !== true || folder === '' || !extension.exports.enabled) return undefined;
  return extension.exports.getAPI(1).getRepository(vscode.Uri.file(folder)) ?? undefined;
}
