import { canSend } from '../../src/model/validity';
import type { SettingsState } from '../../src/protocol';

/** Whether any account, as it is saved, can send: a rule may name another one than the default. */
export function anySends({ accounts }: Pick<SettingsState, 'accounts'>): boolean {
  return accounts.some(({ saved, validity }) => saved && canSend(validity));
}
