import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Commands } from './commands';
import { pickConversation } from './conversationPick';
import { conversationText } from './conversationWords';
import { notice } from './notice';
import { SupportBundle, type SupportBundleSources } from './supportBundle';
import { TranscriptDocuments } from './transcriptDocuments';

/** The commands for finding out why mail does not go out. */
export type SupportCommands = Pick<Commands, 'showConversations' | 'createSupportBundle'>;

export interface SupportParts extends SupportBundleSources {
  /** Has what is made here end with the extension. */
  readonly own: <Part extends { dispose(): unknown }>(part: Part) => Part;
}

/** What these commands do, and the bundle that one of them makes. */
export function supportActions(parts: SupportParts): {
  readonly bundle: SupportBundle;
  readonly commands: SupportCommands;
} {
  const { clock, conversations, own } = parts;
  const bundle = new SupportBundle(parts);
  const documents = own(
    new TranscriptDocuments('mail-when-done-conversation', (id) => {
      const conversation = conversations.get(id);
      if (conversation === undefined) return l10n.t('This conversation is no longer kept.');
      return conversationText(conversation, conversation.account.name, vscode.env.language);
    }),
  );
  const commands: SupportCommands = {
    showConversations: async () => {
      if (conversations.all.length === 0) return offerTest();
      const chosen = await pickConversation(conversations.all);
      if (chosen !== undefined) await documents.show(chosen);
    },
    createSupportBundle: async () => {
      const date = new Date(clock.now()).toISOString().slice(0, 10);
      const target = await vscode.window.showSaveDialog({
        title: l10n.t('Create Support Bundle'),
        saveLabel: l10n.t('Create'),
        defaultUri: vscode.Uri.joinPath(vscode.Uri.file(homedir()), `mail-when-done-support-${date}.zip`),
        filters: { [l10n.t('Zip archives')]: ['zip'] },
      });
      if (target === undefined || !(await written(bundle, target))) return;
      void tellWritten(target);
    },
  };
  return { bundle, commands };
}

async function offerTest(): Promise<void> {
  const test = l10n.t('Send Test Email');
  const sentence = l10n.t('This window has not talked to a mail server yet.');
  if ((await notice.info(sentence, test)) === test) await vscode.commands.executeCommand('mailWhenDone.sendTestEmail');
}

/** Answers whether it was written: it was not where the user cancelled. */
async function written(bundle: SupportBundle, target: vscode.Uri): Promise<boolean> {
  const location = vscode.ProgressLocation.Notification;
  const title = l10n.t('Creating the support bundle');
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const ending = new AbortController();
    token.onCancellationRequested(() => ending.abort());
    try {
      await bundle.write(target, ending.signal, (increment) => progress.report({ increment }));
      return true;
    } catch (error) {
      if (ending.signal.aborted) return false;
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(l10n.t('The support bundle was not written: {0}', reason), { cause: error });
    }
  });
}

async function tellWritten(target: vscode.Uri): Promise<void> {
  // Only there the file manager shows the disk that it was written to.
  const isHere = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  const button = isHere ? l10n.t('Reveal') : l10n.t('Copy Path');
  const sentence = l10n.t(
    'The support bundle is in {0}. Look through it before you send it to anybody.',
    target.fsPath,
  );
  if ((await notice.info(sentence, button)) !== button) return;
  if (isHere) await vscode.commands.executeCommand('revealFileInOS', target);
  else await vscode.env.clipboard.writeText(target.fsPath);
}
