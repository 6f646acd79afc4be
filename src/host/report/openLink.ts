import * as vscode from 'vscode';
import { authorityAmong, reopenLink, type ReopenPlace } from '../../model/report/reopenLink';
import { type Scheduler, systemScheduler } from '../../system/scheduler';
import { within } from '../../system/within';

/** Milliseconds the editor may take to list what it opened last. */
const timeoutMs = 300;

/** An https URL that opens the workspace again; `undefined` if there is none or it cannot be known. */
export async function workspaceLink(scheduler: Scheduler): Promise<string | undefined> {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const [folder] = workspaceFolders;
  // A workspace that was never saved is opened by its first folder.
  const uri = workspaceFile !== undefined && workspaceFile.scheme !== 'untitled' ? workspaceFile : folder?.uri;
  return uri === undefined ? undefined : linkTo(uri, {}, scheduler);
}

/** An https URL that opens a file of this computer at a line and column. */
export function fileLink(path: string, at: Pick<ReopenPlace, 'line' | 'column'>): Promise<string | undefined> {
  return linkTo(vscode.Uri.file(path), at, systemScheduler);
}

async function linkTo(
  uri: vscode.Uri,
  at: Pick<ReopenPlace, 'line' | 'column'>,
  scheduler: Scheduler,
): Promise<string | undefined> {
  const { remoteName, uiKind, uriScheme: scheme } = vscode.env;
  // The system does not open `vscode:` with an editor in a browser.
  if (uiKind === vscode.UIKind.Web || !['file', 'vscode-remote'].includes(uri.scheme)) return undefined;
  if (remoteName === undefined) {
    // A folder on a network share of Windows: links cannot name it.
    return uri.authority === '' ? reopenLink({ scheme, authority: undefined, path: uri.path, ...at }) : undefined;
  }
  const authority = uri.authority === '' ? await remoteAuthority(remoteName, scheduler) : uri.authority;
  return authority === undefined ? undefined : reopenLink({ scheme, authority, path: uri.path, ...at });
}

/**
 * For instance `ssh-remote+buildbox`. If the extension runs on the remote computer, files have no authority, and the
 * API has only its first half; the whole one is in the editor's list of what was opened last.
 */
async function remoteAuthority(remoteName: string, scheduler: Scheduler): Promise<string | undefined> {
  const distribution = process.env['WSL_DISTRO_NAME'];
  if (remoteName === 'wsl' && distribution !== undefined) return `wsl+${distribution}`;
  const opened = await within(scheduler, timeoutMs, vscode.commands.executeCommand('_workbench.getRecentlyOpened'));
  const here = new Set(
    [vscode.workspace.workspaceFile, ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)]
      .filter((uri) => uri !== undefined)
      .map((uri) => uri.path),
  );
  return authorityAmong(opened, here, remoteName);
}
