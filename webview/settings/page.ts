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
import { element } from '../element';
import { accountForm } from './accountForm';
import { actionBar, type ActionBar } from './actionBar';
import { deleteSection } from './deleteSection';
import { editField, mendForm, openForm, receiveAccount, type FormState } from './form';
import { keepForm, readKeptForm } from './keptForm';
import type { Notice } from '../notice';
import { notificationSection } from './notificationSection';
import type { Busy, Editor, Part, View } from './part';
import { PointerGuard } from './pointerGuard';
import { standingOf, type Standing } from './standing';
import { testSection, type TestSection } from './testSection';
import { validityBanner } from './validityBanner';

/** The settings page: holds what is typed, asks the extension, and keeps every part up to date. */
export class SettingsPage implements Editor {
  private form: FormState;
  /** Here and in its field only: never kept, never logged, gone as soon as it is saved. */
  private password = '';
  private passwordLost = false;
  private sendTo = '';
  private waitingFor: Busy | undefined;
  private allShown = false;
  private readonly visited = new Set<AccountField>();
  private readonly fields: readonly Part[];
  private readonly bar: ActionBar;
  private readonly tests: TestSection;
  private readonly deletion = deleteSection(() => void this.deleteAccount());
  private readonly parts: readonly Part[];
  private readonly pointer = new PointerGuard();

  constructor(
    private readonly client: Client<SettingsRequests, SettingsEvents>,
    private readonly api: EditorApi,
    private state: SettingsState,
    language: string,
  ) {
    this.form = this.restored(snapshotOf(state, undefined));
    this.allShown = this.form.base.saved;
    const banner = validityBanner(language, (field) => this.goTo(field));
    this.fields = accountForm(this);
    this.bar = actionBar({ save: () => void this.save(), discard: () => this.discard() });
    this.tests = testSection(language, this);
    this.tests.restore(this.sendTo);
    this.parts = [banner, ...this.fields, this.bar, notificationSection(this), this.tests, this.deletion];
    client.on('state', (next) => this.receive(next));
    client.on('test', (report) => this.showTest(report));
  }

  /** Puts the page into its place. */
  show(root: HTMLElement): void {
    const [banner, ...others] = this.parts.map((part) => part.element);
    const form = element('div', { class: 'form' }, ...this.fields.map((part) => part.element));
    form.addEventListener('keydown', ({ key, target, isComposing }) => {
      if (key === 'Enter' && target instanceof HTMLInputElement && !isComposing) void this.save();
    });
    window.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      void this.save();
    });
    root.replaceChildren(
      element('header', {}, element('h1', {}, l10n.t('Mail When Done')), banner),
      form,
      ...others.slice(this.fields.length),
    );
    this.render();
  }

  edit<Field extends keyof AccountDraft>(field: Field, value: AccountDraft[Field]): void {
    this.form = editField(this.form, field, value);
    this.render();
  }

  visit(field: AccountField): void {
    this.visited.add(field);
    this.refresh();
  }

  refresh(): void {
    this.pointer.whenUp(() => this.render());
  }

  mend(mend: Mend): void {
    this.form = mendForm(this.form, mend);
    this.render();
  }

  typePassword(text: string): void {
    this.password = text;
    this.passwordLost = false;
    this.render();
  }

  typeSendTo(text: string): void {
    this.sendTo = text;
    this.render();
  }

  deletePassword(): void {
    const { id } = this.form.base.draft;
    void this.run('other', this.bar.notice, async () =>
      this.receive(await this.client.request('deletePassword', { id })),
    );
  }

  setEnabled(enabled: boolean): void {
    void this.run('other', this.bar.notice, async () => this.receive(await this.client.request('setEnabled', enabled)));
  }

  setMinimumDuration(seconds: number): void {
    void this.run('other', this.bar.notice, async () =>
      this.receive(await this.client.request('setMinimumDuration', seconds)),
    );
  }

  showSandboxInbox(): void {
    void this.client
      .request('showSandboxInbox', null)
      .catch((error: unknown) => this.bar.notice.show(sentenceOf(error)));
  }

  copy(text: string): void {
    void this.client.request('copy', { text }).catch((error: unknown) => this.tests.notice.show(sentenceOf(error)));
  }

  cancelTest(): void {
    void this.client.request('cancelTest', null).catch((error: unknown) => this.tests.notice.show(sentenceOf(error)));
  }

  test(to: string): void {
    if (this.busy !== undefined) return;
    this.allShown = true;
    this.render();
    const [first] = this.standing.problems;
    if (first !== undefined) {
      this.tests.notice.show(l10n.t('Complete the marked fields first.'));
      this.goTo(first.field);
      return;
    }
    this.state = { ...this.state, test: undefined };
    const form = { draft: this.form.draft, password: this.typedPassword, to: to === '' ? undefined : [to] };
    void this.run('test', this.tests.notice, async () => this.showTest(await this.client.request('test', form)));
  }

  private async save(): Promise<void> {
    if (this.busy !== undefined) return;
    this.allShown = true;
    const { draft } = this.form;
    const password = this.typedPassword;
    const saved = await this.run('save', this.bar.notice, async () => {
      const next = await this.client.request('save', { draft, password });
      if (this.typedPassword === password) this.password = '';
      this.passwordLost = false;
      this.receive(next, draft);
    });
    if (!saved) return;
    const [first] = this.standing.problems;
    if (first === undefined) this.bar.say(l10n.t('Settings saved'));
    else {
      this.bar.say(l10n.t('Settings saved, but no mail can be sent until the marked fields are complete'));
      this.goTo(first.field);
    }
  }

  private discard(): void {
    this.reset(this.form.base);
    this.render();
  }

  private async deleteAccount(): Promise<void> {
    const { id } = this.form.base.draft;
    await this.run('delete', this.deletion.notice, async () => {
      if (!(await this.client.request('deleteAccount', { id }))) return;
      this.reset(snapshotOf(this.state, id));
      this.bar.say(l10n.t('SMTP settings deleted'));
    });
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
    this.render();
  }

  private showTest(report: TestReport): void {
    this.state = { ...this.state, test: report };
    this.render();
  }

  /** Does one thing at a time and shows the extension's sentence when it refuses. */
  private async run(busy: Busy, notice: Notice, work: () => Promise<void>): Promise<boolean> {
    if (this.waitingFor !== undefined) return false;
    this.waitingFor = busy;
    notice.show(undefined);
    this.render();
    try {
      await work();
      return true;
    } catch (error) {
      notice.show(sentenceOf(error));
      return false;
    } finally {
      this.waitingFor = undefined;
      this.render();
    }
  }

  private goTo(field: AccountField): void {
    this.fields.some((part) => part.focus?.(field) ?? false);
  }

  private get busy(): Busy | undefined {
    return this.waitingFor ?? (this.state.test?.outcome.state === 'running' ? 'test' : undefined);
  }

  private get standing(): Standing {
    return standingOf(this.form, this.typedPassword !== undefined);
  }

  /** A password that stands in a hidden field does not count. */
  private get typedPassword(): string | undefined {
    const { provider, authentication } = this.form.draft;
    return provider !== 'sandbox' && authentication && this.password !== '' ? this.password : undefined;
  }

  private restored(base: AccountSnapshot): FormState {
    const kept = readKeptForm(this.api);
    if (kept?.draft.id !== base.draft.id) return openForm(base);
    this.passwordLost = kept.passwordTyped;
    this.sendTo = kept.sendTo;
    return receiveAccount({ base: { ...base, draft: kept.base }, draft: kept.draft, touched: kept.touched }, base);
  }

  private render(): void {
    const standing = this.standing;
    const shown = new Map(
      standing.problems
        .filter(({ field, kind, mend }) => {
          // A contradiction between two fields shows at once: neither of them is still being typed.
          const contradiction = kind === 'invalid' && (mend !== undefined || field === 'security');
          return contradiction || this.allShown || this.visited.has(field);
        })
        .reverse()
        .map((problem) => [problem.field, problem]),
    );
    const view: View = {
      state: this.state,
      base: this.form.base,
      draft: this.form.draft,
      standing,
      shown,
      allShown: this.allShown,
      passwordTyped: this.password !== '',
      passwordLost: this.passwordLost,
      busy: this.busy,
    };
    for (const part of this.parts) part.update(view);
    const passwordTyped = this.typedPassword !== undefined || this.passwordLost;
    const worthKeeping = standing.dirty || passwordTyped || this.sendTo !== '';
    keepForm(this.api, worthKeeping ? { form: this.form, passwordTyped, sendTo: this.sendTo } : undefined);
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
