// The suites that run in plain node, and the programs that they start, as CommonJS files for a Node that has neither
// tsx nor esbuild: both are native, and installed for this system.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../dependencies.mjs';

const results = path.join(root, 'test', 'results');

/** Keeps `__dirname` the folder of the source, and lets a suite say why it skipped something. */
const asWritten = {
  name: 'as-written',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      if (file.includes('node_modules')) return undefined;
      const folder = JSON.stringify(path.relative(root, path.dirname(file)));
      const text = readFileSync(file, 'utf8').replace(/\b__dirname\b/g, `(require('node:path').resolve(${folder}))`);
      const reasons = `\nexport { skipReasons } from ${JSON.stringify(results)};\n`;
      return { loader: 'ts', contents: file.endsWith('.test.ts') ? text + reasons : text };
    });
  },
};

/**
 * Bundles each of the files on its own. They run in the root of the repository, and find the packages there.
 * @param files paths from the root
 * @returns by file, the path of its bundle
 */
export async function bundle(files, folder) {
  const outputs = new Map(files.map((file) => [file, path.join(folder, file.replace(/\.ts$/, '.cjs'))]));
  await build({
    absWorkingDir: root,
    entryPoints: files,
    outbase: '.',
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    tsconfig: 'test/tsconfig.json',
    plugins: [asWritten],
    logLevel: 'error',
  });
  return outputs;
}
