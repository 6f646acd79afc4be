import * as l10n from '@vscode/l10n';
import type { Accounts } from './accounts';

/** A text about an account; where there are several, it begins with the name of this one. */
export function namedText(accounts: Accounts, id: string, text: string): string {
  const name = accounts.nameAmongSeveral(id);
  return name === '' ? text : l10n.t('{0}: {1}', name, text);
}
