import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { notice } from './notice';

/** A button that helps: opens a page, or mends the settings. */
export interface Help {
  readonly label: string;
  act(): unknown;
}

/**
 * Tells in one notification that a mail was not sent, and offers to mend it. Not awaited by its callers: an unanswered
 * notification stays pending for as long as the window lives.
 * @param accountId the account that the settings are opened on
 */
export function showFailure(
  explanation: string,
  advice: string,
  retry: () => void,
  accountId: string,
  help?: Help,
): Promise<void> {
  const settings = toCommand(l10n.t('Open Settings'), 'openSettings', accountId);
  return offer(`${explanation} ${advice}`, [again(retry), help, settings]);
}

/** Tells in one notification that a mail was given up. Not awaited either. */
export function showGivenUp(sentence: string, retry: () => void, help?: Help): Promise<void> {
  return offer(sentence, [again(retry), help, toCommand(l10n.t('Show Outbox'), 'showOutbox')]);
}

/** Tells of a mail that no account can send any more. Not awaited either. */
export function showOrphan(sentence: string): Promise<void> {
  return offer(sentence, [toCommand(l10n.t('Show Outbox'), 'showOutbox')]);
}

function again(retry: () => void): Help {
  return { label: l10n.t('Retry'), act: retry };
}

function toCommand(label: string, command: string, ...args: readonly unknown[]): Help {
  return { label, act: () => vscode.commands.executeCommand(`mailWhenDone.${command}`, ...args) };
}

async function offer(sentence: string, offered: readonly (Help | undefined)[]): Promise<void> {
  const helps = offered.filter((help) => help !== undefined);
  const chosen = await notice.error(sentence, ...helps.map(({ label }) => label));
  await helps.find(({ label }) => label === chosen)?.act();
}
