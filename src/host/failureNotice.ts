import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { notice } from './notice';

/**
 * Tells in one notification that a mail was not sent, and offers to mend it. Not awaited by its callers: an unanswered
 * notification stays pending for as long as the window lives.
 * @param accountId the account that the settings are opened on
 */
export function showFailure(explanation: string, advice: string, retry: () => void, accountId: string): Promise<void> {
  const open = 'mailWhenDone.openSettings';
  return offerRetry(`${explanation} ${advice}`, retry, l10n.t('Open Settings'), open, accountId);
}

/** Tells in one notification that a mail was given up. Not awaited either. */
export function showGivenUp(sentence: string, retry: () => void): Promise<void> {
  return offerRetry(sentence, retry, l10n.t('Show Outbox'), 'mailWhenDone.showOutbox');
}

async function offerRetry(
  sentence: string,
  retry: () => void,
  other: string,
  command: string,
  ...args: readonly unknown[]
): Promise<void> {
  const again = l10n.t('Retry');
  const chosen = await notice.error(sentence, again, other);
  if (chosen === again) retry();
  if (chosen === other) await vscode.commands.executeCommand(command, ...args);
}
