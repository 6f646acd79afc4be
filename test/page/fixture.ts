// The editors that the page tests look at: one that all share, and further ones for tests that need another.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { type WorkbenchOptions, launchBrowser, openWorkbench } from '../editor/browser';
import { outDir, root } from '../editor/places';
import { type Server, type ServerOptions, startServer } from '../editor/server';
import type { Workbench } from '../editor/workbench';
import { anAuthority } from '../support/certificates';
import { ExtensionStorage } from './extensionStorage';
import { bindRereadKey } from './liveSettings';

/** A running editor of the `user` flavour with the packed extension, on a copy of the sample workspace. */
export interface Fixture {
  server: Server;
  workbench: Workbench;
  /** The opened folder; a test may write into it. */
  workspace: string;
  stop(): Promise<void>;
}

/** How an editor of one's own differs from the shared one. */
export type FixtureOptions = Omit<Partial<ServerOptions>, 'flavour' | 'vsix' | 'folder'> & {
  window?: WorkbenchOptions;
};

/** The packed extension. */
export const vsix = path.join(outDir, 'mail-when-done.vsix');
const windows = new Map<Workbench, Server>();
/** The tests and hooks that failed, and whose evidence is not kept yet. */
export const toBeShown = new Set<string>();
const ends = new Set<() => Promise<void>>();
/** Issues the certificates of servers that the shared editor trusts. */
export const authority = anAuthority();
let authorityDir: string | undefined;
let launched: Promise<Browser> | undefined;
let shared: Fixture | undefined;
let stopping: Promise<void> | undefined;

/** The browser of this process. */
export function browser(): Promise<Browser> {
  return (launched ??= launchBrowser());
}

/** The editor all page tests share. It is as the last test left it. */
export function editor(): Fixture {
  if (shared === undefined) throw new Error('The file starts editors of its own, and there is none that it shares.');
  return shared;
}

/**
 * Starts an editor of one's own, for another language, a fresh data folder or a hostile workspace. Stop it after use.
 */
export async function startEditor(options: FixtureOptions = {}): Promise<Fixture> {
  const { window, ...serverOptions } = options;
  const parts: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    ends.delete(stop);
    // No hook of ours follows a hook that failed.
    await keepEvidence();
    for (const part of parts.splice(0).reverse()) await part();
  };
  // At once, because Ctrl+C may come while the rest is starting.
  ends.add(stop);
  const home = await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-'));
  parts.push(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
  const workspace = path.join(home, 'sample-app');
  await cp(path.join(root, 'test', 'workspace'), workspace, { recursive: true });
  const server = await startServer({ flavour: 'user', isLean: true, vsix, folder: workspace, ...serverOptions });
  parts.push(() => server.stop());
  await bindRereadKey(server);
  const workbench = await openWorkbench(await browser(), server, window);
  windows.set(workbench, server);
  parts.push(() => (windows.delete(workbench), workbench.close()));
  return { server, workbench, workspace, stop };
}

/** Starts the shared editor, if it does not run yet. */
export async function startShared(): Promise<void> {
  if (shared !== undefined) return;
  // Servers with a certificate of the tests' own are trusted.
  authorityDir = await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-authority-'));
  const certificates = path.join(authorityDir, 'authority.pem');
  await writeFile(certificates, authority.ca);
  shared = await startEditor({ colorTheme: 'Dark Modern', env: { NODE_EXTRA_CA_CERTS: certificates } });
}

/** Ends everything; Ctrl+C and the last hook may both ask for it. */
export function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (const stop of [...ends]) await stop();
    await (await launched)?.close();
    if (authorityDir !== undefined) await rm(authorityDir, { recursive: true, force: true });
  })();
  return stopping;
}

/** Saves what every open editor shows and has logged, and what we keep in it, under the name of what failed. */
export async function keepEvidence(): Promise<void> {
  const [test] = toBeShown;
  if (test === undefined) return;
  toBeShown.clear();
  const dir = path.join(outDir, 'failures', 'page');
  await mkdir(dir, { recursive: true });
  const name = test.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100);
  for (const [index, [workbench, { dataDir }]] of [...windows].entries()) {
    const file = path.join(dir, `${name}${index === 0 ? '' : `-${index}`}`);
    await workbench.screenshot(`${file}.png`).catch(() => undefined);
    if (workbench.consoleErrors.length > 0) await writeFile(`${file}.log`, workbench.consoleErrors.join('\n\n'));
    await cp(path.join(dataDir, 'logs'), path.join(file, 'logs'), { recursive: true }).catch(() => undefined);
    await cp(new ExtensionStorage(dataDir).root, path.join(file, 'storage'), { recursive: true }).catch(
      () => undefined,
    );
  }
}
