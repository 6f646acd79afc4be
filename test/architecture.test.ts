import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import ts from 'typescript';
import { floors, settingsPage, webview } from './floors.mjs';

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

/** The floor of a file: a folder of src, extension.ts, or webview. */
function floorOf(file: string): string {
  const [top, second] = file.split('/') as [string, string];
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

const names = (list: string): string[] => list.split(' ').filter((name) => name !== '');
const floorNames = Object.keys(floors);

/** The floors that a floor may import besides itself. */
const mayImport: Record<string, readonly string[]> = {
  ...Object.fromEntries(floorNames.map((floor, at) => [floor, floorNames.slice(0, at)])),
  protocol: ['model'],
  webview: ['model', 'protocol'],
  extension: [...floorNames, 'protocol'],
};
for (const floor of ['host', 'composition']) mayImport[floor] = [...(mayImport[floor] ?? []), 'protocol'];

/** The rooms in order, by the folder that they stand in. */
const roomsIn: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...Object.entries(floors).map(([floor, rooms]) => [`src/${floor}`, names(rooms)] as const),
  ['src/protocol', []] as const,
  ['webview', names(webview)] as const,
  ['webview/settings', names(settingsPage)] as const,
]);

/** The folder with rooms that a file stands in, and its room there if it is in one. */
function placeOf(file: string): { folder: string; room: string | undefined } {
  const inPage = file.startsWith('webview/settings/');
  const depth = file.startsWith('src/') || inPage ? 2 : 1;
  const parts = path.posix.dirname(file).split('/');
  return { folder: parts.slice(0, depth).join('/'), room: parts[depth] };
}

/** Groups of nodes that import each other in a circle, each from its first node on. */
function cyclesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const finished = new Set<string>();
  const found: string[] = [];
  const visit = (node: string, trail: readonly string[]): void => {
    if (trail.includes(node)) found.push([...trail.slice(trail.indexOf(node)), node].join(' → '));
    if (finished.has(node) || trail.includes(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
    finished.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

describe('architecture', () => {
  it('has files on every floor, each in a room that is named', () => {
    assert.deepEqual([...new Set(files.map(floorOf))].sort(), Object.keys(mayImport).sort());
    const strangers = files.filter((file) => {
      const { folder, room } = placeOf(file);
      return room !== undefined && !roomsIn.get(folder)?.includes(room);
    });
    assert.deepEqual(strangers, []);
  });

  it('imports from floors to the left only', () => {
    const breaches = files.flatMap((file) => {
      const allowed = [floorOf(file), ...(mayImport[floorOf(file)] ?? [])];
      return importsOf(file)
        .own.filter((imported) => !allowed.includes(floorOf(imported)))
        .map((imported) => `${file} → ${imported}`);
    });
    assert.deepEqual(breaches, []);
  });

  it('imports from rooms to the left only', () => {
    const breaches = files.flatMap((file) => {
      const { folder, room } = placeOf(file);
      const rooms = roomsIn.get(folder) ?? [];
      return importsOf(file)
        .own.filter((imported) => {
          const other = placeOf(imported);
          if (room === undefined || other.folder !== folder) return false;
          // What stands above the rooms of a page puts them together; above those of a floor is what they all use.
          if (other.room === undefined) return folder === 'webview/settings';
          return rooms.indexOf(other.room) > rooms.indexOf(room);
        })
        .map((imported) => `${file} → ${imported}`);
    });
    assert.deepEqual(breaches, []);
  });

  it('imports vscode in host, composition and extension.ts only, node in neither model, protocol nor webview', () => {
    const breaches = files.flatMap((file) =>
      importsOf(file)
        .packages.filter(
          (name) =>
            (name === 'vscode' && !['host', 'composition', 'extension'].includes(floorOf(file))) ||
            (name.startsWith('node:') && ['model', 'protocol', 'webview'].includes(floorOf(file))),
        )
        .map((name) => `${file} → ${name}`),
    );
    assert.deepEqual(breaches, []);
  });

  it('has no cycle of files or of rooms', () => {
    const ofFiles = new Map(files.map((file) => [file, new Set(importsOf(file).own)]));
    const ofRooms = new Map<string, Set<string>>();
    for (const [file, imported] of ofFiles)
      for (const other of imported) {
        const [from, to] = [path.posix.dirname(file), path.posix.dirname(other)];
        // A floor's own files are used by its rooms or put them together; cycles among these are cycles of files.
        if (from === to || from.startsWith(to) || to.startsWith(from)) continue;
        ofRooms.set(from, (ofRooms.get(from) ?? new Set()).add(to));
      }
    assert.deepEqual([...cyclesOf(ofFiles), ...cyclesOf(ofRooms)], []);
  });

  it('says at every TLS connection whether the certificate is checked, whatever the environment says', () => {
    const all = files.filter((file) => file.startsWith('src/')).flatMap(tlsConnectionsOf);
    assert.deepEqual(
      all.filter(({ isChecked }) => isChecked === undefined).map(({ place }) => place),
      [],
    );
    // Two that only look at a certificate: nothing confidential is sent over them.
    const unchecked = filesWith(/rejectUnauthorized: (?!true)/);
    assert.deepEqual(unchecked, ['src/mail/lookup/serverProbe.ts', 'src/mail/smtp/shownCertificate.ts']);
    // The rule would hold for no connection at all, too.
    const places = [...new Set(all.map(({ place }) => place.replace(/:.*/, '')))];
    assert.deepEqual(places, [
      'src/mail/lookup/autoconfig.ts',
      'src/mail/lookup/serverProbe.ts',
      'src/mail/smtp/serverSocket.ts',
      'src/mail/smtp/tlsProbe.ts',
      'src/mail/smtp/tunnel.ts',
    ]);
  });

  it('lets only webview/controls/controls.ts know the component library', () => {
    const users = files.filter((file) => importsOf(file).packages.includes('@vscode/webview-ui-toolkit'));
    assert.deepEqual(users, ['webview/controls/controls.ts']);
  });

  it('has at most 22 files in a room', () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(path.dirname(file), (counts.get(path.dirname(file)) ?? 0) + 1);
    assert.deepEqual(
      [...counts].filter(([, count]) => count > 22),
      [],
    );
  });

  it('keeps files below 400 lines and extension.ts below 120', () => {
    const long = files.filter((file) => read(file).split('\n').length > (file === 'src/extension.ts' ? 121 : 401));
    assert.deepEqual(long, []);
  });
});

describe('package.json', () => {
  it('declares just the commands that the code registers', () => {
    const declared = manifest.contributes.commands.map(({ command }) => command).sort();
    const registered = membersOf('src/host/editor/commands.ts', 'CommandArguments').map(
      (name) => `mailWhenDone.${name}`,
    );
    assert.deepEqual(declared, registered.sort());
    const inMenus = Object.values(manifest.contributes.menus).flatMap((menu) => menu.map(({ command }) => command));
    assert.deepEqual(
      inMenus.filter((command) => !declared.includes(command)),
      [],
    );
  });

  it('declares just the settings that the code reads, each out of reach of a workspace but for the names it may list', () => {
    const properties = manifest.contributes.configuration.properties;
    const typed = membersOf('src/host/settings/settings.ts', 'SettingTypes');
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

describe('what the editor keeps and is told', () => {
  it('sets just the context keys that `when` clauses ask for', () => {
    const clauses = [...read('package.json').matchAll(/"(?:when|enablement)": "([^"]*)"/g)].map(
      ([, clause = '']) => clause,
    );
    // After `==` stands the id of a view, after `config.` a setting.
    const asked = clauses.flatMap((clause) => clause.match(/(?<![\w.]|== )mailWhenDone\.\w+/g) ?? []);
    const set = membersOf('src/host/editor/contextKeys.ts', 'ContextKeys').map((name) => `mailWhenDone.${name}`);
    assert.deepEqual([...new Set(asked)].sort(), set.sort());
    assert.deepEqual(filesWith(/['"]setContext['"]/), ['src/host/editor/contextKeys.ts']);
  });

  it('keeps values under the keys of the storage table only', () => {
    assert.deepEqual(filesWith(/\bMemento\b/), ['src/host/editor/storage.ts']);
    const users = filesWith(/\b(?:globalState|workspaceState)\b/);
    assert.deepEqual(
      users.filter((file) => !file.startsWith('src/composition/') && file !== 'src/host/editor/storage.ts'),
      [],
    );
  });
});

describe('strings', () => {
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

interface TlsConnection {
  readonly place: string;
  /** Whether its options name `rejectUnauthorized`; `undefined` where they do not, or cannot be read. */
  readonly isChecked: true | undefined;
}

/** What opens a TLS connection, by module. */
const openers: Readonly<Record<string, readonly string[]>> = {
  tls: ['connect', 'TLSSocket'],
  https: ['get', 'request', 'Agent'],
  http2: ['connect'],
};

/** The TLS connections that a file opens: calls and `new`, by whatever name it imports them, and the web's fetch. */
function tlsConnectionsOf(file: string): TlsConnection[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const byName = new Set(['fetch', 'WebSocket', 'EventSource']);
  const byMember = new Map<string, readonly string[]>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const opening = openers[statement.moduleSpecifier.text.replace(/^node:/, '')];
    const { name, namedBindings } = statement.importClause ?? {};
    if (opening === undefined) continue;
    if (name !== undefined) byMember.set(name.text, opening);
    if (namedBindings === undefined) continue;
    if (ts.isNamespaceImport(namedBindings)) byMember.set(namedBindings.name.text, opening);
    else
      for (const one of namedBindings.elements)
        if (opening.includes((one.propertyName ?? one.name).text)) byName.add(one.name.text);
  }
  const found: TlsConnection[] = [];
  const opens = (callee: ts.Expression): boolean =>
    ts.isIdentifier(callee)
      ? byName.has(callee.text)
      : ts.isPropertyAccessExpression(callee) &&
        ts.isIdentifier(callee.expression) &&
        byMember.get(callee.expression.text)?.includes(callee.name.text) === true;
  const visit = (node: ts.Node): void => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && opens(node.expression)) {
      const isNamed = (node.arguments ?? []).some((argument) => namesCheck(argument, source));
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ place: `${file}:${line}`, isChecked: isNamed ? true : undefined });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether options, written at a call or in a constant of the file, name `rejectUnauthorized`. */
function namesCheck(options: ts.Expression, source: ts.SourceFile): boolean {
  if (ts.isObjectLiteralExpression(options))
    return options.properties.some((property) => property.name?.getText(source) === 'rejectUnauthorized');
  if (!ts.isIdentifier(options)) return false;
  let isNamed = false;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText(source) === options.text && node.initializer !== undefined)
      isNamed ||= namesCheck(node.initializer, source);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return isNamed;
}

function filesWith(pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(read(file)));
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
