// `npm start`: an editor to try the extension in.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { installEditor } from '../editor/install';
import { outDir, root } from '../editor/places';
import { startServer } from '../editor/server';
import { settingsFile, writeUserSettings } from '../editor/userSettings';
import { packExtension } from '../editor/vsix';
import { type Folders, findDesktop, runDesktop, stopDesktop } from './desktop';
import { startSettings } from './sandboxAccount';
import { step } from './steps';

/** The browser keeps passwords by address: with the same port, they are there again the next time. */
const usualPort = 18_452;

/** Opens the editor; resolves when its window is closed, or never where there is no window. */
export async function interact(onCleanup: (end: () => Promise<void>) => void): Promise<void> {
  const vsix = await step('Build and pack the extension', packExtension);
  const folders = await prepareFolders();
  const code = findDesktop();
  if (code !== undefined) {
    console.log(`\nVS Code opens (${code}). Close its window, or press Ctrl+C, to end.\n${hint}`);
    onCleanup(() => stopDesktop(folders));
    await runDesktop(code, vsix, folders);
    return;
  }
  await installEditor();
  const server = await step('Start VS Code', async () =>
    startServer({
      flavour: 'user',
      vsix,
      folder: folders.workspace,
      dataDir: folders.dataDir,
      extensionsDir: folders.extensionsDir,
      settings: 'keep',
      port: (await isFree(usualPort)) ? usualPort : 0,
    }),
  );
  onCleanup(() => server.stop());
  console.log(`\nVS Code runs at  ${server.url}\nPress Ctrl+C to end it.\n${hint}`);
  openBrowser(server.url);
  await server.ended;
  throw new Error(`The editor's server ended by itself:\n${server.log().slice(-2000)}`);
}

const hint = `
  Try:  F1 › Tasks: Run Task › build
        F1 › Mail When Done: Show Sandbox Inbox
        F1 › Mail When Done: Open Settings
`;

/** What a newcomer changed stays until out/start is deleted. */
async function prepareFolders(): Promise<Folders> {
  const home = path.join(outDir, 'start');
  const folders = {
    dataDir: path.join(home, 'data'),
    extensionsDir: path.join(home, 'extensions'),
    workspace: path.join(home, 'sample-app'),
  };
  if (!existsSync(settingsFile(folders.dataDir))) await writeUserSettings(folders.dataDir, startSettings);
  if (!existsSync(folders.workspace))
    await cp(path.join(root, 'test', 'workspace'), folders.workspace, { recursive: true });
  return folders;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Best effort: the address has been printed. */
function openBrowser(url: string): void {
  const { platform, env } = process;
  const graphical = platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
  if (!graphical || env['CI'] !== undefined) return;
  const [program, args] =
    platform === 'darwin'
      ? ['open', [url]]
      : platform === 'win32'
        ? ['cmd', ['/c', 'start', '""', url.replaceAll('&', '^&')]]
        : ['xdg-open', [url]];
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
