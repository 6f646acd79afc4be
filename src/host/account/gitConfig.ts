import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import { gitKeys } from '../../model/account/gitSendEmail';
import { programPath } from '../../system/programPath';

/** Git's settings `sendemail.*`. */
export interface GitConfig {
  /** Keys and values as `git config --null` prints them; empty if there are none. Without passwords. */
  readonly settings: string;
  /** Those of them that are in the repository's own file: whoever wrote the repository may have written them. */
  readonly ofRepository: string;
  /** Whether they contain a password, in plain text. It is not read. */
  readonly hasPassword: boolean;
}

/**
 * Asks Git for the settings of `git send-email`. Throws a sentence if Git is missing or fails.
 * @param folder of a repository that may have its own settings; `undefined` for the user's settings only
 */
export async function readGitConfig(folder: string | undefined): Promise<GitConfig> {
  // Asked by name, so that Git never even prints the password.
  const wanted = ['--null', '--get-regexp', `^sendemail\\.(.*\\.)?(${gitKeys.join('|')})$`];
  const withScopes = folder === undefined ? undefined : await git(folder, ['--show-scope', ...wanted]);
  // Git before 2.26 cannot tell where settings are from: then only the user's count.
  const { settings, ofRepository } =
    withScopes === undefined
      ? { settings: (await git(undefined, wanted)) ?? '', ofRepository: '' }
      : entriesOf(withScopes);
  const asked = withScopes === undefined ? undefined : folder;
  const passwords = await git(asked, ['--name-only', '--get-regexp', String.raw`^sendemail\.(.*\.)?smtppass$`]);
  return { settings, ofRepository, hasPassword: (passwords ?? '') !== '' };
}

/** Git prints before each setting where it is from: `system`, `global`, `local`, `worktree` or `command`. */
function entriesOf(output: string): Pick<GitConfig, 'settings' | 'ofRepository'> {
  const parts = output.split('\0').slice(0, -1);
  const entries = parts.flatMap((scope, at) => (at % 2 === 0 ? [{ scope, entry: `${parts[at + 1] ?? ''}\0` }] : []));
  const textOf = (some: typeof entries): string => some.map(({ entry }) => entry).join('');
  const isOfRepository = ({ scope }: { scope: string }): boolean => ['local', 'worktree'].includes(scope);
  return { settings: textOf(entries), ofRepository: textOf(entries.filter(isOfRepository)) };
}

/** What Git prints, or `undefined` if it does not know an option. */
async function git(folder: string | undefined, args: readonly string[]): Promise<string | undefined> {
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
      // Its exit code for an option that it does not know.
      else if (error.code === 129) resolve(undefined);
      else if (error.code === 'ENOENT') reject(new Error(l10n.t('Git was not found on this computer.')));
      // Without Git's message: it may quote a line of the file that it could not read.
      else reject(new Error(l10n.t('Git could not read its settings. Check them with “git config --list”.')));
    });
  });
}
