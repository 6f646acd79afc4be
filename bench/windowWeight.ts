import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { openWorkbench } from '../test/editor/browser';
import { type Server, startServer } from '../test/editor/server';
import type { UserSettings } from '../test/editor/userSettings';
import { ours, unpack } from './editorActivation';

/** What the extension host of one window took in its first seconds. */
export interface Weight {
  /** Milliseconds of a processor. */
  readonly cpu: number;
  /** MB of heap, after a collection. */
  readonly heap: number;
  /** The longest time in which its event loop did nothing else, in milliseconds, whoever held it. */
  readonly block: number;
}

/** What a data folder holds before its first window opens. @param storage the folder that all windows share */
export type Prepare = (storage: string) => Promise<void>;

/** How long the extension host is looked at, in milliseconds. */
const firstMs = 15_000;
const timeoutMs = 120_000;
const probe = 'aaa.probe';

/** An editor whose windows are weighed, one after the other. */
export class WeighedEditor {
  private windows = 0;

  private constructor(
    private readonly home: string,
    private readonly server: Server,
  ) {}

  /** @param root the checkout whose build is put in; `undefined`: the editor without us */
  static async start(root: string | undefined, settings: UserSettings, prepare?: Prepare): Promise<WeighedEditor> {
    const home = await mkdtemp(path.join(os.tmpdir(), 'weight-bench-'));
    const place = (name: string): string => path.join(home, name);
    const [folder, extensionsDir, dataDir] = [place('workspace'), place('extensions'), place('data')];
    await mkdir(folder);
    await writeProbe(path.join(extensionsDir, probe), place('weights.jsonl'));
    if (root !== undefined) await unpack(root, path.join(extensionsDir, ours));
    await prepare?.(path.join(dataDir, 'User', 'globalStorage', ours));
    const server = await startServer({ flavour: 'user', isLean: true, settings, folder, extensionsDir, dataDir });
    return new WeighedEditor(home, server);
  }

  /** Opens one more window for as long as it is looked at. */
  async weigh(browser: Browser): Promise<Weight> {
    const workbench = await openWorkbench(browser, this.server);
    this.windows += 1;
    try {
      for (const end = performance.now() + timeoutMs; performance.now() < end;) {
        const text = await readFile(path.join(this.home, 'weights.jsonl'), 'utf8').catch(() => '');
        const lines = text.split('\n').slice(0, -1);
        if (lines.length >= this.windows) return JSON.parse(lines.at(-1) ?? '') as Weight;
        await setTimeout(200);
      }
      throw new Error('the window was not weighed');
    } finally {
      await workbench.close();
    }
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** An extension that starts before all others and tells what their process takes. */
async function writeProbe(to: string, weights: string): Promise<void> {
  const [publisher = '', name = ''] = probe.split('.');
  const manifest = { publisher, name, version: '1.0.0', engines: { vscode: '^1.101.0' }, main: './probe.js' };
  await mkdir(to, { recursive: true });
  await writeFile(path.join(to, 'package.json'), JSON.stringify({ ...manifest, activationEvents: ['*'] }));
  const source = `const { monitorEventLoopDelay } = require('node:perf_hooks');
const { appendFileSync } = require('node:fs');
require('node:v8').setFlagsFromString('--expose-gc');
const collect = require('node:vm').runInNewContext('gc');
exports.activate = () => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  setTimeout(() => {
    const { user, system } = process.cpuUsage();
    const block = delay.max / 1e6;
    collect();
    const weight = { cpu: (user + system) / 1e3, heap: process.memoryUsage().heapUsed / 1e6, block };
    appendFileSync(${JSON.stringify(weights)}, JSON.stringify(weight) + '\\n');
  }, ${String(firstMs)});
};
`;
  await writeFile(path.join(to, 'probe.js'), source);
}
