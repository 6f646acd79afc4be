import * as l10n from '@vscode/l10n';
import type { Log } from '../model/log';
import { notice } from './notice';

/** Shows what a command threw as the sentence that it is, and logs it. `name` is that of the command. */
export function tellFailure(name: string, error: unknown, log: Log): void {
  const sentence = error instanceof Error ? error.message : String(error);
  // What stands in quotes may be a command line, which may hold secrets.
  log.error(`${name}: ${sentence.replaceAll(/“[^”]*”/g, '“…”')}`);
  void notice.error(l10n.t('Mail When Done: {0}', sentence));
}
