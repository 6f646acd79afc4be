import * as vscode from 'vscode';
import { authorityAmong } from '../../model/remoteAuthority';
import { reopenLink, type ReopenPlace } from '../../model/reopenLink';
import { within } from './within';

/** How long the editor may take to say what it opened last, in milliseconds. */
const patience = 300;

/** An https address that opens the workspace again; `undefined` where there is none, or where it cannot be known. */
export async function workspaceLink(): Promise<string | undefined> {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const [folder] = workspaceFolders;
  // One that was never saved is opened by its first folder.
  const uri = workspaceFile !== undefined && workspaceFile.scheme !== 'untitled' ? workspaceFile : folder?.uri;
  return uri === undefined ? undefined : linkTo(uri, {});
}

/** An https address that opens a file of this computer at a place in it. */
export function fileLink(path: string, at: Pick<ReopenPlace, 'line' | 'column'>): Promise<string | undefined> {
  return linkTo(vscode.Uri.file(path), at);
}

async function linkTo(uri: vscode.Uri, at: Pick<ReopenPlace, 'line' | 'column'>): Promise<string | undefined> {
  const { remoteName, uiKind, uriScheme: scheme } = vscode.env;
  // An editor in a browser is not what the system opens `vscode:` with.
  if (uiKind === vscode.UIKind.Web || !['file', 'vscode-remote'].includes(uri.scheme)) return undefined;
  if (remoteName === undefined) {
    // A folder that Windows has from another computer: a link names no such place.
    return uri.authority === '' ? reopenLink({ scheme, authority: undefined, path: uri.path, ...at }) : undefined;
  }
  const authority = uri.authority === '' ? await remoteAuthority(remoteName) : uri.authority;
  return authority === undefined ? undefined : reopenLink({ scheme, authority, path: uri.path, ...at });
}

/**
 * As `ssh-remote+buildbox`. Where an extension runs on the other computer, the editor names files as if they were its own, and
 * tells only the first half; what else it says of it is in its list of what was opened last.
 */
async function remoteAuthority(remoteName: string): Promise<string | undefined> {
  const distribution = process.env['WSL_DISTRO_NAME'];
  if (remoteName === 'wsl' && distribution !== undefined) return `wsl+${distribution}`;
  const opened = await within(patience, vscode.commands.executeCommand('_workbench.getRecentlyOpened'));
  const here = new Set(
    [vscode.workspace.workspaceFile, ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)]
      .filter((uri) => uri !== undefined)
      .map((uri) => uri.path),
  );
  return authorityAmong(opened, here, remoteName);
}
