import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import * as vscode from 'vscode';
import { isSecretFile } from '../../model/secretFile';

/** A file that lies in the workspace, links followed. */
export interface WorkspaceFile {
  /** Absolute, without links. */
  readonly path: string;
  /** Relative to its folder of the workspace, with `/`; where there are several folders, with the name of that one. */
  readonly shown: string;
}

/** More than that is no source. */
const mostBytes = 4 * 1024 * 1024;

/**
 * The file of the workspace that a tool has named: by its whole path, or relative to the folder that it ran in or to one of the
 * workspace; or, where there is one only, any one whose path ends so.
 */
export async function workspaceFile(path: string, folder: string): Promise<WorkspaceFile | undefined> {
  if (/[\0\n]/.test(path)) return undefined;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const bases = [folder, ...folders.map(({ uri }) => uri.fsPath)].filter((base) => isAbsolute(base));
  const candidates = isAbsolute(path) ? [path] : bases.map((base) => resolve(base, path));
  for (const candidate of new Set(candidates)) {
    const found = await inWorkspace(candidate, folders);
    if (found !== undefined) return found;
  }
  return isAbsolute(path) ? undefined : endingSo(path, folders);
}

/** The text of a file that is found so; `undefined` where it may hold secrets or is not to be read. */
export async function textOf({ path }: WorkspaceFile): Promise<string | undefined> {
  if (isSecretFile(path)) return undefined;
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      return size > mostBytes ? undefined : await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

async function inWorkspace(
  candidate: string,
  folders: readonly vscode.WorkspaceFolder[],
): Promise<WorkspaceFile | undefined> {
  try {
    const path = await realpath(candidate);
    // A pipe or a device would be waited for.
    if (!(await stat(path)).isFile()) return undefined;
    for (const { uri, name } of folders) {
      const shown = relative(await realpath(uri.fsPath), path);
      if (shown === '' || shown.startsWith('..') || isAbsolute(shown)) continue;
      return { path, shown: [...(folders.length > 1 ? [name] : []), ...shown.split(sep)].join('/') };
    }
  } catch {
    // It is not there.
  }
  return undefined;
}

/** Java names a file by its package, a build by where it builds. */
async function endingSo(path: string, folders: readonly vscode.WorkspaceFolder[]): Promise<WorkspaceFile | undefined> {
  const end = posix.normalize(path.replaceAll('\\', '/')).replace(/^(?:\.\.\/)+/, '');
  if (!/\w\.\w+$/.test(end) || /[*?[\]{}]/.test(end)) return undefined;
  const found = await vscode.workspace.findFiles(`**/${end}`, '**/{node_modules,.git}/**', 2);
  const [only] = found;
  return found.length === 1 && only !== undefined ? inWorkspace(only.fsPath, folders) : undefined;
}
