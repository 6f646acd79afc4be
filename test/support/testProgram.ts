import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/**
 * Bundles a program of the tests into one CommonJS file, which starts quickly. Resolves with the path of that file.
 * @param source its path from the root
 * @param folder where the file is written; `npm run test:windows` has bundled all of them, since esbuild is native
 */
export async function testProgram(source: string, folder: string): Promise<string> {
  const bundles = process.env['MAIL_WHEN_DONE_PROGRAMS'];
  if (bundles !== undefined) return path.join(bundles, source.replace(/\.ts$/, '.cjs'));
  const { build } = await import('esbuild');
  const outfile = path.join(folder, path.basename(source).replace(/\.ts$/, '.cjs'));
  const entryPoints = [path.join(root, source)];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  return outfile;
}
