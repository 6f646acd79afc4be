import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { launchBrowser, openWorkbench } from '../test/editor/browser';
import { installEditor } from '../test/editor/install';
import { startServer } from '../test/editor/server';

/** `rest` is what is done as soon as the editor has gone on. */
export type Phase = 'load' | 'call' | 'finish' | 'rest';

/** How long an activation took, in milliseconds. */
export type Activation = Readonly<Record<Phase, number>>;

export const ours = 'mail-when-done.mail-when-done';
/** Their names decide who is activated first. */
const empties = ['aaa.empty', 'zzz.empty'] as const;
const timeoutMs = 60_000;

/**
 * Opens windows of a real editor with our extension and two empty ones, and measures each activation from within: the
 * editor's own numbers are whole milliseconds, and hold what other extensions did meanwhile.
 */
export async function measureActivations(root: string, starts: number): Promise<ReadonlyMap<string, Activation[]>> {
  await installEditor();
  const home = await mkdtemp(path.join(os.tmpdir(), 'activation-bench-'));
  const extensionsDir = path.join(home, 'extensions');
  const folder = path.join(home, 'workspace');
  await mkdir(folder);
  await unpack(root, path.join(extensionsDir, ours));
  for (const name of empties) await writeEmpty(path.join(extensionsDir, name), name);
  const names = [ours, ...empties];
  for (const name of names) await wrap(path.join(extensionsDir, name), timesFile(home, name));
  const cleanup = [() => rm(home, { recursive: true, force: true, maxRetries: 3 })];
  try {
    const server = await startServer({ flavour: 'user', folder, extensionsDir, dataDir: path.join(home, 'data') });
    cleanup.unshift(() => server.stop());
    const browser = await launchBrowser();
    cleanup.unshift(() => browser.close());
    // The first one fills caches, as the first start after an installation does.
    for (let start = 0; start <= starts; start++) {
      const workbench = await openWorkbench(browser, server);
      for (const name of names) await entries(timesFile(home, name), start + 1);
      await workbench.close();
    }
    return new Map(
      await Promise.all(
        names.map(async (name) => [name, (await entries(timesFile(home, name), starts + 1)).slice(1)] as const),
      ),
    );
  } finally {
    for (const end of cleanup) await end();
  }
}

function timesFile(home: string, name: string): string {
  return path.join(home, `${name}.jsonl`);
}

/** What was measured, once there is so much. */
async function entries(file: string, count: number): Promise<readonly Activation[]> {
  for (const end = performance.now() + timeoutMs; performance.now() < end;) {
    const lines = (await readFile(file, 'utf8').catch(() => '')).trim().split('\n');
    if (lines.length >= count && lines[0] !== '') return lines.map((line) => JSON.parse(line) as Activation);
    await setTimeout(100);
  }
  throw new Error(`${path.basename(file)}: not activated`);
}

/** Puts a file between the editor and the extension that takes the times. */
async function wrap(extension: string, times: string): Promise<void> {
  const file = path.join(extension, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { readonly main: string };
  await writeFile(file, JSON.stringify({ ...manifest, main: './measured.js' }));
  const source = `const { appendFileSync } = require('node:fs');
const begun = performance.now();
const extension = require(${JSON.stringify(manifest.main)});
const load = performance.now() - begun;
exports.activate = async (context) => {
  // One before what the extension puts off to the same moment, one after it.
  let restBegun = 0;
  setImmediate(() => { restBegun = performance.now(); });
  const called = performance.now();
  const activated = extension.activate(context);
  const call = performance.now() - called;
  const rest = new Promise((resolve) => setImmediate(() => resolve(performance.now() - restBegun)));
  const result = await activated;
  const finish = performance.now() - called;
  rest.then((rest) => appendFileSync(${JSON.stringify(times)}, JSON.stringify({ load, call, finish, rest }) + '\\n'));
  return result;
};
exports.deactivate = () => extension.deactivate?.();
`;
  await writeFile(path.join(extension, 'measured.js'), source);
}

/** The extension as it is packed, without packing it: what is not built is small. */
export async function unpack(root: string, to: string): Promise<void> {
  for (const part of ['package.json', 'package.nls.json', 'package.nls.fr.json', 'dist', 'l10n', 'media'])
    await cp(path.join(root, part), path.join(to, part), { recursive: true });
}

async function writeEmpty(to: string, id: string): Promise<void> {
  const [publisher = '', name = ''] = id.split('.');
  const manifest = {
    publisher,
    name,
    version: '1.0.0',
    engines: { vscode: '^1.101.0' },
    main: './extension.js',
    activationEvents: ['onStartupFinished'],
    extensionKind: ['workspace', 'ui'],
  };
  await mkdir(to, { recursive: true });
  await writeFile(path.join(to, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(to, 'extension.js'), "require('vscode');\nexports.activate = () => undefined;\n");
}
