// The extension that the page suite loads beside ours.
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './places';

const source = path.join(root, 'test', 'sampleExtension');

/** Puts it, built, into a folder of extensions that are to be loaded; before the first one is installed there. */
export async function placeSampleExtension(extensionsDir: string): Promise<void> {
  const folder = path.join(extensionsDir, 'mail-when-done-tests.sample-0.0.1');
  await mkdir(folder, { recursive: true });
  await cp(path.join(source, 'package.json'), path.join(folder, 'package.json'));
  await build({
    entryPoints: [path.join(source, 'extension.ts')],
    outfile: path.join(folder, 'extension.js'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['vscode'],
    logLevel: 'error',
  });
}
