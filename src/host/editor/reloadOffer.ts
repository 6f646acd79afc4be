import * as vscode from 'vscode';
import { errorMessage } from '../../model/unknown';
import { notice } from './notice';
import type { RecentLog } from './recentLog';

/** Shows an error that a reload of the window may mend, with a button for that. Resolves once somebody has answered. */
export async function offerReload(sentence: string, log: Pick<RecentLog, 'show'>): Promise<void> {
  // The editor's own words: the bundle of @vscode/l10n may not be loaded yet.
  const [reload, showLog] = [vscode.l10n.t('Reload Window'), vscode.l10n.t('Show Log')];
  const chosen = await notice.error(sentence, reload, showLog);
  if (chosen === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
  else if (chosen === showLog) log.show();
}

/** Says what a reload of the window is for, with a button for that. */
export async function offerReloadFor(sentence: string): Promise<void> {
  const reload = vscode.l10n.t('Reload Window');
  if ((await notice.info(sentence, reload)) === reload)
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
}

/** Reports that the extension itself cannot be loaded, so that nothing is watched. It is tried again meanwhile. */
export async function reportNotLoaded(error: unknown, log: RecentLog): Promise<void> {
  const words = errorMessage(error);
  log.error(`the extension cannot be loaded: ${words}`);
  const { code = '' } = error as NodeJS.ErrnoException;
  const sentence = vscode.l10n.t(
    'Mail When Done could not be loaded ({0}), so nothing that finishes now is mailed. It keeps trying; reloading the window may help.',
    code || words,
  );
  await offerReload(sentence, log);
}
