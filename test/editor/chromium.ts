// A Chromium to drive: one that is installed, or else one that can be.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Progress } from './install';
import { root } from './places';

/** Not the headless shell: a window in it does not learn that it has the focus again. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge', 'microsoft-edge'];

const usualPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** An installed Chromium, or undefined. `CHROMIUM_PATH` comes before everything else. */
export function findChromium(): string | undefined {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted !== undefined && wanted !== '') {
    if (existsSync(wanted)) return wanted;
    throw new Error(`CHROMIUM_PATH names ${wanted}, where there is no file.`);
  }
  const onPath = names.map(findOnPath).find((file) => file !== undefined);
  const playwrights = chromium.executablePath();
  return (
    onPath ?? [...(usualPlaces[process.platform] ?? []), playwrights].find((file) => file !== '' && existsSync(file))
  );
}

/** The Chromium of this computer; installs one when there is none. */
export async function ensureChromium(progress: Progress = console.log): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;

  const failures: string[] = [];
  for (const { what, commands } of ways()) {
    progress(`Installing Chromium: ${what} …`);
    for (const [program, ...args] of commands) {
      const failure = await run(program, args);
      if (failure === undefined) continue;
      failures.push(failure);
      break;
    }
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'No Chromium was found and none could be installed. Install Chromium, Google Chrome or Microsoft Edge, ' +
      `or set CHROMIUM_PATH to one.\n${failures.join('\n')}`,
  );
}

interface Way {
  what: string;
  commands: [program: string, ...args: string[]][];
}

function ways(): Way[] {
  const all: Way[] = [];
  if (process.getuid?.() === 0 && findOnPath('apt-get') !== undefined) {
    // The list of packages of a fresh machine is empty or too old, hence the update.
    const install: [string, ...string[]] = ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'];
    all.push({ what: 'the package of this system', commands: [['apt-get', 'update'], install] });
  }
  const cli = path.join(root, 'node_modules', 'playwright-core', 'cli.js');
  all.push({ what: 'the download of Playwright', commands: [[process.execPath, cli, 'install', 'chromium']] });
  return all;
}

function run(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 600_000 });
    let output = '';
    const heard = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', heard);
    child.stderr.on('data', heard);
    child.on('error', (error) => resolve(`${program}: ${error.message}`));
    child.on('close', (code) => resolve(code === 0 ? undefined : `${program} said: ${output.trim().slice(-600)}`));
  });
}

function findOnPath(name: string): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, file)).find((one) => existsSync(one));
}
