import * as l10n from '@vscode/l10n';
import type { AccountDraft, AccountField } from '../../src/model/account';
import type { Mend } from '../../src/model/problem';
import type { Client, SettingsEvents, SettingsRequests, SettingsState, TestReport } from '../../src/protocol';
import type { EditorApi } from '../connection';
import { accountRow, type AccountRow } from './accountRow';
import { keepForms } from './keptForm';
import type { Editor, View } from './part';
import type { Busy, Sheet, SheetPlace } from './sheet';
import { Sheets, type Sent } from './sheets';

/** Where on the page something is said. */
export type Place = SheetPlace | 'accounts' | 'notifications';

/** What the session wants of the page. */
export interface Screen {
  /** Another account is shown from now on: whatever stands in a field is of the one before. */
  open(): void;
  show(view: View): void;
  goTo(field: AccountField): void;
  goToList(): void;
  /** Says that something went well. */
  say(sentence: string): void;
  /** Says what went wrong, or with `undefined` takes it back. */
  refuse(place: Place, sentence: string | undefined): void;
}

/** What goes on while the settings page is open: what is typed, what is saved, what is waited for. Knows no DOM. */
export class Session implements Editor {
  private readonly sheets: Sheets;

  constructor(
    private readonly client: Client<SettingsRequests, SettingsEvents>,
    private readonly api: EditorApi,
    private readonly screen: Screen,
    private state: SettingsState,
  ) {
    this.sheets = new Sheets(api, state);
    client.on('state', (next) => this.receive(next));
    client.on('test', ({ id, report }) => this.receiveTest(id, report));
    client.on('select', ({ id }) => this.select(id));
  }

  get password(): string {
    return this.sheet.password;
  }

  get sendTo(): string {
    return this.sheet.sendTo;
  }

  /** Has everything shown as it stands. */
  refresh(): void {
    const { state, sheet } = this;
    const { standing, shown, form, allShown, password, passwordLost } = sheet;
    this.screen.show({
      state,
      rows: this.rows,
      test: state.tests[sheet.id],
      base: form.base,
      draft: form.draft,
      standing,
      shown,
      allShown,
      passwordTyped: password !== '',
      passwordLost,
      busy: this.busyOf(sheet),
    });
    keepForms(this.api, this.sheets.kept(state));
  }

  /** Shows another account; one that nobody knows yet is a new one, to be filled in. */
  select(id: string): void {
    if (!this.sheets.select(id, this.state)) return;
    this.open();
    this.refresh();
  }

  edit<Field extends keyof AccountDraft>(field: Field, value: AccountDraft[Field]): void {
    this.sheet.edit(field, value);
    this.refresh();
  }

  visit(field: AccountField): void {
    this.sheet.visit(field);
    this.refresh();
  }

  mend(mend: Mend): void {
    this.sheet.mend(mend);
    this.refresh();
    // The button that was pressed is gone now, and with it the focus.
    const [field] = Object.keys(mend.set);
    if (field !== undefined) this.screen.goTo(field as AccountField);
  }

  typePassword(text: string): void {
    this.sheet.typePassword(text);
    this.refresh();
  }

  typeSendTo(text: string): void {
    this.sheet.sendTo = text;
    this.refresh();
  }

  async save(): Promise<void> {
    const { sheet } = this;
    if (this.busyOf(sheet) !== undefined) return;
    sheet.allShown = true;
    const { draft } = sheet.form;
    const password = sheet.typedPassword;
    const isSaved = await this.wait(sheet, 'save', 'form', async () => {
      const next = await this.client.request('save', { draft, password });
      if (sheet.typedPassword === password) sheet.password = '';
      sheet.passwordLost = false;
      this.receive(next, { id: draft.id, ancestor: draft });
    });
    if (!isSaved || sheet !== this.sheet) return;
    const [first] = sheet.standing.problems;
    if (first === undefined) this.screen.say(l10n.t('Settings saved'));
    else {
      this.screen.say(l10n.t('Settings saved, but no mail can be sent until the marked fields are complete'));
      this.screen.goTo(first.field);
    }
  }

  discard(): void {
    if (this.sheets.discard(this.sheet)) this.open();
    this.refresh();
  }

  test(to: string): void {
    const { sheet } = this;
    if (this.busyOf(sheet) !== undefined) return;
    sheet.allShown = true;
    // What an earlier test showed of other settings would only mislead.
    const others = Object.entries(this.state.tests).filter(([id]) => id !== sheet.id);
    this.state = { ...this.state, tests: Object.fromEntries(others) };
    this.refresh();
    const [first] = sheet.standing.problems;
    if (first !== undefined) {
      this.refuse(sheet, 'test', l10n.t('Complete the marked fields first.'));
      this.screen.goTo(first.field);
      return;
    }
    const form = { draft: sheet.form.draft, password: sheet.typedPassword, to: to === '' ? undefined : [to] };
    void this.wait(sheet, 'test', 'test', async () =>
      this.receiveTest(sheet.id, await this.client.request('test', form)),
    );
  }

  cancelTest(): void {
    const { id } = this.sheet;
    this.ask('test', () => this.client.request('cancelTest', { id }));
  }

  deletePassword(): void {
    const { sheet } = this;
    void this.wait(sheet, 'password', 'form', async () =>
      this.receive(await this.client.request('deletePassword', { id: sheet.id })),
    );
  }

  addAccount(): void {
    this.ask('accounts', async () => {
      const id = await this.client.request('addAccount', null);
      if (id === null) return;
      // As long as nothing is saved the form that is there is the new account.
      this.select(this.state.defaultId === '' ? this.sheet.id : id);
      this.screen.goTo('name');
    });
  }

  duplicateAccount(id: string): void {
    this.ask('accounts', async () => {
      this.select(await this.client.request('duplicateAccount', { id }));
      this.screen.goToList();
      const wantsPassword = this.sheet.standing.problems.some(({ field }) => field === 'password');
      this.screen.say(
        wantsPassword ? l10n.t('Duplicated without the password: type it for this account') : l10n.t('Duplicated'),
      );
    });
  }

  setDefault(id: string): void {
    this.ask('accounts', async () => this.receive(await this.client.request('setDefault', { id })));
  }

  deleteAccount(id = this.sheet.id): void {
    // So that it is seen what the question is about.
    this.select(id);
    const { sheet } = this;
    void this.wait(sheet, 'delete', 'delete', async () => {
      if (!(await this.client.request('deleteAccount', { id }))) return;
      this.sheets.drop(id);
      this.open();
      this.screen.goToList();
      this.screen.say(l10n.t('SMTP settings deleted'));
    });
  }

  setEnabled(enabled: boolean): void {
    this.ask('notifications', async () => this.receive(await this.client.request('setEnabled', enabled)));
  }

  showSandboxInbox(): void {
    this.ask('form', () => this.client.request('showSandboxInbox', null));
  }

  showConversations(): void {
    this.ask('form', () => this.client.request('showConversations', null));
  }

  createSupportBundle(): void {
    this.ask('form', () => this.client.request('createSupportBundle', null));
  }

  copy(text: string): void {
    this.ask('test', () => this.client.request('copy', { text }));
  }

  private get sheet(): Sheet {
    return this.sheets.of(this.sheets.selected(this.state), this.state);
  }

  private get rows(): readonly AccountRow[] {
    const { state, sheets } = this;
    const selected = sheets.selected(state);
    return sheets
      .accounts(state)
      .map((snapshot) => accountRow(snapshot, sheets.find(snapshot.draft.id), state.defaultId, selected));
  }

  private receive(next: SettingsState, sent?: Sent): void {
    const before = this.sheet;
    this.state = next;
    this.sheets.receive(next, sent);
    if (this.sheet !== before) this.open();
    this.refresh();
  }

  private receiveTest(id: string, report: TestReport): void {
    this.state = { ...this.state, tests: { ...this.state.tests, [id]: report } };
    this.refresh();
  }

  private open(): void {
    this.screen.open();
    this.screen.say('');
    for (const place of ['form', 'test', 'delete'] as const) this.screen.refuse(place, this.sheet.refusals.get(place));
  }

  /** Does what the form of an account has to wait for. Answers whether the extension did it. */
  private async wait(sheet: Sheet, busy: Busy, place: SheetPlace, work: () => Promise<void>): Promise<boolean> {
    if (this.busyOf(sheet) !== undefined) return false;
    sheet.waitingFor = busy;
    this.refuse(sheet, place, undefined);
    this.refresh();
    try {
      await work();
      return true;
    } catch (error) {
      this.refuse(sheet, place, sentenceOf(error));
      return false;
    } finally {
      sheet.waitingFor = undefined;
      this.refresh();
    }
  }

  /** Says what went wrong with an account where it belongs: at once, or when the account is shown again. */
  private refuse(sheet: Sheet, place: SheetPlace, sentence: string | undefined): void {
    if (sentence === undefined) sheet.refusals.delete(place);
    else sheet.refusals.set(place, sentence);
    if (sheet === this.sheet) this.screen.refuse(place, sentence);
  }

  /** Does what nothing has to wait for. */
  private ask(place: Place, work: () => Promise<unknown>): void {
    this.screen.refuse(place, undefined);
    work().catch((error: unknown) => {
      this.screen.refuse(place, sentenceOf(error));
      this.refresh();
    });
  }

  private busyOf(sheet: Sheet): Busy | undefined {
    return sheet.waitingFor ?? (this.state.tests[sheet.id]?.outcome.state === 'running' ? 'test' : undefined);
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
