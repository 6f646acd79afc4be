import { watch } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { parseEntry } from '../../../src/outbox/store/entry';
import { openWorkbench } from '../../editor/browser';
import { outDir } from '../../editor/places';
import { startServer, type Server } from '../../editor/server';
import type { UserSettings } from '../../editor/userSettings';
import type { Workbench } from '../../editor/workbench';
import { placeDriver } from './driverFolder';
import { ExtensionHost } from './extensionHost';
import { Journal } from './journal';
import { StoreFolder } from './storeFolder';

/** The editor tells that a task has ended; a mail has come into the folder of those that wait. */
export type EditorMoment = 'ended' | 'written';

/** How long the editor may take to start an extension host, in milliseconds. */
const birthTime = 200_000;

export interface CrashEditorOptions {
  readonly browser: Browser;
  /** The packed extension. */
  readonly vsix: string;
  readonly settings: UserSettings;
}

/** A real editor in which an extension of the tests' own (taskDriver.ts) runs tasks as long as its host lives. */
export class CrashEditor {
  /** The ids of all messages that were ever in the folder of those that wait: what is there is to be sent. */
  readonly accepted = new Set<string>();
  readonly journal: Journal;
  readonly store: StoreFolder;
  /** Told each moment at once. */
  onMoment: (moment: EditorMoment) => void = () => undefined;
  private lives = 0;
  private readonly ends: (() => unknown)[] = [];
  private server: Server | undefined;
  private workbench: Workbench | undefined;

  private constructor(private readonly home: string) {
    this.journal = new Journal(path.join(home, 'journal'));
    this.store = new StoreFolder(
      path.join(home, 'data', 'User', 'globalStorage', 'mail-when-done.mail-when-done', 'outbox'),
    );
    this.ends.push(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
  }

  static async start({ browser, vsix, settings }: CrashEditorOptions): Promise<CrashEditor> {
    const home = await mkdtemp(path.join(tmpdir(), 'mail-when-done-crash-'));
    const started = new CrashEditor(home);
    try {
      await started.open(browser, vsix, settings);
      return started;
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  /** Resolves with the extension host that lives, which is another one at each call. */
  async born(): Promise<ExtensionHost> {
    const end = performance.now() + birthTime;
    const restart = this.workbench!.notifications.toast(/terminated unexpectedly/).getByRole('button', {
      name: 'Restart Remote Extension Host',
    });
    while (this.journal.of('born').length === this.lives) {
      if (performance.now() > end) throw new Error('The editor has started no other extension host.');
      // After the second one within five minutes it asks.
      if ((await restart.count()) > 0)
        await restart
          .first()
          .click({ timeout: 2_000 })
          .catch(() => undefined);
      await sleep(50);
    }
    const pids = this.journal.of('born');
    this.lives = pids.length;
    return ExtensionHost.find(Number(pids.at(-1)), this.server!.pid);
  }

  /** Takes down what is in the outbox now. */
  look(): void {
    for (const id of this.store.look().keys()) this.accepted.add(id);
  }

  /** Keeps what explains a failure, below `out/failures/crash`. */
  async keepEvidence(): Promise<void> {
    const dir = path.join(outDir, 'failures', 'crash');
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    await this.workbench?.screenshot(path.join(dir, 'window.png')).catch(() => undefined);
    await cp(this.journal.file, path.join(dir, 'journal')).catch(() => undefined);
    await cp(this.store.root, path.join(dir, 'outbox'), { recursive: true }).catch(() => undefined);
    await cp(path.join(this.home, 'data', 'logs'), path.join(dir, 'logs'), { recursive: true }).catch(() => undefined);
  }

  async stop(): Promise<void> {
    for (const end of this.ends.splice(0).reverse()) await end();
  }

  private async open(browser: Browser, vsix: string, settings: UserSettings): Promise<void> {
    const folder = path.join(this.home, 'workspace');
    const dataDir = path.join(this.home, 'data');
    const extensionsDir = path.join(dataDir, 'extensions');
    await mkdir(folder);
    await writeFile(this.journal.file, '');
    await placeDriver(extensionsDir);
    const env = { MAIL_WHEN_DONE_JOURNAL: this.journal.file, MAIL_WHEN_DONE_OUTBOX: this.store.root };
    const options = { vsix, folder, dataDir, extensionsDir, settings, env };
    const server = await startServer({ flavour: 'user', ...options });
    this.server = server;
    this.ends.push(() => server.stop());
    const workbench = await openWorkbench(browser, server);
    this.workbench = workbench;
    this.ends.push(() => workbench.close());
    await this.watch();
  }

  /** Notices every file that comes into the folder of what waits, however short it stays. */
  private async watch(): Promise<void> {
    const end = performance.now() + birthTime;
    const folder = path.join(this.store.root, 'queued');
    for (;;) {
      try {
        const watcher = watch(folder, (_event, name) => {
          const entry = name === null ? undefined : parseEntry('queued', name);
          if (entry === undefined || this.accepted.has(entry.id)) return;
          this.accepted.add(entry.id);
          this.onMoment('written');
        });
        this.ends.push(() => watcher.close());
        break;
      } catch (error) {
        if (performance.now() > end) throw error;
        await sleep(10);
      }
    }
    this.look();
    const journal = watch(this.journal.file, () => {
      if (this.journal.notes.at(-1)?.word === 'ended') this.onMoment('ended');
    });
    this.ends.push(() => journal.close());
  }
}
