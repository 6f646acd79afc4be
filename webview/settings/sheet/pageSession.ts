import * as l10n from '@vscode/l10n';
import type { AccountDraft, AccountField, Mend } from '../../../src/model/account/account';
import { errorMessage } from '../../../src/model/unknown';
import type { Client } from '../../../src/protocol/channel';
import type {
  SettingElsewhere,
  SettingsEvents,
  SettingsRequests,
  SettingsState,
  Side,
  TestReport,
} from '../../../src/protocol/settingsPage';
import type { EditorApi } from '../../controls/connection';
import { accountRow, type AccountRow } from './accountRow';
import { keepForms } from './keptForm';
import type { FormActions, PageState } from './component';
import type { AccountEditor, AccountNoticePlace, Busy } from './accountEditor';
import { AccountEditors, type SentDraft } from './accountEditors';

/** Where on the page an error is shown. */
export type NoticePlace = AccountNoticePlace | 'accounts' | 'notifications';

/** What the session needs of the page. */
export interface PageScreen {
  /** Another account is shown from now on: the fields are built anew. */
  open(): void;
  show(page: PageState): void;
  goTo(field: AccountField): void;
  goToList(): void;
  /** Reports a success. */
  announce(sentence: string): void;
  /** Shows what went wrong; `undefined` removes it. */
  showError(place: NoticePlace, sentence: string | undefined): void;
}

/** The open settings page without its DOM: what is typed, what is being saved, which requests are pending. */
export class PageSession implements FormActions {
  private readonly editors: AccountEditors;

  constructor(
    private readonly client: Client<SettingsRequests, SettingsEvents>,
    private readonly api: EditorApi,
    private readonly screen: PageScreen,
    private state: SettingsState,
  ) {
    this.editors = new AccountEditors(api, state);
    client.on('state', (next) => this.receive(next));
    client.on('test', ({ id, report }) => this.receiveTest(id, report));
    client.on('select', ({ id }) => this.select(id));
  }

  get password(): string {
    return this.editor.password;
  }

  get sendTo(): string {
    return this.editor.sendTo;
  }

  /** Shows the current state. */
  refresh(): void {
    const { state, editor } = this;
    const { status, shown, form, allShown, password, passwordLost } = editor;
    this.screen.show({
      settings: state,
      rows: this.rows,
      test: state.tests[editor.id],
      base: form.base,
      draft: form.draft,
      status,
      shown,
      allShown,
      passwordTyped: password !== '',
      passwordLost,
      busy: this.busyOf(editor),
    });
    keepForms(this.api, this.editors.kept(state));
  }

  /** Shows another account; an unknown id is a new account, to be filled in. */
  select(id: string): void {
    if (!this.editors.select(id, this.state)) return;
    this.open();
    this.refresh();
  }

  edit<Field extends keyof AccountDraft>(field: Field, value: AccountDraft[Field]): void {
    this.editor.edit(field, value);
    this.refresh();
  }

  editAll(values: Partial<AccountDraft>): void {
    this.editor.editAll(values);
    this.refresh();
  }

  visit(field: AccountField): void {
    this.editor.visit(field);
    this.refresh();
  }

  mend(mend: Mend): void {
    const { editor } = this;
    const { label: button, question } = mend;
    if (question === undefined) this.mendNow(mend);
    else
      this.ask('form', async () => {
        const isAgreed = await this.client.request('confirm', { ...question, button });
        if (isAgreed && editor === this.editor) this.mendNow(mend);
      });
  }

  private mendNow(mend: Mend): void {
    this.editor.mend(mend);
    this.refresh();
    // The button that was pressed is gone now, and the focus with it.
    const [field] = Object.keys(mend.set);
    if (field !== undefined) this.screen.goTo(field as AccountField);
  }

  typePassword(text: string): void {
    this.editor.typePassword(text);
    this.refresh();
  }

  typeSendTo(text: string): void {
    this.editor.sendTo = text;
    this.refresh();
  }

  async save(): Promise<void> {
    const { editor } = this;
    if (this.busyOf(editor) !== undefined) return;
    editor.allShown = true;
    const { draft } = editor.form;
    const password = editor.typedPassword;
    const isSaved = await this.wait(editor, 'save', 'form', async () => {
      const next = await this.client.request('save', { draft, password });
      if (editor.typedPassword === password) editor.password = '';
      editor.passwordLost = undefined;
      this.receive(next, { id: draft.id, ancestor: draft });
    });
    if (!isSaved || editor !== this.editor) return;
    const [first] = editor.status.problems;
    if (first === undefined) this.screen.announce(l10n.t('Settings saved'));
    else {
      this.screen.announce(l10n.t('Settings saved, but no mail can be sent until the marked fields are complete'));
      this.screen.goTo(first.field);
    }
  }

  discard(): void {
    if (this.editors.discard(this.editor)) this.open();
    this.refresh();
  }

  test(to: string): void {
    const { editor } = this;
    if (this.busyOf(editor) !== undefined) return;
    editor.allShown = true;
    // The result of an earlier test of other settings would only mislead.
    const others = Object.entries(this.state.tests).filter(([id]) => id !== editor.id);
    this.state = { ...this.state, tests: Object.fromEntries(others) };
    this.refresh();
    const [first] = editor.status.problems;
    if (first !== undefined) {
      this.showError(editor, 'test', l10n.t('Complete the marked fields first.'));
      this.screen.goTo(first.field);
      return;
    }
    const form = { draft: editor.form.draft, password: editor.typedPassword, to: to === '' ? undefined : [to] };
    void this.wait(editor, 'test', 'test', async () =>
      this.receiveTest(editor.id, await this.client.request('test', form)),
    );
  }

  cancelTest(): void {
    const { id } = this.editor;
    this.ask('test', () => this.client.request('cancelTest', { id }));
  }

  deletePassword(): void {
    const { editor } = this;
    void this.wait(editor, 'password', 'form', async () =>
      this.receive(await this.client.request('deletePassword', { id: editor.id })),
    );
  }

  addAccount(): void {
    this.ask('accounts', async () => {
      const id = await this.client.request('addAccount', null);
      if (id === null) return;
      // While no account is saved, the form that is shown is the new account.
      this.select(this.state.defaultId === '' ? this.editor.id : id);
      this.screen.goTo('name');
    });
  }

  duplicateAccount(id: string): void {
    this.ask('accounts', async () => {
      this.select(await this.client.request('duplicateAccount', { id }));
      this.screen.goToList();
      const wantsPassword = this.editor.status.problems.some(({ field }) => field === 'password');
      this.screen.announce(
        wantsPassword ? l10n.t('Duplicated without the password: type it for this account') : l10n.t('Duplicated'),
      );
    });
  }

  setDefault(id: string): void {
    this.ask('accounts', async () => this.receive(await this.client.request('setDefault', { id })));
  }

  deleteAccount(id = this.editor.id): void {
    // Shows the account that the question is about.
    this.select(id);
    const { editor } = this;
    void this.wait(editor, 'delete', 'delete', async () => {
      if (!(await this.client.request('deleteAccount', { id }))) return;
      this.editors.drop(id);
      this.open();
      this.screen.goToList();
      this.screen.announce(l10n.t('SMTP settings deleted'));
    });
  }

  setEnabled(enabled: boolean): void {
    this.ask('notifications', async () => this.receive(await this.client.request('setEnabled', enabled)));
  }

  showSandboxInbox(): void {
    this.ask('form', () => this.client.request('showSandboxInbox', null));
  }

  chooseSide(side: Side): void {
    this.ask('form', async () => this.receive(await this.client.request('chooseSide', { side })));
  }

  openSetting(name: SettingElsewhere): void {
    this.ask('form', () => this.client.request('openSetting', { name }));
  }

  showConversations(): void {
    this.ask('form', () => this.client.request('showConversations', null));
  }

  showSettingChanges(): void {
    this.ask('form', () => this.client.request('showSettingChanges', null));
  }

  createSupportBundle(): void {
    this.ask('form', () => this.client.request('createSupportBundle', null));
  }

  copy(text: string): void {
    this.ask('test', () => this.client.request('copy', { text }));
  }

  private get editor(): AccountEditor {
    return this.editors.of(this.editors.selected(this.state), this.state);
  }

  private get rows(): readonly AccountRow[] {
    const { state, editors } = this;
    const selected = editors.selected(state);
    return editors
      .accounts(state)
      .map((snapshot) => accountRow(snapshot, editors.find(snapshot.draft.id), state.defaultId, selected));
  }

  private receive(next: SettingsState, sent?: SentDraft): void {
    const before = this.editor;
    this.state = next;
    this.editors.receive(next, sent);
    if (this.editor !== before) this.open();
    this.refresh();
  }

  private receiveTest(id: string, report: TestReport): void {
    this.state = { ...this.state, tests: { ...this.state.tests, [id]: report } };
    this.refresh();
  }

  private open(): void {
    this.screen.open();
    this.screen.announce('');
    for (const place of ['form', 'test', 'delete'] as const)
      this.screen.showError(place, this.editor.errors.get(place));
  }

  /** Does something that the form of an account waits for. Returns whether it succeeded. */
  private async wait(
    editor: AccountEditor,
    busy: Busy,
    place: AccountNoticePlace,
    work: () => Promise<void>,
  ): Promise<boolean> {
    if (this.busyOf(editor) !== undefined) return false;
    editor.waitingFor = busy;
    this.showError(editor, place, undefined);
    this.refresh();
    try {
      await work();
      return true;
    } catch (error) {
      this.showError(editor, place, errorMessage(error));
      return false;
    } finally {
      editor.waitingFor = undefined;
      this.refresh();
    }
  }

  /** Shows what went wrong with an account: now, or when the account is shown again. */
  private showError(editor: AccountEditor, place: AccountNoticePlace, sentence: string | undefined): void {
    if (sentence === undefined) editor.errors.delete(place);
    else editor.errors.set(place, sentence);
    if (editor === this.editor) this.screen.showError(place, sentence);
  }

  /** Does something that nothing waits for. */
  private ask(place: NoticePlace, work: () => Promise<unknown>): void {
    this.screen.showError(place, undefined);
    work().catch((error: unknown) => {
      this.screen.showError(place, errorMessage(error));
      this.refresh();
    });
  }

  private busyOf(editor: AccountEditor): Busy | undefined {
    return editor.waitingFor ?? (this.state.tests[editor.id]?.outcome.state === 'running' ? 'test' : undefined);
  }
}
