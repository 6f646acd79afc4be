// Chromium, and an editor opened in it.
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { ensureChromium } from './chromium';
import type { Server } from './server';
import { Workbench } from './workbench';

/** How long anything may take. It only ends what would never end: no test depends on how fast the machine is. */
const timeoutMs = 240_000;

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Launches a headless Chromium with an empty profile; it ends with this process, however that ends. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await ensureChromium();
  return chromium.launch({
    executablePath,
    args: [...quiet],
    timeout: timeoutMs,
    // It opens pages of our own only, and its sandbox works neither for root nor in most containers.
    chromiumSandbox: false,
    // Whoever holds the browser ends it; by default Playwright would also exit this process on Ctrl+C.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** How an editor is opened. */
export interface WorkbenchOptions {
  viewport?: { width: number; height: number };
  /** Reuses a profile, so that a second window shares storage and secrets with the first. */
  context?: BrowserContext;
  /** Other folders or payloads than those of the server's address. */
  url?: string;
  /** Lets the page lose the focus as a real one does; Playwright's pages all pretend to have it. */
  realFocus?: boolean;
  /** Called before anything is loaded. */
  prepare?: (page: Page) => Promise<void>;
}

/** Opens a server's page and waits until the editor can be used. */
export async function openWorkbench(
  browser: Browser,
  server: Server,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const viewport = options.viewport ?? { width: 1280, height: 800 };
  const context = options.context ?? (await browser.newContext({ viewport, permissions: ['clipboard-read'] }));
  const page = await context.newPage();
  if (options.context !== undefined) await page.setViewportSize(viewport);
  if (options.realFocus === true) {
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  }
  await preparePage(page);
  await options.prepare?.(page);
  const workbench = new Workbench(page, options.context === undefined ? () => context.close() : () => page.close());
  await page.goto(options.url ?? server.url);
  await workbench.ready();
  return workbench;
}

/**
 * To be called before anything is loaded: bounds what a page waits for, and has the icons of what goes on stand still.
 */
export async function preparePage(page: Page): Promise<void> {
  page.setDefaultTimeout(timeoutMs);
  // An icon that turns takes a quarter of a processor to be drawn.
  await page.addInitScript(() => {
    // Of the window only: what is in a webview is ours.
    if (window !== window.top) return;
    const style = new CSSStyleSheet();
    style.replaceSync(
      '*, ::before, ::after { animation-duration: 0s !important; animation-iteration-count: 1 !important; }',
    );
    document.adoptedStyleSheets = [style];
  });
}
