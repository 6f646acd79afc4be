import type { AccountDraft, AccountField } from './account';

/** One click that mends a problem: what its button says and which fields it sets. */
export interface Mend {
  readonly label: string;
  readonly set: Partial<AccountDraft>;
}

/** One click that helps after a failure: it mends the settings, or opens the page where something is to be done. */
export type Remedy = Mend | { readonly label: string; readonly open: string };

/** What keeps an account from being used, to be shown beside its field. */
export interface Problem {
  readonly field: AccountField;
  /** `missing`: nothing is there yet; `invalid`: what is there cannot be right. */
  readonly kind: 'missing' | 'invalid';
  /** A sentence that says what is wrong and what to do. */
  readonly message: string;
  readonly mend?: Mend;
}
