import * as l10n from '@vscode/l10n';
import { shortName } from '../../model/history/entryWords';
import type { Run } from '../../model/run/run';
import type { RecentLog } from '../editor/recentLog';
import { offerReload } from '../editor/reloadOffer';

let isOpen = false;

/**
 * Reports that the mail about a run could not be written, for instance because an update has removed the extension from
 * under this window. Once while nobody answers: then it counts for every run.
 */
export async function showUnwritten(run: Run, log: Pick<RecentLog, 'show'>): Promise<void> {
  if (isOpen) return;
  isOpen = true;
  const sentence = l10n.t(
    'The mail about “{0}” could not be written. It will be once this window is reloaded.',
    shortName(run.name),
  );
  await offerReload(sentence, log);
  isOpen = false;
}
