import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/** Puts the extension that runs tasks (taskDriver.ts) into a folder of extensions, as if it had been installed. */
export async function placeDriver(extensionsDir: string): Promise<void> {
  const folder = path.join(extensionsDir, 'mail-when-done-test.task-driver-1.0.0');
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: 'task-driver',
    publisher: 'mail-when-done-test',
    version: '1.0.0',
    engines: { vscode: '^1.101.0' },
    main: './taskDriver.js',
    activationEvents: ['onStartupFinished'],
    extensionKind: ['workspace'],
    extensionDependencies: ['mail-when-done.mail-when-done'],
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await build({
    entryPoints: [path.join(__dirname, 'taskDriver.ts')],
    outfile: path.join(folder, 'taskDriver.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'error',
  });
}
