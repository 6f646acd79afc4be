import * as l10n from '@vscode/l10n';
import { type CommandArguments, type CommandId, executeCommand } from '../editor/commands';
import { notice } from '../editor/notice';

/** A button that helps: it opens a page or fixes the settings. */
export interface Help {
  readonly label: string;
  act(): unknown;
}

/**
 * Shows one notification that a mail was not sent, with a fix. Callers do not await it: an unanswered notification
 * stays pending as long as the window lives.
 * @param accountId the account to open the settings with
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

/** Shows one notification that a mail was given up. Not awaited either. */
export function showGivenUp(sentence: string, retry: () => void, help?: Help): Promise<void> {
  return offer(sentence, [again(retry), help, toCommand(l10n.t('Show Outbox'), 'showOutbox')]);
}

/** Shows one notification about a mail that no account can send any more. Not awaited either. */
export function showOrphan(sentence: string): Promise<void> {
  return offer(sentence, [toCommand(l10n.t('Show Outbox'), 'showOutbox')]);
}

function again(retry: () => void): Help {
  return { label: l10n.t('Retry'), act: retry };
}

function toCommand<Id extends CommandId>(label: string, id: Id, ...args: CommandArguments[Id]): Help {
  return { label, act: () => executeCommand(id, ...args) };
}

async function offer(sentence: string, offered: readonly (Help | undefined)[]): Promise<void> {
  const helps = offered.filter((help) => help !== undefined);
  const chosen = await notice.error(sentence, ...helps.map(({ label }) => label));
  await helps.find(({ label }) => label === chosen)?.act();
}
