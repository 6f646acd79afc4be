import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { codeOf } from '../../system/diskFailure';
import { writePlainFile } from '../../system/plainFile';

/** Where a file of ours is proposed: not in the workspace, which others get. */
export function proposedFile(name: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(homedir()), name);
}

/**
 * Writes a file where the user wants it, through no symbolic link. Rejects with a sentence for the user if the name is
 * that of a link, and with the error of the disk if it cannot be written.
 */
export async function writeChosen(target: vscode.Uri, bytes: Uint8Array): Promise<void> {
  if (target.scheme !== 'file') {
    await vscode.workspace.fs.writeFile(target, bytes);
    return;
  }
  try {
    await writePlainFile(target.fsPath, bytes);
  } catch (error) {
    if (codeOf(error) !== 'ELOOP') throw error;
    throw new Error(l10n.t('“{0}” is a link to another file. Choose another name.', target.fsPath), { cause: error });
  }
}
