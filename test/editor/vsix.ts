// The extension as its users get it.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { npm } from './npm.mjs';
import { outDir, root } from './places';

/** Builds and packs the extension; resolves with the .vsix. */
export async function packExtension(): Promise<string> {
  const file = path.join(outDir, 'mail-when-done.vsix');
  await mkdir(outDir, { recursive: true });
  await npm(root, ['run', 'package']);
  if (!existsSync(file)) throw new Error('"npm run package" ended well but left no out/mail-when-done.vsix.');
  return file;
}
