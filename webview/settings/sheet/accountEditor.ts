import { type AccountDraft, type AccountField, emptyDraft, type Mend } from '../../../src/model/account/account';
import { asciiHost } from '../../../src/model/account/hostName';
import { parseAccount } from '../../../src/model/account/parseAccount';
import type { TlsPolicy } from '../../../src/model/account/security';
import type { AccountSnapshot } from '../../../src/protocol/settingsPage';
import { editField, type FormState, mendForm, openForm, receiveAccount, sameDraft } from './form';
import type { KeptForm } from './keptForm';
import { type FormStatus, formStatus, shownProblems } from './formStatus';

/** What an account is waiting for. */
export type Busy = 'save' | 'test' | 'password' | 'delete';

/** Where on the page an error about one account is shown. */
export type AccountNoticePlace = 'form' | 'test' | 'delete';

/** Why a password that was typed is no longer there: the page was hidden, or another server was taken over. */
export type PasswordLoss = 'hidden' | 'outside';

/** The form of one account as it is edited, and what it waits for. It continues while another account is shown. */
export class AccountEditor {
  form: FormState;
  /** Only here and in its field: never kept, never logged, cleared as soon as it is saved. */
  password = '';
  passwordLost: PasswordLoss | undefined;
  /** The address that a test goes to instead of the recipients, as typed. */
  sendTo = '';
  /** Added on this page and not saved yet, so the extension does not know it. */
  added = false;
  waitingFor: Busy | undefined;
  allShown: boolean;
  readonly errors = new Map<AccountNoticePlace, string>();
  /** The account was deleted elsewhere while the form had unsaved changes: discarding them removes the form too. */
  isOrphan = false;
  private readonly visited = new Set<AccountField>();

  constructor(base: AccountSnapshot) {
    this.form = openForm(base);
    this.allShown = base.saved;
  }

  /** The editor of a new account. */
  static add(id: string, tls: TlsPolicy | undefined): AccountEditor {
    const editor = new AccountEditor(unsaved(emptyDraft(id), tls));
    editor.added = true;
    return editor;
  }

  /** The editor as it was kept, on top of the account as it is now. */
  static restore(kept: KeptForm, now: AccountSnapshot | undefined, tls: TlsPolicy | undefined): AccountEditor {
    const base = now ?? unsaved(kept.base, tls);
    const editor = new AccountEditor(base);
    editor.form = receiveAccount(
      { base: { ...base, draft: kept.base }, draft: kept.draft, touched: kept.touched },
      base,
    );
    if (kept.passwordTyped) editor.passwordLost = 'hidden';
    editor.sendTo = kept.sendTo;
    editor.added = now === undefined;
    editor.isOrphan = editor.added && !sameDraft(kept.base, emptyDraft(kept.base.id));
    return editor;
  }

  get id(): string {
    return this.form.base.draft.id;
  }

  get status(): FormStatus {
    return formStatus(this.form, this.typedPassword !== undefined);
  }

  get shown(): ReturnType<typeof shownProblems> {
    return shownProblems(this.status.problems, this.visited, this.allShown);
  }

  /** The typed password; one in a hidden field does not count. */
  get typedPassword(): string | undefined {
    const { provider, authentication } = this.form.draft;
    return provider !== 'sandbox' && authentication && this.password !== '' ? this.password : undefined;
  }

  /** What has to outlive the page; `undefined` if nothing is unsaved. */
  get kept(): KeptForm | undefined {
    const { form, sendTo, added, passwordLost } = this;
    const passwordTyped = this.typedPassword !== undefined || passwordLost !== undefined;
    if (!this.status.dirty && !passwordTyped && sendTo === '' && !added) return undefined;
    return { base: form.base.draft, draft: form.draft, touched: form.touched, passwordTyped, sendTo, added };
  }

  edit<Field extends keyof AccountDraft>(field: Field, value: AccountDraft[Field]): void {
    this.form = editField(this.form, field, value);
  }

  editAll(values: Partial<AccountDraft>): void {
    for (const [field, value] of Object.entries(values)) this.edit(field as keyof AccountDraft, value);
  }

  visit(field: AccountField): void {
    this.visited.add(field);
  }

  mend(mend: Mend): void {
    const host = (): string => asciiHost(this.form.draft.host).toLowerCase();
    const before = host();
    this.form = mendForm(this.form, mend);
    if (mend.outside !== true || host() === before || this.password === '') return;
    this.password = '';
    this.passwordLost = 'outside';
  }

  typePassword(text: string): void {
    this.password = text;
    this.passwordLost = undefined;
  }

  /** Takes a new snapshot of the account. @param ancestor see `receiveAccount` */
  receive(base: AccountSnapshot, ancestor?: AccountDraft): void {
    this.form = receiveAccount(this.form, base, ancestor);
    this.added = false;
  }

  /** The account was deleted elsewhere. The unsaved changes stay; saving them brings the account back. */
  orphan(): void {
    this.form = { ...this.form, base: unsaved(this.form.base.draft, this.form.base.tls) };
    this.added = this.isOrphan = true;
  }

  /** Discards the unsaved changes. */
  discard(): void {
    this.form = openForm(this.form.base);
    this.password = '';
    this.passwordLost = undefined;
    this.visited.clear();
    this.allShown = this.form.base.saved;
  }
}

function unsaved(draft: AccountDraft, tls: TlsPolicy = 'required'): AccountSnapshot {
  const { problems } = parseAccount(draft, false, tls);
  return { draft, passwordSet: false, validity: { state: 'incomplete', problems }, saved: false, tls };
}
