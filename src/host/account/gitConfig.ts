import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import { gitKeys } from '../../model/account/gitSendEmail';
import { programPath } from '../../system/programPath';

/** Git's settings `sendemail.*`. */
export interface GitConfig {
  /** Keys and values as `git config --null` prints them; empty if there are none. Without passwords. */
  readonly settings: string;
  /** Whether they contain a password, in plain text. It is not read. */
  readonly hasPassword: boolean;
}

/**
 * Asks Git for the settings of `git send-email`. Throws a sentence if Git is missing or fails.
 * @param folder of a repository that may have its own settings; `undefined` for the user's settings only
 */
export async function readGitConfig(folder: string | undefined): Promise<GitConfig> {
  const ask = (...args: string[]): Promise<string> => git(folder, args);
  // Asked by name, so that Git never even prints the password.
  const settings = await ask('--null', '--get-regexp', `^sendemail\\.(.*\\.)?(${gitKeys.join('|')})$`);
  const passwords = await ask('--name-only', '--get-regexp', String.raw`^sendemail\.(.*\.)?smtppass$`);
  return { settings, hasPassword: passwords !== '' };
}

async function git(folder: string | undefined, args: readonly string[]): Promise<string> {
  // A folder that was opened may hold a program of that name.
  const program = await programPath('git');
  if (program === undefined) throw new Error(l10n.t('Git was not found on this computer.'));
  const scope = folder === undefined ? ['--global'] : [];
  const options = { cwd: folder ?? homedir(), timeout: 10_000, maxBuffer: 1024 * 1024, windowsHide: true };
  return new Promise((resolve, reject) => {
    execFile(program, ['config', ...scope, ...args], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      // Git's exit code if there is no such setting or no settings file.
      else if (error.code === 1) resolve('');
      else if (error.code === 'ENOENT') reject(new Error(l10n.t('Git was not found on this computer.')));
      // Without Git's message: it may quote a line of the file that it could not read.
      else reject(new Error(l10n.t('Git could not read its settings. Check them with “git config --list”.')));
    });
  });
}
