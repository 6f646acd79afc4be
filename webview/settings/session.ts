import * as l10n from '@vscode/l10n';
import type { AccountDraft, AccountField } from '../../src/model/account';
import type { Mend } from '../../src/model/problem';
import type {
  AccountSnapshot,
  Client,
  SettingsEvents,
  SettingsRequests,
  SettingsState,
  TestReport,
} from '../../src/protocol';
import type { EditorApi } from '../connection';
import { editField, mendForm, openForm, receiveAccount, type FormState } from './form';
import { keepForm, readKeptForm, restoreForm } from './keptForm';
import type { Busy, Editor, View } from './part';
import { shownProblems } from './shownProblems';
import { standingOf, type Standing } from './standing';

/** Where on the page something is said. */
export type Place = 'form' | 'notifications' | 'test' | 'delete';

/** What the session wants of the page. */
export interface Screen {
  show(view: View): void;
  goTo(field: AccountField): void;
  /** Says that something went well. */
  say(sentence: string): void;
  /** Says what went wrong, or with `undefined` takes it back. */
  refuse(place: Place, sentence: string | undefined): void;
}

/** What goes on while the settings page is open: what is typed, what is saved, what is waited for. Knows no DOM. */
export class Session implements Editor {
  private form: FormState;
  /** Here and in its field only: never kept, never logged, gone as soon as it is saved. */
  private password = '';
  private passwordLost = false;
  private waitingFor: Busy | undefined;
  private allShown: boolean;
  private readonly visited = new Set<AccountField>();
  /** Where the test goes instead of to the recipients, as typed. */
  sendTo = '';

  constructor(
    private readonly client: Client<SettingsRequests, SettingsEvents>,
    private readonly api: EditorApi,
    private readonly screen: Screen,
    private state: SettingsState,
  ) {
    const base = snapshotOf(state, undefined);
    const kept = readKeptForm(api);
    this.form = openForm(base);
    if (kept?.draft.id === base.draft.id) {
      this.form = restoreForm(kept, base);
      this.passwordLost = kept.passwordTyped;
      this.sendTo = kept.sendTo;
    }
    this.allShown = base.saved;
    client.on('state', (next) => this.receive(next));
    client.on('test', (report) => this.receiveTest(report));
  }

  /** Has everything shown as it stands. */
  refresh(): void {
    const { standing, state, form, busy, allShown, passwordLost } = this;
    this.screen.show({
      state,
      base: form.base,
      draft: form.draft,
      standing,
      shown: shownProblems(standing.problems, this.visited, allShown),
      allShown,
      passwordTyped: this.password !== '',
      passwordLost,
      busy,
    });
    const passwordTyped = this.typedPassword !== undefined || passwordLost;
    const isWorthKeeping = standing.dirty || passwordTyped || this.sendTo !== '';
    keepForm(this.api, isWorthKeeping ? { form, passwordTyped, sendTo: this.sendTo } : undefined);
  }

  edit<Field extends keyof AccountDraft>(field: Field, value: AccountDraft[Field]): void {
    this.form = editField(this.form, field, value);
    this.refresh();
  }

  visit(field: AccountField): void {
    this.visited.add(field);
    this.refresh();
  }

  mend(mend: Mend): void {
    this.form = mendForm(this.form, mend);
    this.refresh();
    // The button that was pressed is gone now, and with it the focus.
    const [field] = Object.keys(mend.set);
    if (field !== undefined) this.screen.goTo(field as AccountField);
  }

  typePassword(text: string): void {
    this.password = text;
    this.passwordLost = false;
    this.refresh();
  }

  typeSendTo(text: string): void {
    this.sendTo = text;
    this.refresh();
  }

  async save(): Promise<void> {
    if (this.busy !== undefined) return;
    this.allShown = true;
    const { draft } = this.form;
    const password = this.typedPassword;
    const isSaved = await this.wait('save', 'form', async () => {
      const next = await this.client.request('save', { draft, password });
      if (this.typedPassword === password) this.password = '';
      this.passwordLost = false;
      this.receive(next, draft);
    });
    if (!isSaved) return;
    const [first] = this.standing.problems;
    if (first === undefined) this.screen.say(l10n.t('Settings saved'));
    else {
      this.screen.say(l10n.t('Settings saved, but no mail can be sent until the marked fields are complete'));
      this.screen.goTo(first.field);
    }
  }

  discard(): void {
    this.reset(this.form.base);
    this.refresh();
  }

  test(to: string): void {
    if (this.busy !== undefined) return;
    this.allShown = true;
    // What an earlier test showed of other settings would only mislead.
    this.state = { ...this.state, test: undefined };
    this.refresh();
    const [first] = this.standing.problems;
    if (first !== undefined) {
      this.screen.refuse('test', l10n.t('Complete the marked fields first.'));
      this.screen.goTo(first.field);
      return;
    }
    const form = { draft: this.form.draft, password: this.typedPassword, to: to === '' ? undefined : [to] };
    void this.wait('test', 'test', async () => this.receiveTest(await this.client.request('test', form)));
  }

  cancelTest(): void {
    this.ask('test', () => this.client.request('cancelTest', null));
  }

  deletePassword(): void {
    const { id } = this.form.base.draft;
    void this.wait('password', 'form', async () => this.receive(await this.client.request('deletePassword', { id })));
  }

  deleteAccount(): void {
    const { id } = this.form.base.draft;
    void this.wait('delete', 'delete', async () => {
      if (!(await this.client.request('deleteAccount', { id }))) return;
      this.reset(snapshotOf(this.state, id));
      this.screen.say(l10n.t('SMTP settings deleted'));
    });
  }

  setEnabled(enabled: boolean): void {
    this.ask('notifications', async () => this.receive(await this.client.request('setEnabled', enabled)));
  }

  setMinimumDuration(seconds: number): void {
    this.ask('notifications', async () => this.receive(await this.client.request('setMinimumDuration', seconds)));
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

  /** Throws away what is typed. */
  private reset(base: AccountSnapshot): void {
    this.form = openForm(base);
    this.password = '';
    this.passwordLost = false;
    this.visited.clear();
    this.allShown = base.saved;
  }

  private receive(next: SettingsState, ancestor?: AccountDraft): void {
    this.state = next;
    this.form = receiveAccount(this.form, snapshotOf(next, this.form.base.draft.id), ancestor);
    this.refresh();
  }

  private receiveTest(report: TestReport): void {
    this.state = { ...this.state, test: report };
    this.refresh();
  }

  /** Does what the rest of the page has to wait for. Answers whether the extension did it. */
  private async wait(busy: Busy, place: Place, work: () => Promise<void>): Promise<boolean> {
    if (this.busy !== undefined) return false;
    this.waitingFor = busy;
    this.screen.refuse(place, undefined);
    this.refresh();
    try {
      await work();
      return true;
    } catch (error) {
      this.screen.refuse(place, sentenceOf(error));
      return false;
    } finally {
      this.waitingFor = undefined;
      this.refresh();
    }
  }

  /** Does what nothing has to wait for. */
  private ask(place: Place, work: () => Promise<unknown>): void {
    this.screen.refuse(place, undefined);
    work().catch((error: unknown) => {
      this.screen.refuse(place, sentenceOf(error));
      this.refresh();
    });
  }

  private get busy(): Busy | undefined {
    return this.waitingFor ?? (this.state.test?.outcome.state === 'running' ? 'test' : undefined);
  }

  private get standing(): Standing {
    return standingOf(this.form, this.typedPassword !== undefined);
  }

  /** A password that stands in a field that is not shown does not count. */
  private get typedPassword(): string | undefined {
    const { provider, authentication } = this.form.draft;
    return provider !== 'sandbox' && authentication && this.password !== '' ? this.password : undefined;
  }
}

function snapshotOf({ accounts }: SettingsState, id: string | undefined): AccountSnapshot {
  const found = accounts.find(({ draft }) => draft.id === id) ?? accounts[0];
  if (found === undefined) throw new Error('The extension told of no account');
  return found;
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
