// Installs the editor once; afterwards a look at a stamp is enough.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { npm } from './npm.mjs';
import { editorDir, editorNode, vscodeDir } from './places';

/** Receives one line about something that takes a while. */
export type Progress = (line: string) => void;

const nodeModules = path.join(editorDir, 'node_modules');

// Inside node_modules, so that whatever removes the installation removes its stamp too.
const stampFile = path.join(nodeModules, '.installed');

/**
 * Installs code-server and the Node it wants under test/editor. The stamp is written last: an installation that was
 * interrupted has none and is done again from the start.
 */
export async function installEditor(progress: Progress = console.log): Promise<void> {
  const stamp = await fingerprint();
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return;

  const started = Date.now();
  progress('Installing a real VS Code for the tests (code-server, once, about 700 MB, half a minute) …');
  await rm(stampFile, { force: true });
  await npm(editorDir, ['ci']);
  editorNode();
  // The script of the package would do this with native modules compiled, which needs headers; see standIns/.
  progress('  VS Code’s own packages …');
  await npm(vscodeDir, ['install', '--omit=dev']);
  await npm(path.join(vscodeDir, 'extensions'), ['install', '--omit=dev']);
  await placeStandIns();
  await writeFile(stampFile, stamp);
  progress(`  The editor is installed (${Math.round((Date.now() - started) / 1000)} s).`);
}

/** Changes when what should be installed, or where, changes. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const name of ['package-lock.json', 'install.ts', 'standIns/spdlog.ts', 'standIns/watchdog.ts']) {
    hash.update(await readFile(path.join(editorDir, name)));
  }
  return hash.digest('hex');
}

async function placeStandIns(): Promise<void> {
  const modules = path.join(vscodeDir, 'node_modules', '@vscode');
  const places = {
    'standIns/spdlog.ts': path.join(modules, 'spdlog', 'index.js'),
    'standIns/watchdog.ts': path.join(modules, 'native-watchdog', 'build', 'Release', 'watchdog.js'),
  };
  for (const [source, outfile] of Object.entries(places)) {
    await build({
      entryPoints: [path.join(editorDir, source)],
      outfile,
      format: 'cjs',
      platform: 'node',
      logLevel: 'error',
    });
  }
}
