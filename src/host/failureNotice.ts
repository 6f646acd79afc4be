import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { notice } from './notice';

/**
 * Tells in one notification that a mail was not sent, and offers to mend it. Not awaited by its callers: an unanswered
 * notification stays pending for as long as the window lives.
 */
export async function showFailure(explanation: string, advice: string, retry: () => void): Promise<void> {
  const again = l10n.t('Retry');
  const settings = l10n.t('Open Settings');
  const chosen = await notice.error(`${explanation} ${advice}`, again, settings);
  if (chosen === again) retry();
  if (chosen === settings) await vscode.commands.executeCommand('mailWhenDone.openSettings');
}

/** Tells in one notification that a mail was given up. Not awaited either. */
export async function showGivenUp(sentence: string, retry: () => void): Promise<void> {
  const again = l10n.t('Retry');
  const show = l10n.t('Show Outbox');
  const chosen = await notice.error(sentence, again, show);
  if (chosen === again) retry();
  if (chosen === show) await vscode.commands.executeCommand('mailWhenDone.outbox.focus');
}
