// `npm start -- --headless`: everything fresh, everything gone afterwards but the pictures.
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { launchBrowser } from '../editor/browser';
import { ensureChromium } from '../editor/chromium';
import { installEditor } from '../editor/install';
import { outDir, root } from '../editor/places';
import { startServer } from '../editor/server';
import { packExtension } from '../editor/vsix';
import { travel } from './journey';
import { startSettings } from './sandboxAccount';
import { step } from './steps';

const pictures = {
  settingsPage: path.join(outDir, 'settings-page.png'),
  sandboxInbox: path.join(outDir, 'sandbox-inbox.png'),
  failure: path.join(outDir, 'failures', 'start.png'),
};

/** Does the journey; rejects when a step failed. */
export async function goHeadless(onCleanup: (end: () => Promise<void>) => void): Promise<void> {
  await mkdir(path.dirname(pictures.failure), { recursive: true });
  await step('Have a VS Code and a Chromium', async () => {
    await installEditor();
    await ensureChromium();
  });
  const vsix = await step('Build and pack the extension', packExtension);
  const home = await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-'));
  onCleanup(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));
  const folder = path.join(home, 'sample-app');
  await cp(path.join(root, 'test', 'workspace'), folder, { recursive: true });

  const [server, browser] = await step('Start VS Code with the extension and the sample workspace', () =>
    Promise.all([
      startServer({ flavour: 'user', vsix, folder, dataDir: path.join(home, 'data'), settings: startSettings }).then(
        (one) => {
          onCleanup(() => one.stop());
          return one;
        },
      ),
      launchBrowser().then((one) => {
        onCleanup(() => one.close());
        return one;
      }),
    ]),
  );
  await travel(server, browser, pictures);
  const shown = (file: string): string => path.relative(root, file);
  console.log(`\nPictures: ${shown(pictures.settingsPage)}, ${shown(pictures.sandboxInbox)}`);
}
