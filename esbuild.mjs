// Builds dist/, or another folder (`--outdir`): the extension (node) in parts that are loaded when they are needed, the
// pages (browser) and, apart, each package that is loaded on first use.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { context, build, transform } from 'esbuild';
import subsetFont from 'subset-font';

const { production, watch, outdir } = parseArgs({
  options: {
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    outdir: { type: 'string', default: 'dist' },
  },
}).values;

/** Too heavy for activation: `await import('smtp-server')` becomes a file of its own, dist/lazy/smtp-server.js. */
const lazy = [
  'nodemailer/lib/smtp-connection',
  'nodemailer/lib/mail-composer',
  'smtp-server',
  'postal-mime',
  'fast-xml-parser',
  'fflate',
  'liquidjs',
  'socks',
  're2js',
];
const fileOf = (path) => path.replaceAll('/', '-');

/** Sends a dynamic import of a lazy package to its own bundle; any other import of it is a mistake: the build stops. */
const lazyPackages = {
  name: 'lazy-packages',
  setup(build) {
    const filter = /^(nodemailer|smtp-server|postal-mime|fast-xml-parser|fflate|liquidjs|socks|re2js)($|\/)/;
    build.onResolve({ filter }, ({ path, kind, importer }) => {
      if (kind === 'dynamic-import' && lazy.includes(path)) return { path: `lazy:${fileOf(path)}.js`, external: true };
      const text = `${path} is loaded on first use: write "await import('…')" in ${importer}, with one of ${lazy.join(', ')}`;
      return { errors: [{ text }] };
    });
  },
};

/** The presets of providers are a part of their own for the extension, loaded on first use. The pages bundle them. */
const lazyPresets = {
  name: 'lazy-presets',
  setup(build) {
    build.onResolve({ filter: /\/presets\.json$/ }, ({ kind, importer }) =>
      kind === 'dynamic-import'
        ? undefined
        : { errors: [{ text: `presets.json is loaded on first use: write "await import('…')" in ${importer}` }] },
    );
  },
};

/**
 * Requires what only has names to give once, and as it is. esbuild would copy all names of it for each file that
 * imports it: for `vscode` in sixty files that took a sixth of what our start takes.
 */
function withoutCopies(text) {
  const names = new Map();
  const rest = text.replaceAll(
    /\bimport\s*(?:\*\s*as\s+)?([\w$]+)\s+from\s*"(vscode|node:[\w/]+)";/g,
    (_all, name, module) => {
      names.set(module, [...(names.get(module) ?? []), name]);
      return '';
    },
  );
  const requires = [...names].map(([module, [first, ...others]]) =>
    [`const ${first} = require("${module}")`, ...others.map((name) => `${name} = ${first}`)].join(', '),
  );
  // In front of the first line: the source map counts lines.
  return [...requires, rest].join(';');
}

/**
 * esbuild splits bundles at `import()` into ES modules only, and the editor loads CommonJS faster: each part is turned
 * into that after the bundling, its `import()` into a require.
 */
const commonJs = {
  name: 'common-js',
  setup(build) {
    build.onEnd(async ({ outputFiles = [], errors }) => {
      if (errors.length > 0) return;
      for (const file of outputFiles.filter(({ path: name }) => name.endsWith('.js'))) {
        const lazyFolder = path.relative(path.dirname(file.path), path.resolve(outdir, 'lazy')) || '.';
        const text = withoutCopies(file.text.replaceAll('"lazy:', `"./${lazyFolder}/`));
        const { code } = await transform(text, {
          ...cjs,
          minify: production,
          sourcemap: production ? false : 'inline',
          sourcefile: path.basename(file.path),
          logLevel: 'error',
        });
        await mkdir(path.dirname(file.path), { recursive: true });
        await writeFile(file.path, code);
      }
    });
  },
};

/** Of the editor's icon font only the icons that the pages name: the rest would be an eighth of the whole extension. */
const usedIcons = {
  name: 'used-icons',
  setup(build) {
    build.onLoad({ filter: /codicon\.ttf$/ }, async ({ path: font }) => {
      const styles = await readFile('webview/controls/icon.css', 'utf8');
      const points = [...styles.matchAll(/content: '\\([0-9a-f]+)'/g)].map(([, point]) => parseInt(point, 16));
      if (points.length === 0) throw new Error('webview/controls/icon.css names no icon');
      const contents = await subsetFont(await readFile(font), String.fromCodePoint(...points), {
        targetFormat: 'truetype',
      });
      return { contents, loader: 'file' };
    });
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

const cjs = {
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  // Turns import() into require: node's own import() would put a bundle's exports under `default`.
  supported: { 'dynamic-import': false },
};

/** secretlint's own log, which nobody reads here. */
const silent = {
  name: 'silent',
  setup(build) {
    build.onResolve({ filter: /^debug$/ }, () => ({ path: 'debug', namespace: 'silent' }));
    build.onLoad({ filter: /.*/, namespace: 'silent' }, () => ({ contents: 'export default () => () => undefined;' }));
  },
};

const extension = {
  ...shared,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  splitting: true,
  write: false,
  sourcemap: production ? false : 'inline',
  entryPoints: ['src/extension.ts'],
  outdir,
  chunkNames: 'parts/[name]-[hash]',
  external: ['vscode'],
  plugins: [lazyPackages, lazyPresets, silent, commonJs],
};

/** What is used of a package of which most is not. */
const used = { 'fast-xml-parser': ['XMLParser'], fflate: ['strToU8', 'zipSync'] };

/** Leaves out what is not used: it would be a good part of the whole extension. */
const lean = {
  name: 'lean',
  setup(build) {
    build.onResolve({ filter: /^used:/ }, ({ path: name }) => ({
      path: name.slice('used:'.length),
      namespace: 'used',
    }));
    build.onLoad({ filter: /.*/, namespace: 'used' }, ({ path: name }) => ({
      contents: `export { ${used[name].join(', ')} } from '${name}';`,
      resolveDir: '.',
    }));
    // Content of mails never comes from the network: `disableUrlAccess` is set wherever one is made.
    build.onLoad({ filter: /nodemailer.+dist[\\/]\w+[\\/]fetch[\\/]index\.js$/ }, () => ({
      contents:
        "const none = () => { throw new Error('no network here'); }; export default none; export { none as nmfetch };",
    }));
    // 90 KB of types by the ends of file names; our attachments say what they are.
    build.onLoad({ filter: /nodemailer.+mime-funcs[\\/]mime-types\.js$/ }, () => ({
      contents:
        "export const detectMimeType = () => 'application/octet-stream'; export const detectExtension = () => 'bin';",
    }));
  },
};

const packages = {
  ...shared,
  ...cjs,
  entryPoints: lazy.map((name) => ({ in: name in used ? `used:${name}` : name, out: fileOf(name) })),
  outdir: path.join(outdir, 'lazy'),
  sourcemap: false,
  plugins: [lean],
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
  outdir: path.join(outdir, 'webview'),
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  plugins: [usedIcons],
};

const builds = [extension, packages, pages];

await rm(outdir, { recursive: true, force: true });
await mkdir(path.join(outdir, 'webview'), { recursive: true });
await copyFile('webview/page.html', path.join(outdir, 'webview', 'page.html'));

if (watch) {
  const contexts = await Promise.all(
    builds.map((options) => context({ ...options, plugins: [...(options.plugins ?? []), announce] })),
  );
  await Promise.all(contexts.map((one) => one.watch()));
} else {
  await Promise.all(builds.map((options) => build(options)));
}
