import type { AccountDraft, AccountField } from '../../src/model/account';
import { emptyDraft } from '../../src/model/account';
import type { Mend } from '../../src/model/problem';
import { parseAccount } from '../../src/model/parseAccount';
import type { TlsPolicy } from '../../src/model/security';
import type { AccountSnapshot } from '../../src/protocol';
import { editField, mendForm, openForm, receiveAccount, type FormState, sameDraft } from './form';
import type { KeptForm } from './keptForm';
import { shownProblems } from './shownProblems';
import { standingOf, type Standing } from './standing';

/** What an account is waiting for. */
export type Busy = 'save' | 'test' | 'password' | 'delete';

/** Where something is said that is about one account. */
export type SheetPlace = 'form' | 'test' | 'delete';

/** What is typed into the form of one account, and what it waits for. It goes on while another account is shown. */
export class Sheet {
  form: FormState;
  /** Here and in its field only: never kept, never logged, gone as soon as it is saved. */
  password = '';
  passwordLost = false;
  /** Where the test goes instead of to the recipients, as typed. */
  sendTo = '';
  /** Added on this page and not saved yet: the extension knows nothing of it. */
  added = false;
  waitingFor: Busy | undefined;
  allShown: boolean;
  readonly refusals = new Map<SheetPlace, string>();
  /** The account was deleted elsewhere while something was typed: there is nothing to go back to. */
  isOrphan = false;
  private readonly visited = new Set<AccountField>();

  constructor(base: AccountSnapshot) {
    this.form = openForm(base);
    this.allShown = base.saved;
  }

  /** The sheet of a new account. */
  static add(id: string, tls: TlsPolicy | undefined): Sheet {
    const sheet = new Sheet(unsaved(emptyDraft(id), tls));
    sheet.added = true;
    return sheet;
  }

  /** The sheet as it was kept, on top of what has become of the account since. */
  static restore(kept: KeptForm, now: AccountSnapshot | undefined, tls: TlsPolicy | undefined): Sheet {
    const base = now ?? unsaved(kept.base, tls);
    const sheet = new Sheet(base);
    sheet.form = receiveAccount(
      { base: { ...base, draft: kept.base }, draft: kept.draft, touched: kept.touched },
      base,
    );
    sheet.passwordLost = kept.passwordTyped;
    sheet.sendTo = kept.sendTo;
    sheet.added = now === undefined;
    sheet.isOrphan = sheet.added && !sameDraft(kept.base, emptyDraft(kept.base.id));
    return sheet;
  }

  get id(): string {
    return this.form.base.draft.id;
  }

  get standing(): Standing {
    return standingOf(this.form, this.typedPassword !== undefined);
  }

  get shown(): ReturnType<typeof shownProblems> {
    return shownProblems(this.standing.problems, this.visited, this.allShown);
  }

  /** A password that stands in a field that is not shown does not count. */
  get typedPassword(): string | undefined {
    const { provider, authentication } = this.form.draft;
    return provider !== 'sandbox' && authentication && this.password !== '' ? this.password : undefined;
  }

  /** What has to outlive the page; `undefined` while there is nothing unsaved. */
  get kept(): KeptForm | undefined {
    const { form, sendTo, added, passwordLost } = this;
    const passwordTyped = this.typedPassword !== undefined || passwordLost;
    if (!this.standing.dirty && !passwordTyped && sendTo === '' && !added) return undefined;
    return { base: form.base.draft, draft: form.draft, touched: form.touched, passwordTyped, sendTo, added };
  }

  edit<Field extends keyof AccountDraft>(field: Field, value: AccountDraft[Field]): void {
    this.form = editField(this.form, field, value);
  }

  visit(field: AccountField): void {
    this.visited.add(field);
  }

  mend(mend: Mend): void {
    this.form = mendForm(this.form, mend);
  }

  typePassword(text: string): void {
    this.password = text;
    this.passwordLost = false;
  }

  /** The extension told a new state of the account. @param ancestor see `receiveAccount` */
  receive(base: AccountSnapshot, ancestor?: AccountDraft): void {
    this.form = receiveAccount(this.form, base, ancestor);
    this.added = false;
  }

  /** The account was deleted elsewhere. What is typed stays: saving it brings the account back. */
  orphan(): void {
    this.form = { ...this.form, base: unsaved(this.form.base.draft, this.form.base.tls) };
    this.added = this.isOrphan = true;
  }

  /** Throws away what is typed. */
  discard(): void {
    this.form = openForm(this.form.base);
    this.password = '';
    this.passwordLost = false;
    this.visited.clear();
    this.allShown = this.form.base.saved;
  }
}

function unsaved(draft: AccountDraft, tls: TlsPolicy = 'required'): AccountSnapshot {
  const { problems } = parseAccount(draft, false, tls);
  return { draft, passwordSet: false, validity: { state: 'incomplete', problems }, saved: false, tls };
}
