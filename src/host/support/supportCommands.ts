import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RecentAttempts } from '../../mail/transport/recentAttempts';
import type { Clock } from '../../model/clock';
import { whenText } from '../../model/timeText';
import { errorMessage } from '../../model/unknown';
import { proposedFile } from '../editor/chosenFile';
import { executeCommand } from '../editor/commands';
import { notice } from '../editor/notice';
import { TextDocuments } from '../editor/textDocuments';
import { conversationText, pickConversation } from './conversationWords';
import { changesText } from './settingChanges';
import type { SettingsLog } from './settingsLog';
import type { SupportBundle } from './supportBundle';

/** What the commands need that find out why mail does not go out. */
interface Needs {
  readonly attempts: RecentAttempts;
  readonly bundle: SupportBundle;
  readonly clock: Clock;
  /** See `attemptDocuments`. */
  readonly attemptTexts: TextDocuments;
  /** See `settingsLogDocuments`. */
  readonly settingsLogTexts: TextDocuments;
}

/** The recent conversations with mail servers as documents. */
export function attemptDocuments(attempts: RecentAttempts): TextDocuments {
  return new TextDocuments('mail-when-done-conversation', '.smtp.txt', (id) => {
    const attempt = attempts.get(id);
    if (attempt === undefined) return l10n.t('This conversation is no longer kept.');
    return conversationText(attempt, attempt.account.name, vscode.env.language);
  });
}

/** The log of changed settings as a document. */
export function settingsLogDocuments(settingsLog: SettingsLog): TextDocuments {
  return new TextDocuments('mail-when-done-setting-changes', '.txt', () =>
    changesText(settingsLog.changes, {
      time: (at) => whenText(at, vscode.env.language),
      entry: (change) => settingsLog.nameOf(change),
      value: (_change, value) => value,
    }),
  );
}

export async function showSettingChanges({ settingsLogTexts }: Needs): Promise<void> {
  await settingsLogTexts.show('', l10n.t('Changed settings'));
}

export async function showConversations({ attempts, attemptTexts }: Needs): Promise<void> {
  if (attempts.all.length === 0) return offerTest();
  const chosen = await pickConversation(attempts.all);
  if (chosen !== undefined) await attemptTexts.show(chosen.id, chosen.subject);
}

export async function createSupportBundle({ bundle, clock }: Needs): Promise<void> {
  const date = new Date(clock.now()).toISOString().slice(0, 10);
  const target = await vscode.window.showSaveDialog({
    title: l10n.t('Create Support Bundle'),
    saveLabel: l10n.t('Create'),
    defaultUri: proposedFile(`mail-when-done-support-${date}.zip`),
    filters: { [l10n.t('Zip archives')]: ['zip'] },
  });
  if (target === undefined || !(await written(bundle, target))) return;
  void showWritten(target);
}

async function offerTest(): Promise<void> {
  const test = l10n.t('Send Test Email');
  const sentence = l10n.t('This window has not talked to a mail server yet.');
  if ((await notice.info(sentence, test)) === test) await executeCommand('sendTestEmail');
}

/** Returns whether it was written: it was not if the user cancelled. */
async function written(bundle: SupportBundle, target: vscode.Uri): Promise<boolean> {
  return notice.progress(l10n.t('Creating the support bundle'), async (report, signal) => {
    try {
      await bundle.write(target, signal, (increment) => report({ increment }));
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const reason = errorMessage(error);
      throw new Error(l10n.t('The support bundle was not written: {0}', reason), { cause: error });
    }
  });
}

async function showWritten(target: vscode.Uri): Promise<void> {
  // Only here does the file manager show the disk that it was written to.
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
