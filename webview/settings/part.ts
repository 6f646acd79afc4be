import type { AccountDraft, AccountField } from '../../src/model/account';
import type { Mend, Problem } from '../../src/model/problem';
import type { AccountSnapshot, SettingsState, TestReport } from '../../src/protocol';
import type { AccountRow } from './accountRow';
import type { Busy } from './sheet';
import type { Standing } from './standing';

/** Everything a part needs to show itself. */
export interface View {
  readonly state: SettingsState;
  /** Every account, those that are not saved yet too; the selected one is what the rest is about. */
  readonly rows: readonly AccountRow[];
  readonly test: TestReport | undefined;
  readonly base: AccountSnapshot;
  readonly draft: AccountDraft;
  readonly standing: Standing;
  /** Problems to be shown beside their field: not those of a field that nobody has come to yet. */
  readonly shown: ReadonlyMap<AccountField, Problem>;
  /** Every problem is shown: the account was saved once, or somebody tried to save or to test. */
  readonly allShown: boolean;
  readonly passwordTyped: boolean;
  /** The user typed a password before the page was hidden; it was not kept. */
  readonly passwordLost: boolean;
  readonly busy: Busy | undefined;
}

/** A piece of the page. It is built once and then only brought up to date, so that focus and caret stay. */
export interface Part {
  readonly element: HTMLElement;
  update(view: View): void;
  /** Moves the focus to a field; answers whether the field is here. */
  focus?(field: AccountField): boolean;
}

/** What the fields may do to the form. */
export interface Editor {
  /** What stands in the field of the password, which alone may ask for it. */
  readonly password: string;
  edit<Field extends keyof AccountDraft>(field: Field, value: AccountDraft[Field]): void;
  /** The focus left the field: from now on it may complain. */
  visit(field: AccountField): void;
  /** Brings every part up to date. */
  refresh(): void;
  mend(mend: Mend): void;
  typePassword(text: string): void;
  deletePassword(): void;
  showSandboxInbox(): void;
}
