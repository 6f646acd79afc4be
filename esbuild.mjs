// Builds dist/: the extension (node), the pages (browser) and, apart, each package that is loaded on first use.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { context, build } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Too heavy for activation: `await import('smtp-server')` becomes a file of its own, dist/lazy/smtp-server.js. */
const lazy = ['nodemailer/lib/smtp-connection', 'nodemailer/lib/mail-composer', 'smtp-server', 'postal-mime'];
const fileOf = (path) => path.replaceAll('/', '-');

/** Sends a dynamic import of a lazy package to its own bundle; any other import of it is a mistake and stops the build. */
const lazyPackages = {
  name: 'lazy-packages',
  setup(build) {
    const filter = /^(nodemailer|smtp-server|postal-mime)($|\/)/;
    build.onResolve({ filter }, ({ path, kind, importer }) => {
      if (kind === 'dynamic-import' && lazy.includes(path))
        return { path: `./lazy/${fileOf(path)}.js`, external: true };
      const text = `${path} is loaded on first use: write "await import('…')" in ${importer}, with one of ${lazy.join(', ')}`;
      return { errors: [{ text }] };
    });
  },
};

/** The presets of providers are a file of their own for the extension; `import('…')` reads it on first use. The pages bundle it. */
const presetFile = {
  name: 'preset-file',
  setup(build) {
    build.onResolve({ filter: /\/presets\.json$/ }, ({ kind, importer }) =>
      kind === 'dynamic-import'
        ? { path: './presets.json', external: true }
        : { errors: [{ text: `presets.json is read on first use: write "await import('…')" in ${importer}` }] },
    );
  },
};

/** The words the `$esbuild-watch` problem matcher waits for. */
const announce = {
  name: 'announce',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd(({ errors }) => {
      for (const { text, location } of errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      console.log('[watch] build finished');
    });
  },
};

const shared = {
  bundle: true,
  minify: production,
  sourcemap: !production,
  legalComments: 'none',
  logLevel: watch ? 'silent' : 'info',
  metafile: true,
};

const node = {
  ...shared,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  // Turns import() into require: node's own import() would put a bundle's exports under `default`.
  supported: { 'dynamic-import': false },
};

const extension = {
  ...node,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  external: ['vscode'],
  plugins: [lazyPackages, presetFile],
};

const packages = {
  ...node,
  entryPoints: lazy.map((name) => ({ in: name, out: fileOf(name) })),
  outdir: 'dist/lazy',
  sourcemap: false,
};

const pages = {
  ...shared,
  platform: 'browser',
  target: 'es2023',
  format: 'iife',
  entryPoints: [
    { in: 'webview/settings/main.ts', out: 'settings' },
    { in: 'webview/settings/settings.css', out: 'settings' },
    { in: 'webview/mail/main.ts', out: 'mail' },
    { in: 'webview/mail/mail.css', out: 'mail' },
  ],
  outdir: 'dist/webview',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};

const builds = [extension, packages, pages];

await rm('dist', { recursive: true, force: true });
await mkdir('dist/webview', { recursive: true });
await copyFile('webview/page.html', 'dist/webview/page.html');
await copyFile('src/model/presets.json', 'dist/presets.json');

if (watch) {
  const contexts = await Promise.all(
    builds.map((options) => context({ ...options, plugins: [...(options.plugins ?? []), announce] })),
  );
  await Promise.all(contexts.map((one) => one.watch()));
} else {
  await Promise.all(builds.map((options) => build(options)));
}
