import * as vscode from 'vscode';
import { within } from './within';

/** As much as is needed here of what the editor's Git extension gives others (its API, version 1). */
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
  /** Looks at the files anew. */
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

/** How long the Git extension may take to start, in milliseconds. */
const patience = 500;

/** The repository that a folder lies in, as the editor knows it; `undefined` where there is none, or Git is off. */
export async function repositoryOf(folder: string): Promise<GitRepository | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (extension === undefined || folder === '') return undefined;
  if (!extension.isActive) await within(patience, extension.activate());
  return activeRepositoryOf(folder);
}

/** The same, where the Git extension has started. */
export function activeRepositoryOf(folder: string): GitRepository | undefined {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (extension?.isActive !== true || folder === '' || !extension.exports.enabled) return undefined;
  return extension.exports.getAPI(1).getRepository(vscode.Uri.file(folder)) ?? undefined;
}
