import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import ts from 'typescript';

const root = path.resolve(__dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const json = (file: string): unknown => JSON.parse(read(file));

interface Manifest {
  contributes: {
    commands: { command: string }[];
    configuration: { properties: Record<string, { scope?: string }> };
    menus: Record<string, { command: string }[]>;
  };
}

const manifest = json('package.json') as Manifest;
const files = ['src', 'webview']
  .flatMap((folder) => ts.sys.readDirectory(path.join(root, folder), ['.ts']))
  .map((file) => path.relative(root, file).replaceAll(path.sep, '/'))
  .sort();

/** The files of ours and the packages that a file imports, types and dynamic imports too. */
function importsOf(file: string): { own: string[]; packages: string[] } {
  const names = ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName);
  const own = names
    .filter((name) => name.startsWith('.'))
    .map((name) => path.posix.join(path.posix.dirname(file), name))
    .map((name) => (files.includes(`${name}.ts`) ? `${name}.ts` : name));
  return { own, packages: names.filter((name) => !name.startsWith('.')) };
}

/** The part of the product that a file belongs to. */
function partOf(file: string): string {
  const [top, second] = file.split('/') as [string, string];
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

/** The import rule: what each part may import besides itself. */
const mayImport: Record<string, readonly string[]> = {
  model: [],
  protocol: ['model'],
  mail: ['model'],
  outbox: ['model', 'mail'],
  host: ['model', 'mail', 'outbox', 'protocol'],
  composition: ['model', 'mail', 'outbox', 'host', 'protocol'],
  extension: ['model', 'mail', 'outbox', 'host', 'protocol', 'composition'],
  webview: ['model', 'protocol'],
};

describe('architecture', () => {
  it('has files in every part', () => {
    assert.deepEqual([...new Set(files.map(partOf))].sort(), Object.keys(mayImport).sort());
  });

  it('keeps the import rule', () => {
    const breaches = files.flatMap((file) => {
      const allowed = [partOf(file), ...(mayImport[partOf(file)] ?? [])];
      return importsOf(file)
        .own.filter((imported) => !allowed.includes(partOf(imported)))
        .map((imported) => `${file} → ${imported}`);
    });
    assert.deepEqual(breaches, []);
  });

  it('imports vscode in host, composition.ts and extension.ts only, node in neither model, protocol nor webview', () => {
    const breaches = files.flatMap((file) =>
      importsOf(file)
        .packages.filter(
          (name) =>
            (name === 'vscode' && !['host', 'composition', 'extension'].includes(partOf(file))) ||
            (name.startsWith('node:') && ['model', 'protocol', 'webview'].includes(partOf(file))),
        )
        .map((name) => `${file} → ${name}`),
    );
    assert.deepEqual(breaches, []);
  });

  it('has no import cycle', () => {
    const graph = new Map(files.map((file) => [file, importsOf(file).own]));
    const finished = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(file), `cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' → ')}`);
      if (finished.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      finished.add(file);
    };
    for (const file of files) visit(file, []);
    assert.equal(finished.size >= files.length, true);
  });

  it('lets only webview/controls.ts know the component library', () => {
    const users = files.filter((file) => importsOf(file).packages.includes('@vscode/webview-ui-toolkit'));
    assert.deepEqual(users, ['webview/controls.ts']);
  });

  it('keeps files below 300 lines and extension.ts below 120', () => {
    const long = files.filter((file) => read(file).split('\n').length > (file === 'src/extension.ts' ? 121 : 301));
    assert.deepEqual(long, []);
  });
});

describe('package.json', () => {
  it('declares just the commands that the code registers', () => {
    const declared = manifest.contributes.commands.map(({ command }) => command).sort();
    const registered = membersOf('src/host/commands.ts', 'Commands').map((name) => `mailWhenDone.${name}`);
    assert.deepEqual(declared, registered.sort());
    const inMenus = Object.values(manifest.contributes.menus).flatMap((menu) => menu.map(({ command }) => command));
    assert.deepEqual(
      inMenus.filter((command) => !declared.includes(command)),
      [],
    );
  });

  it('declares just the settings that the code reads, each out of reach of a workspace but for the names it may list', () => {
    const properties = manifest.contributes.configuration.properties;
    const typed = membersOf('src/host/settings.ts', 'SettingTypes');
    assert.deepEqual(Object.keys(properties).sort(), typed.map((name) => `mailWhenDone.${name}`).sort());
    const code = files.map(read).join('\n');
    for (const name of typed)
      assert.match(code, new RegExp(`(?:settings|this)\\.get\\('${name}'\\)`), `${name} is never read`);
    const open = Object.entries(properties).filter(([, { scope }]) => scope !== 'application');
    assert.deepEqual(
      open.map(([name, { scope }]) => [name, scope]),
      [
        ['mailWhenDone.watch', 'window'],
        ['mailWhenDone.mute', 'window'],
      ],
    );
  });
});

describe('strings', function () {
  // Each file is parsed for them, which takes ten seconds on a computer with nothing else to do.
  this.timeout(120_000);

  it('are all there in English and French', async () => {
    const contents = files.map((file) => ({ extension: '.ts' as const, contents: read(file) }));
    const english = await getL10nJson(contents);
    const french = json('l10n/bundle.l10n.fr.json') as Record<string, string>;
    sameStrings(Object.fromEntries(Object.keys(english).map((key) => [key, key])), french);
  });

  it('of package.json are all there in English and French', () => {
    const english = json('package.nls.json') as Record<string, string>;
    const french = json('package.nls.fr.json') as Record<string, string>;
    sameStrings(english, french);
    const used = [...read('package.json').matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(english).sort());
  });
});

/** The same keys on both sides, nothing empty, and in each French string the placeholders of the English one. */
function sameStrings(english: Record<string, string>, french: Record<string, string>): void {
  const missing = Object.keys(english).filter((key) => !(key in french));
  const stale = Object.keys(french).filter((key) => !(key in english));
  assert.deepEqual({ missing, stale }, { missing: [], stale: [] });
  const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g))].sort();
  for (const [key, text] of Object.entries(english)) {
    assert.deepEqual(placeholders(french[key] ?? ''), placeholders(text), key);
    assert.notEqual(french[key]?.trim(), '', key);
  }
}

/** The names that an interface declares. */
function membersOf(file: string, name: string): string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const found = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  assert.ok(found, `${file} declares no interface ${name}`);
  return found.members.map((member) => member.name?.getText(source) ?? '');
}
