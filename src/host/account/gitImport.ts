import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { newAccountId } from '../../model/account/accountWords';
import { type GitAccount, readGitAccounts } from '../../model/account/gitSendEmail';
import { securityWords } from '../../model/account/security';
import { notice } from '../editor/notice';
import type { Accounts } from './accounts';
import { readGitConfig } from './gitConfig';
import { providersByHost } from './knownPreset';

/**
 * Shows the accounts of `git send-email` and adds those that the user picks. Returns the id of the first one, or
 * `undefined` if nothing was picked. Throws a sentence if there is nothing to pick from.
 */
export async function importFromGit(accounts: Accounts): Promise<string | undefined> {
  const config = await readGitConfig(trustedFolder());
  const found = readGitAccounts(config, newAccountId, await providersByHost());
  if (found.accounts.length === 0) {
    const why = found.unusable.join(' ') || l10n.t('Git has no settings for sending mail (sendemail.*).');
    throw new Error(l10n.t('There is no account to import. {0}', why));
  }
  const picked = await vscode.window.showQuickPick(found.accounts.map(choiceOf), {
    canPickMany: true,
    title: l10n.t('Import Account from Git'),
    placeHolder: l10n.t('Choose what to add. Passwords are not read from Git.'),
    matchOnDescription: true,
    // One of several steps: it stays while one looks something up.
    ignoreFocusOut: true,
  });
  if (picked === undefined || picked.length === 0) return undefined;
  const chosen = picked.map(({ found: one }) => one);
  const drafts = [];
  for (const one of chosen) {
    const recipients = await recipientsOf(one);
    if (recipients === undefined) return undefined;
    drafts.push({ ...one.draft, recipients });
  }
  await accounts.put(drafts);
  void notice.info(
    [
      l10n.t('Added from Git: {0}.', drafts.map(({ name }) => name).join(', ')),
      config.hasPassword ? l10n.t('The password that stands in the settings of Git was not read: type it.') : '',
      ...new Set([...chosen.flatMap(({ remarks }) => remarks), ...found.unusable]),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
  );
  return drafts[0]?.id;
}

/** Settings of a repository count only in a trusted workspace. */
function trustedFolder(): string | undefined {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return vscode.workspace.isTrusted ? folder?.uri.fsPath : undefined;
}

function choiceOf(found: GitAccount): vscode.QuickPickItem & { readonly found: GitAccount } {
  const { draft, remarks, fromRepository, isMixed } = found;
  const server = l10n.t('{0}, port {1}, {2}', draft.host, draft.port, securityWords(draft.security).label);
  const facts = [
    draft.authentication ? l10n.t('User name: {0}', draft.username) : l10n.t('Without authentication'),
    draft.fromAddress === '' ? '' : l10n.t('From: {0}', draft.fromAddress),
    fromRepository.length === 0 ? '' : l10n.t('From this repository: {0}', fromRepository.join(', ')),
    ...remarks,
  ];
  return {
    label: draft.name,
    description: server,
    detail: facts.filter((fact) => fact !== '').join(' · '),
    picked: !isMixed,
    found,
  };
}

/** Git usually sends patches to a mailing list, which must not receive a user's mails unless they choose so. */
async function recipientsOf({ draft, to }: GitAccount): Promise<readonly string[] | undefined> {
  const own = draft.email === '' ? [] : [draft.email];
  if (to.length === 0) return own;
  const me = {
    label: draft.email === '' ? l10n.t('Nobody yet') : l10n.t('Only me'),
    description: own.join(', '),
    recipients: own,
  };
  const list = { label: l10n.t('The recipients of Git'), description: to.join(', '), recipients: to };
  const picked = await vscode.window.showQuickPick([me, list], {
    title: draft.name,
    placeHolder: l10n.t('Who gets the mails? Git sends patches to {0}.', to.join(', ')),
    ignoreFocusOut: true,
  });
  return picked?.recipients;
}
