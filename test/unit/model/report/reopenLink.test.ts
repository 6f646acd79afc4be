import assert from 'node:assert/strict';
import { authorityAmong } from '../../../../src/model/report/reopenLink';
import { reopenLink, type ReopenPlace } from '../../../../src/model/report/reopenLink';

const place: ReopenPlace = { scheme: 'vscode', authority: undefined, path: '/src/a.ts' };

/** The address that vscode.dev redirects to. */
function target(change: Partial<ReopenPlace>): string {
  const link = new URL(reopenLink({ ...place, ...change }));
  assert.equal(link.protocol, 'https:');
  assert.equal(link.pathname, '/redirect');
  assert.deepEqual([...link.searchParams.keys()], ['url']);
  return `${link.host} ${link.searchParams.get('url') ?? ''}`;
}

/** Parses such an address like the editor (`getWindowOpenableFromProtocolUrl`). */
function opened(change: Partial<ReopenPlace>): string {
  const { host, pathname } = new URL(
    target(change)
      .split(' ')[1]
      ?.replace(/^[\w-]+:/, 'http:') ?? '',
  );
  return `${host} ${decodeURIComponent(pathname)}`;
}

describe('reopenLink', () => {
  it('leads to a file, with its line and column, or to a folder', () => {
    assert.equal(reopenLink(place), 'https://vscode.dev/redirect?url=vscode%3A%2F%2Ffile%2Fsrc%2Fa.ts');
    assert.equal(target({ line: 3 }), 'vscode.dev vscode://file/src/a.ts:3');
    assert.equal(target({ line: 3, column: 5 }), 'vscode.dev vscode://file/src/a.ts:3:5');
    assert.equal(target({ path: '/src' }), 'vscode.dev vscode://file/src');
    assert.equal(target({ path: '/c:/src/a.ts', line: 3 }), 'vscode.dev vscode://file/c:/src/a.ts:3');
  });

  it('leads to another computer, over any kind of connection', () => {
    const there = { authority: 'ssh-remote+buildbox' };
    assert.equal(target({ ...there, line: 3 }), 'vscode.dev vscode://vscode-remote/ssh-remote%2Bbuildbox/src/a.ts:3');
    assert.equal(opened({ ...there, line: 3, column: 5 }), 'vscode-remote /ssh-remote+buildbox/src/a.ts:3:5');
    assert.equal(opened({ authority: 'wsl+Ubuntu', path: '/src' }), 'vscode-remote /wsl+Ubuntu/src');
  });

  it('leads to the editor that it comes from', () => {
    assert.equal(target({ scheme: 'vscode-insiders' }), 'insiders.vscode.dev vscode-insiders://file/src/a.ts');
    assert.equal(target({ scheme: 'vscodium' }), 'vscode.dev vscodium://file/src/a.ts');
  });

  it('works with any file name', () => {
    for (const path of ['/a b/c#d?e=f&g', '/%41', '/ä/日本', '/a+b', '/"<x>\'', '/a\\b'])
      assert.equal(opened({ path, line: 7 }), `file ${path}:7`);
  });
});

describe('authorityAmong', () => {
  const workspaces = [
    { folderUri: { path: '/src' }, label: 'here, on this computer' },
    { folderUri: { path: '/src' }, remoteAuthority: 'wsl+Debian' },
    { folderUri: { path: '/other' }, remoteAuthority: 'ssh-remote+otherbox' },
    { workspace: { configPath: { path: '/src/all.code-workspace' } }, remoteAuthority: 'ssh-remote+wsbox' },
    { folderUri: { path: '/src' }, remoteAuthority: 'ssh-remote+buildbox' },
  ];

  it('finds the computer of the folder or the workspace', () => {
    assert.equal(authorityAmong({ workspaces }, new Set(['/src']), 'ssh-remote'), 'ssh-remote+buildbox');
    assert.equal(
      authorityAmong({ workspaces }, new Set(['/src/all.code-workspace']), 'ssh-remote'),
      'ssh-remote+wsbox',
    );
  });

  it('finds none if the editor knows nothing, or says something else', () => {
    assert.equal(authorityAmong({ workspaces }, new Set(['/new']), 'ssh-remote'), undefined);
    for (const said of [undefined, null, 7, {}, { workspaces: 'x' }, { workspaces: [null, 7, {}] }])
      assert.equal(authorityAmong(said, new Set(['/src']), 'ssh-remote'), undefined);
  });
});
