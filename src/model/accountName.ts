import * as l10n from '@vscode/l10n';
import type { AccountDraft } from './account';

/** What an account is called wherever one of several is meant, however little of it is filled in. */
export function accountName({ name, email, host }: AccountDraft): string {
  return [name, email, host].map((text) => text.trim()).find((text) => text !== '') ?? l10n.t('Unnamed account');
}

/** A name for a copy that none of `names` has yet: `Work (copy)`, `Work (copy 2)` … */
export function copyName(name: string, names: readonly string[]): string {
  let copy = l10n.t('{0} (copy)', name);
  for (let count = 2; names.includes(copy); count++) copy = l10n.t('{0} (copy {1})', name, count);
  return copy;
}

/** An id that no other account has had. Positions serve as ids only in settings.json that was typed by hand. */
export function newAccountId(): string {
  return `account-${crypto.randomUUID()}`;
}
