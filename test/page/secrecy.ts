// Where a password could have been left behind.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { assertNoSecret } from '../support/sending';
import { username } from './accountEntries';
import type { Fixture } from './fixture';

/** Fails when the password shows anywhere in the window, in what the browser keeps of it, or in the server's files. */
export async function assertNowhere(password: string, { workbench, server }: Fixture): Promise<void> {
  const places: Record<string, string> = {
    ...(await inFrames(workbench.page)),
    ...(await inFiles(server.dataDir)),
    'server output': server.log(),
    'browser console': workbench.consoleErrors.join('\n'),
  };
  for (const [place, text] of Object.entries(places)) {
    try {
      assertNoSecret(text, username, password);
    } catch {
      throw new Error(`The password is in ${place}.`);
    }
  }
}

/**
 * What every frame shows (values of fields too) and keeps. The webview's state is kept by the window, in its databases.
 */
async function inFrames(page: Page): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [index, frame] of page.frames().entries()) {
    found[`frame ${index} ${frame.url().slice(0, 80)}`] = await frame.evaluate(async () => {
      const values = [...document.querySelectorAll('input, textarea, select')].map(
        (control) => (control as HTMLInputElement).value,
      );
      const kept: unknown[] = [document.documentElement.outerHTML, values];
      // A frame without an origin has no storage, and says so by an error.
      try {
        kept.push(Object.entries(localStorage), Object.entries(sessionStorage));
        for (const { name } of await indexedDB.databases()) if (name !== undefined) kept.push(await contentOf(name));
      } catch (error) {
        kept.push(String(error));
      }
      return JSON.stringify(kept);

      async function contentOf(name: string): Promise<unknown> {
        const database = await promised(indexedDB.open(name));
        try {
          const stores = [...database.objectStoreNames];
          if (stores.length === 0) return [];
          const reading = database.transaction(stores);
          return await Promise.all(stores.map((store) => promised(reading.objectStore(store).getAll())));
        } finally {
          database.close();
        }
      }
      function promised<T>(request: IDBRequest<T>): Promise<T> {
        return new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error ?? new Error('no answer'));
        });
      }
    });
  }
  return found;
}

/** Settings, logs and stores of the server. The extensions themselves hold nobody's password. */
async function inFiles(dataDir: string): Promise<Record<string, string>> {
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(dataDir, file).startsWith(`extensions${path.sep}`));
  const texts = files.map(async (file) => [file, await readFile(file, 'utf8').catch(() => '')] as const);
  return Object.fromEntries(await Promise.all(texts));
}
