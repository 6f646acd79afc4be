import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { passwordStoreIn, type SecretKeeping, secretKeepingOf } from '../../model/account/secretKeeping';
import { isRecord } from '../../model/unknown';

/** What keeps the passwords. The editor tells extensions nothing of it: this is what can be seen from outside. */
export function secretPlace(): SecretKeeping {
  const { remoteName, uiKind } = vscode.env;
  const { env, platform } = process;
  const isRemote = remoteName !== undefined;
  return secretKeepingOf({
    isWeb: uiKind === vscode.UIKind.Web,
    isRemote,
    platform,
    // Electron puts another value into the place of the user's.
    desktop: env['ORIGINAL_XDG_CURRENT_DESKTOP'] ?? env['XDG_CURRENT_DESKTOP'] ?? '',
    store: platform === 'linux' && !isRemote ? passwordStoreIn(textOf(argvFile(env['VSCODE_PORTABLE']))) : '',
  });
}

/** Where the editor reads its arguments. Each build has a folder of its own in the home directory. */
function argvFile(portable: string | undefined): string {
  if (portable !== undefined) return path.join(portable, 'argv.json');
  return path.join(homedir(), dataFolder(), 'argv.json');
}

function dataFolder(): string {
  try {
    const product: unknown = JSON.parse(textOf(path.join(vscode.env.appRoot, 'product.json')));
    if (isRecord(product) && typeof product['dataFolderName'] === 'string') return product['dataFolderName'];
  } catch {
    // Not readable: the usual one, then.
  }
  return '.vscode';
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
