// The user's own desktop VS Code, with folders of ours: their settings, extensions and windows stay as they are.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where an editor keeps what belongs to `npm start`. */
export interface Folders {
  dataDir: string;
  extensionsDir: string;
  workspace: string;
}

/** The `code` command when it can open a window here. */
export function findDesktop(): string | undefined {
  // In a remote window or a container `code` talks to another computer.
  if (process.env['VSCODE_IPC_HOOK_CLI'] !== undefined) return undefined;
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  if (process.platform === 'linux' && (display === undefined || display === '')) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

/** Installs the extension into our folders, opens a window and resolves when it is closed. */
export async function runDesktop(code: string, vsix: string, folders: Folders): Promise<void> {
  const own = ['--user-data-dir', folders.dataDir, '--extensions-dir', folders.extensionsDir];
  // Electron refuses its sandbox to root.
  if (process.platform === 'linux' && process.getuid?.() === 0) own.push('--no-sandbox');
  await run(code, [...own, '--install-extension', vsix, '--force']);
  await run(code, [...own, '--new-window', '--wait', '--disable-workspace-trust', folders.workspace]);
}

/** Ends the window: `code` is only a messenger, the editor itself notes its process in its data folder. */
export async function stopDesktop(folders: Folders): Promise<void> {
  const lock = path.join(folders.dataDir, 'code.lock');
  if (!existsSync(lock)) return;
  const pid = Number(await readFile(lock, 'utf8'));
  try {
    if (Number.isInteger(pid) && pid > 1) process.kill(pid);
  } catch {
    // It is gone already.
  }
}

function run(code: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // Windows starts a .cmd only through its shell, which wants quotes around blanks.
    const windows = process.platform === 'win32';
    const quoted = windows ? args.map((arg) => `"${arg}"`) : args;
    const child = spawn(windows ? `"${code}"` : code, quoted, {
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: windows,
    });
    child.on('error', (error) => reject(new Error(`${code} could not be started: ${error.message}`)));
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`${code} ended with ${status ?? 'a signal'}.`));
    });
  });
}
