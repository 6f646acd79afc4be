import type { AccountDraft, AccountField } from '../../src/model/account';
import { readAccount } from '../../src/model/storedAccount';
import type { EditorApi } from '../connection';
import type { AccountSnapshot } from '../../src/protocol';
import { receiveAccount, type FormState } from './form';

/** What outlives the page while its tab is hidden: what was typed and what it started from, never the password. */
export interface KeptForm {
  readonly base: AccountDraft;
  readonly draft: AccountDraft;
  readonly touched: ReadonlySet<AccountField>;
  /** A password stood in the field. It is gone, and the user is told so. */
  readonly passwordTyped: boolean;
  readonly sendTo: string;
}

/** Keeps the form with the editor, or with `undefined` forgets it. */
export function keepForm(
  api: EditorApi,
  kept: { form: FormState; passwordTyped: boolean; sendTo: string } | undefined,
): void {
  if (kept === undefined) {
    api.setState(undefined);
    return;
  }
  const { form, passwordTyped, sendTo } = kept;
  api.setState({ base: form.base.draft, draft: form.draft, touched: [...form.touched], passwordTyped, sendTo });
}

/** What was kept, read with care: an older version of the page may have written it. */
export function readKeptForm(api: EditorApi): KeptForm | undefined {
  const found = api.getState();
  if (typeof found !== 'object' || found === null) return undefined;
  const { base, draft, touched, passwordTyped, sendTo } = found as Record<string, unknown>;
  return {
    base: readAccount(base, 0),
    draft: readAccount(draft, 0),
    touched: new Set(Array.isArray(touched) ? (touched as AccountField[]) : []),
    passwordTyped: passwordTyped === true,
    sendTo: typeof sendTo === 'string' ? sendTo : '',
  };
}

/** The form as it was kept, on top of what has become of the account since. */
export function restoreForm({ base, draft, touched }: KeptForm, now: AccountSnapshot): FormState {
  return receiveAccount({ base: { ...now, draft: base }, draft, touched }, now);
}
