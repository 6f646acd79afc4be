import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Sandbox, StoredMail } from '../../mail/sandbox/sandbox';
import { notice } from '../editor/notice';
import type { MailPages } from '../letter/mailPages';
import { sandboxViewId } from './sandboxView';

/** What the commands on the sandbox inbox need. */
interface Needs {
  readonly mailPages: MailPages;
  readonly sandbox: Sandbox;
}

export async function showSandboxInbox(): Promise<void> {
  await vscode.commands.executeCommand(`${sandboxViewId}.focus`);
}

export async function openSandboxMail({ mailPages, sandbox }: Needs, mail: unknown): Promise<void> {
  await mailPages.show(sandboxMail(sandbox, mail));
}

export async function deleteSandboxMail({ sandbox }: Needs, mail: unknown): Promise<void> {
  await Promise.resolve();
  sandbox.delete(sandboxMail(sandbox, mail).id);
}

export async function clearSandboxInbox({ sandbox }: Needs): Promise<void> {
  const clear = l10n.t('Clear');
  const question = l10n.t('Delete all mails of the sandbox inbox?');
  if (await notice.confirm(question, '', clear)) sandbox.clear();
}

export async function copySandboxUrl({ sandbox }: Needs): Promise<void> {
  const { port } = await sandbox.start();
  await vscode.env.clipboard.writeText(`smtp://sandbox:${encodeURIComponent(sandbox.password)}@127.0.0.1:${port}`);
  void notice.info(
    l10n.t(
      'Copied. Programs on this computer can send to 127.0.0.1, port {0}, until this window closes.',
      String(port),
    ),
  );
}

/** The mail that a command was called for, from the view or from elsewhere; throws a sentence when it is gone. */
function sandboxMail(sandbox: Sandbox, argument: unknown): StoredMail {
  const id = (argument as Partial<StoredMail> | undefined)?.id;
  const mail = sandbox.mails.find((one) => one.id === id);
  if (mail === undefined) throw new Error(l10n.t('That mail is no longer in the sandbox inbox.'));
  return mail;
}
