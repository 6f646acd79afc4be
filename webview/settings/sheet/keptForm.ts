import type { AccountDraft, AccountField } from '../../../src/model/account/account';
import { readAccount } from '../../../src/model/account/storedAccount';
import { isRecord } from '../../../src/model/unknown';
import type { EditorApi } from '../../controls/connection';

/** What outlives the page while its tab is hidden: the draft and what it started from, never the password. */
export interface KeptForm {
  readonly base: AccountDraft;
  readonly draft: AccountDraft;
  readonly touched: ReadonlySet<AccountField>;
  /** A password was typed. It is not kept, and the page says so. */
  readonly passwordTyped: boolean;
  readonly sendTo: string;
  /** The account was added on the page and has not been saved. */
  readonly added: boolean;
}

/** What is kept of a page: the forms with unsaved changes, and the account that was shown. */
export interface KeptForms {
  readonly forms: readonly KeptForm[];
  /** Empty: the default account. */
  readonly selected: string;
}

/** Keeps the forms with the editor, or clears what it keeps if nothing is unsaved. */
export function keepForms(api: EditorApi, { forms, selected }: KeptForms): void {
  if (forms.length === 0 && selected === '') {
    api.setState(undefined);
    return;
  }
  api.setState({ selected, forms: forms.map((kept) => ({ ...kept, touched: [...kept.touched] })) });
}

/** Reads what was kept and checks every value: an older version of the page may have written it. */
export function readKeptForms(api: EditorApi): KeptForms {
  const found = api.getState();
  if (!isRecord(found)) return { forms: [], selected: '' };
  const { forms, selected } = found;
  return {
    forms: Array.isArray(forms) ? forms.filter(isRecord).map(readKeptForm) : [],
    selected: typeof selected === 'string' ? selected : '',
  };
}

function readKeptForm({ base, draft, touched, passwordTyped, sendTo, added }: Record<string, unknown>): KeptForm {
  return {
    base: readAccount(base, 0),
    draft: readAccount(draft, 0),
    touched: new Set(Array.isArray(touched) ? (touched as AccountField[]) : []),
    passwordTyped: passwordTyped === true,
    sendTo: typeof sendTo === 'string' ? sendTo : '',
    added: added === true,
  };
}
