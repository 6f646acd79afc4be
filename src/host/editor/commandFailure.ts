import * as l10n from '@vscode/l10n';
import type { Log } from '../../model/log';
import { errorMessage } from '../../model/unknown';
import { notice } from './notice';

/** Shows what a command threw in a notification and logs it. @param name of the command */
export function tellFailure(name: string, error: unknown, log: Log): void {
  const sentence = errorMessage(error);
  log.error(`${name}: ${sentence}`);
  void notice.error(l10n.t('Mail When Done: {0}', sentence));
}
