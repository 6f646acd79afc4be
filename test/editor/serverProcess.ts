// The command lines of the two flavours of a server.
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { placeBuiltinExtensions } from './builtinExtensions';
import { type Child, startChild } from './child';
import { codeServerEntry, editorNode, serverMain } from './places';
import { placeSampleExtension } from './sampleExtension';
import type { ServerOptions } from './server';

/** What a server is launched with. */
export type LaunchOptions = ServerOptions & {
  dataDir: string;
  /** For sockets. Its path is short, because a system allows a socket's about a hundred characters. */
  runtimeDir: string;
};

/** Installs the extension, if one is given, and launches the server. */
export async function launch(options: LaunchOptions): Promise<Child> {
  const { dataDir, extensionsDir = path.join(dataDir, 'extensions'), vsix } = options;
  const env = environment(options);
  await mkdir(extensionsDir, { recursive: true });
  await mkdir(path.join(dataDir, 'home'), { recursive: true });
  if (options.sampleExtension === true) await placeSampleExtension(extensionsDir);
  const start = (args: readonly string[]): Child =>
    startChild(editorNode(), [...program(options), '--user-data-dir', dataDir, ...args], { env });
  if (vsix !== undefined) await install(vsix, extensionsDir, start);
  const args = ['--extensions-dir', extensionsDir, ...listening(options), '--disable-workspace-trust'];
  if (options.locale !== undefined) args.push('--locale', options.locale);
  if (options.isLean === true) {
    const builtin = path.join(dataDir, 'builtin');
    await placeBuiltinExtensions(builtin);
    args.push('--builtin-extensions-dir', builtin);
  }
  return start(args);
}

/** Where this process has unpacked extensions, by the .vsix. */
const unpacked = new Map<string, Promise<string>>();

/** Installs an extension: the editor unpacks it once, and each further window has a copy, which takes no process. */
async function install(vsix: string, folder: string, start: (args: readonly string[]) => Child): Promise<void> {
  let source = unpacked.get(vsix);
  if (source === undefined) {
    source = unpack(vsix, start);
    unpacked.set(vsix, source);
  }
  // Without its list of extensions the editor takes all that lie in the folder.
  await cp(await source, folder, { recursive: true, filter: (file) => path.basename(file) !== 'extensions.json' });
}

async function unpack(vsix: string, start: (args: readonly string[]) => Child): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mail-when-done-unpacked-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const installation = start(['--extensions-dir', folder, '--install-extension', vsix, '--force']);
  try {
    await installation.waitFor(/successfully installed/i, 240_000);
  } finally {
    await installation.stop();
  }
  return folder;
}

function program({ flavour, dataDir }: LaunchOptions): string[] {
  return flavour === 'suite'
    ? [serverMain, '--server-data-dir', path.join(dataDir, 'server'), '--accept-server-license-terms']
    : // A configuration file of our own: otherwise the wrapper reads, or creates, one in the home folder.
      [codeServerEntry, '--config', path.join(dataDir, 'code-server.yaml')];
}

function listening({ flavour, port = 0, runtimeDir }: LaunchOptions): string[] {
  if (flavour === 'suite') {
    const open = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
    return [...open, '--enable-smoke-test-driver', '--telemetry-level', 'off'];
  }
  const open = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`];
  const look = ['--app-name', 'VS Code', '--disable-getting-started-override', '--ignore-last-opened'];
  const quiet = ['--disable-telemetry', '--disable-update-check'];
  return [...open, '--session-socket', path.join(runtimeDir, 'session.sock'), ...look, ...quiet];
}

/** Ours, without what makes another editor, or npm, of a program that is started in the test editor's terminal. */
function environment({ env, runtimeDir, isLean, dataDir }: LaunchOptions): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|CODE_SERVER_|ELECTRON_|npm_|PASSWORD$|HASHED_PASSWORD$|PORT$|NODE_OPTIONS$|INIT_CWD$)/;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    // Without such a folder the editor leaves its sockets in the one for temporary files.
    XDG_RUNTIME_DIR: runtimeDir,
    ...Object.fromEntries(own),
    // What the shells of a user do as they start is nothing for a test; it can take minutes where many start at once.
    // With a home of its own npm would ask its registry whether there is a new version.
    ...(isLean === true && { HOME: path.join(dataDir, 'home'), npm_config_update_notifier: 'false' }),
    // No gallery: what a test sees must not depend on what one answers, or on being online.
    EXTENSIONS_GALLERY: '{}',
    ...env,
  };
}
