import type { AccountDraft, AccountField, Mend, Problem } from '../../../src/model/account/account';
import type { AccountSnapshot, SettingElsewhere, SettingsState, TestReport } from '../../../src/protocol/settingsPage';
import type { AccountRow } from './accountRow';
import type { Busy, PasswordLoss } from './accountEditor';
import type { FormStatus } from './formStatus';

/** Everything a component needs to show itself. */
export interface PageState {
  readonly settings: SettingsState;
  /** Every account, including those not saved yet. The properties below belong to the selected one. */
  readonly rows: readonly AccountRow[];
  readonly test: TestReport | undefined;
  readonly base: AccountSnapshot;
  readonly draft: AccountDraft;
  readonly status: FormStatus;
  /** The problems to show beside their fields: none for a field that the user has not left yet. */
  readonly shown: ReadonlyMap<AccountField, Problem>;
  /** Every problem is shown: the account was saved once, or the user tried to save or to test. */
  readonly allShown: boolean;
  readonly passwordTyped: boolean;
  /** Why a password that the user had typed is gone. */
  readonly passwordLost: PasswordLoss | undefined;
  readonly busy: Busy | undefined;
}

/** A piece of the page. It is built once and then only updated, so that focus and caret stay. */
export interface Component<State = PageState> {
  readonly element: HTMLElement;
  update(state: State): void;
  /** Moves the focus to a field; returns whether the field is here. */
  focus?(field: AccountField): boolean;
}

/** What the fields can do with the form. */
export interface FormActions {
  /** The typed password; only the password field may read it. */
  readonly password: string;
  edit<Field extends keyof AccountDraft>(field: Field, value: AccountDraft[Field]): void;
  /** Sets fields that only make sense together. */
  editAll(values: Partial<AccountDraft>): void;
  /** The focus left the field: from now on it may show a problem. */
  visit(field: AccountField): void;
  /** Updates every component. */
  refresh(): void;
  mend(mend: Mend): void;
  typePassword(text: string): void;
  deletePassword(): void;
  showSandboxInbox(): void;
  openSetting(name: SettingElsewhere): void;
}
