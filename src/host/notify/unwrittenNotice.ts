import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { shortName } from '../../model/history/entryWords';
import type { Run } from '../../model/run/run';
import { notice } from '../editor/notice';

let isOpen = false;

/**
 * Reports that the mail about a run could not be written, for instance because an update has removed the extension from
 * under this window. Once while nobody answers: then it counts for every run.
 */
export async function showUnwritten(run: Run, showLog: () => void): Promise<void> {
  if (isOpen) return;
  isOpen = true;
  const [reload, log] = [l10n.t('Reload Window'), l10n.t('Show Log')];
  const sentence = l10n.t(
    'The mail about “{0}” could not be written. It will be once this window is reloaded.',
    shortName(run.name),
  );
  const chosen = await notice.error(sentence, reload, log);
  isOpen = false;
  if (chosen === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
  else if (chosen === log) showLog();
}
