// One window of the editor that runs a test suite in its extension host.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, preparePage } from './browser';
import { onEnding } from './ending';
import { installEditor } from './install';
import { outDir, root } from './places';
import { type Server, startServer } from './server';
import { settingsFile } from './userSettings';

const editorLog: string[] = [];

interface Launch {
  extensions: string[];
  suite: string;
  dataDir: string | undefined;
  extensionsDir: string | undefined;
  locale: string | undefined;
  folder: string | undefined;
}

/** Runs what desktop VS Code would run for these arguments, and ends this process with the suite's code. */
export async function runSuiteWindow(args: readonly string[]): Promise<void> {
  const launch = parse(args);
  const cleanup: (() => Promise<void>)[] = [];
  let leaving = false;
  const leave = async (code: number): Promise<void> => {
    if (leaving) return;
    leaving = true;
    for (const end of cleanup.reverse()) await end().catch((error: unknown) => console.error(error));
    process.exit(code);
  };
  // SIGKILL does not arrive: then the pipes to server and browser close, at which both end by themselves.
  onEnding((code) => void leave(code));
  try {
    await installEditor();
    const [server, browser] = await Promise.all([
      start(launch).then((one) => (cleanup.push(() => one.stop()), one)),
      launchBrowser().then((one) => (cleanup.push(() => one.close()), one)),
    ]);
    const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    await preparePage(page);
    await leave(await runIn(page, address(server, launch)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    await leave(1);
  }
}

function start(launch: Launch): Promise<Server> {
  const { dataDir, extensionsDir, locale } = launch;
  return startServer({
    flavour: 'suite',
    isLean: true,
    ...(dataDir !== undefined && { dataDir, ...(existsSync(settingsFile(dataDir)) && { settings: 'keep' as const }) }),
    ...(extensionsDir !== undefined && { extensionsDir }),
    ...(locale !== undefined && { locale }),
  });
}

/** The page's address with the payload that makes it a test window. */
function address(server: Server, launch: Launch): string {
  const remote = (file: string): string => {
    const absolute = path.resolve(file).split(path.sep).join('/');
    return `vscode-remote://127.0.0.1:${server.port}${absolute.startsWith('/') ? '' : '/'}${encodeURI(absolute)}`;
  };
  const url = new URL(server.url);
  if (launch.folder !== undefined) {
    const workspaceFile = launch.folder.endsWith('.code-workspace');
    url.search = '';
    url.searchParams.set(workspaceFile ? 'workspace' : 'folder', path.resolve(launch.folder));
  }
  const payload = [
    ...launch.extensions.map((one) => ['extensionDevelopmentPath', remote(one)]),
    ['extensionTestsPath', remote(launch.suite)],
  ];
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

async function runIn(page: Page, url: string): Promise<number> {
  const minutes = Number(process.env['MAIL_WHEN_DONE_SUITE_MINUTES'] ?? 60);
  let timer: NodeJS.Timeout | undefined;
  try {
    const code = await new Promise<number>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`The suite did not end within ${minutes} minutes.`)), minutes * 60_000);
      page.on('crash', () => reject(new Error('The window crashed.')));
      page.on('close', () => reject(new Error('The window was closed.')));
      Promise.all([page.exposeFunction('codeAutomationExit', resolve), page.exposeFunction('codeAutomationLog', hear)])
        .then(() => page.goto(url))
        .catch(reject);
    });
    if (code !== 0) await keepEvidence(page);
    return code;
  } catch (error) {
    await keepEvidence(page);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The suite leaves what it prints in files; this is the editor talking to itself. */
function hear(type: string, args: unknown[]): void {
  editorLog.push(`${type}: ${args.map(String).join(' ')}`);
}

/** A suite that fails is often explained by what is on the screen, or by what the editor logged. */
async function keepEvidence(page: Page): Promise<void> {
  const dir = process.env['MAIL_WHEN_DONE_EVIDENCE'] ?? path.join(outDir, 'failures', 'host');
  await mkdir(dir, { recursive: true });
  await page.screenshot({ path: path.join(dir, 'window.png'), timeout: 5000 }).catch(() => undefined);
  await writeFile(path.join(dir, 'window.log'), editorLog.join('\n'));
  console.error(`What the window showed and logged: ${path.relative(root, dir)}`);
}

function parse(args: readonly string[]): Launch {
  const options = new Map<string, string[]>();
  const folders: string[] = [];
  for (const arg of args) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) folders.push(arg);
    else options.set(name, [...(options.get(name) ?? []), value ?? '']);
  }
  const suite = options.get('extensionTestsPath')?.at(-1);
  if (suite === undefined)
    throw new Error('--extensionTestsPath=<file> is missing: this editor only runs test suites.');
  return {
    suite,
    extensions: options.get('extensionDevelopmentPath') ?? [],
    dataDir: options.get('user-data-dir')?.at(-1),
    extensionsDir: options.get('extensions-dir')?.at(-1),
    locale: options.get('locale')?.at(-1),
    folder: folders.at(-1),
  };
}
