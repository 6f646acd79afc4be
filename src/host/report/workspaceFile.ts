import { open, realpath, stat } from 'node:fs/promises';
import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import * as vscode from 'vscode';
import { isSecretFile } from '../../model/redaction/secretNames';

/** A file in the workspace, with links resolved. */
export interface WorkspaceFile {
  /** Absolute, without links. */
  readonly path: string;
  /** Relative to its workspace folder, with `/`; with several folders, it begins with the name of the folder. */
  readonly shown: string;
}

/** A larger file is no source file. */
const maxBytes = 4 * 1024 * 1024;

/**
 * The file of the workspace that a tool has named: by its absolute path, or relative to the folder it ran in or to a
 * workspace folder, or the only file whose path ends like that.
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

/** The text of such a file; `undefined` if it may contain secrets or cannot be read. */
export async function fileText({ path }: WorkspaceFile): Promise<string | undefined> {
  if (isSecretFile(path)) return undefined;
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      return size > maxBytes ? undefined : await file.readFile('utf8');
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
    // Reading a pipe or a device would wait.
    if (!(await stat(path)).isFile()) return undefined;
    for (const { uri, name } of folders) {
      const shown = relative(await realpath(uri.fsPath), path);
      if (shown === '' || shown.startsWith('..') || isAbsolute(shown)) continue;
      return { path, shown: [...(folders.length > 1 ? [name] : []), ...shown.split(sep)].join('/') };
    }
  } catch {
    // It does not exist.
  }
  return undefined;
}

/** Java names files by their package, a build by its own folder. */
async function endingSo(path: string, folders: readonly vscode.WorkspaceFolder[]): Promise<WorkspaceFile | undefined> {
  const end = posix.normalize(path.replaceAll('\\', '/')).replace(/^(?:\.\.\/)+/, '');
  if (!/\w\.\w+$/.test(end) || /[*?[\]{}]/.test(end)) return undefined;
  const found = await vscode.workspace.findFiles(`**/${end}`, '**/{node_modules,.git}/**', 2);
  const [only] = found;
  return found.length === 1 && only !== undefined ? inWorkspace(only.fsPath, folders) : undefined;
}
