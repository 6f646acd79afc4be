// The editors that the page tests look at: one that all share, and further ones for tests that need another.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { type WorkbenchOptions, launchBrowser, openWorkbench } from '../editor/browser';
import { installEditor } from '../editor/install';
import { outDir, root } from '../editor/places';
import { type Server, type ServerOptions, startServer } from '../editor/server';
import type { Workbench } from '../editor/workbench';
import { anAuthority } from '../support/certificates';
import { bindRereadKey } from './liveSettings';

/** A running editor of the `user` flavour with the packed extension, on a copy of the sample workspace. */
export interface Fixture {
  browser: Browser;
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
const windows = new Set<Workbench>();
const ends = new Set<() => Promise<void>>();
/** Issues the certificates of servers that the shared editor trusts. */
export const authority = anAuthority();
let authorityDir: string | undefined;
let browser: Browser | undefined;
let shared: Fixture | undefined;
let stopping: Promise<void> | undefined;

/** The editor all page tests share. It is as the last test left it. */
export function editor(): Fixture {
  if (shared === undefined) throw new Error('The shared editor runs from the first `before` hook on.');
  return shared;
}

/** Starts an editor of one's own, for another language, a fresh data folder or a hostile workspace. Stop it after use. */
export async function startEditor(options: FixtureOptions = {}): Promise<Fixture> {
  if (browser === undefined) throw new Error('The browser runs from the first `before` hook on.');
  const { window, ...serverOptions } = options;
  const parts: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    ends.delete(stop);
    for (const part of parts.splice(0).reverse()) await part();
  };
  // At once, because Ctrl+C may come while the rest is starting.
  ends.add(stop);
  const home = await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-'));
  parts.push(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
  const workspace = path.join(home, 'sample-app');
  await cp(path.join(root, 'test', 'workspace'), workspace, { recursive: true });
  const server = await startServer({ flavour: 'user', vsix, folder: workspace, ...serverOptions });
  parts.push(() => server.stop());
  await bindRereadKey(server);
  const workbench = await openWorkbench(browser, server, window);
  windows.add(workbench);
  parts.push(() => (windows.delete(workbench), workbench.close()));
  return { browser, server, workbench, workspace, stop };
}

/** Starts the shared editor. */
export async function startShared(): Promise<void> {
  await installEditor();
  browser = await launchBrowser();
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
    await browser?.close();
    if (authorityDir !== undefined) await rm(authorityDir, { recursive: true, force: true });
  })();
  return stopping;
}

/** Saves what every open editor shows, and the errors it logged, under the name of the test that failed. */
export async function keepEvidence(test: string): Promise<void> {
  const dir = path.join(outDir, 'failures', 'page');
  await mkdir(dir, { recursive: true });
  const name = test.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100);
  for (const [index, workbench] of [...windows].entries()) {
    const file = path.join(dir, `${name}${index === 0 ? '' : `-${index}`}`);
    await workbench.screenshot(`${file}.png`).catch(() => undefined);
    if (workbench.consoleErrors.length > 0) await writeFile(`${file}.log`, workbench.consoleErrors.join('\n\n'));
  }
}
