// A real VS Code server on a free port of this computer.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { writeLanguagePack } from './languagePack';
import { launch } from './serverProcess';
import { type UserSettings, readSettings, settingsFile, writeUserSettings } from './userSettings';

/**
 * `suite`: takes a test suite to run in its extension host; shows no toasts and forgets secrets.
 * `user`: as a user has it; secrets persist while the port and the browser context stay.
 */
export type Flavour = 'suite' | 'user';

/** What a server is started with. */
export interface ServerOptions {
  flavour: Flavour;
  /** The folder to open. */
  folder?: string;
  /** Kept when given; otherwise a fresh one that goes with the server. */
  dataDir?: string;
  /** Where extensions are unpacked; by default inside the data folder. */
  extensionsDir?: string;
  /** An extension to install before the start. */
  vsix?: string;
  /** Whether most of the extensions that VS Code brings along are left out, and so is the user's home folder. */
  isLean?: boolean;
  /** Whether the one with a kernel and a test of its own is loaded too. */
  sampleExtension?: boolean;
  /** In addition to the quiet ones; `keep` leaves the file of a given data folder as it is. */
  settings?: UserSettings | 'keep';
  /** A theme's settings id, e.g. `Default Dark Modern`. */
  colorTheme?: string;
  /** A display language such as `fr`. */
  locale?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** In addition to this process's own; the extension host inherits it. */
  env?: Record<string, string>;
}

/** A running server. */
export interface Server {
  readonly flavour: Flavour;
  /** The page to open, with the folder. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** A process whose descendants are the server's. */
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** What the server has printed so far. */
  log(): string;
  /** Rewrites the user's settings (the quiet ones stay) while the editor runs. */
  setUserSettings(settings: UserSettings): Promise<void>;
  /** The user's settings as they are on disk now. */
  userSettings(): Promise<UserSettings>;
  stop(): Promise<void>;
}

/** Starts a server and resolves when it answers. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const given = options.dataDir;
  const dataDir = given ?? (await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-')));
  const theme = options.colorTheme === undefined ? {} : { 'workbench.colorTheme': options.colorTheme };
  await mkdir(dataDir, { recursive: true });
  if (options.settings !== 'keep') await writeUserSettings(dataDir, { ...theme, ...options.settings });
  if (options.locale !== undefined && options.locale !== 'en') await writeLanguagePack(dataDir, options.locale);

  const runtimeDir = await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-run-'));
  const child = await launch({ ...options, dataDir, runtimeDir });
  const stop = async (): Promise<void> => {
    await child.stop();
    for (const dir of given === undefined ? [runtimeDir, dataDir] : [runtimeDir]) {
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    }
  };
  try {
    const listening = /(?:host agent listening on|HTTP server listening on .*:)\s*(\d+)/;
    const [, port = ''] = await child.waitFor(listening, 240_000);
    const url = new URL(`http://127.0.0.1:${port}/`);
    if (options.folder === undefined) url.searchParams.set('ew', 'true');
    else url.searchParams.set('folder', options.folder);
    await answering(url);
    return {
      flavour: options.flavour,
      url: url.href,
      port: Number(port),
      dataDir,
      pid: child.pid,
      ended: child.ended,
      log: () => child.output,
      setUserSettings: (settings) => writeUserSettings(dataDir, { ...theme, ...settings }),
      userSettings: () => readSettings(settingsFile(dataDir)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function answering(url: URL): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
      if (response.ok) return;
      throw new Error(`The editor's server answered ${response.status}.`);
    } catch (error) {
      if (attempt >= 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
