import * as l10n from '@vscode/l10n';
import type { AccountField } from '../../src/model/account';
import type { Client, SettingsEvents, SettingsRequests, SettingsState } from '../../src/protocol';
import type { EditorApi } from '../connection';
import { element } from '../element';
import type { Notice } from '../notice';
import { accountForm } from './accountForm';
import { accountList, type AccountList } from './accountList';
import { actionBar, type ActionBar } from './actionBar';
import { deleteSection } from './deleteSection';
import { deliverySection } from './deliverySection';
import { findSection } from './findSection';
import { notificationSection } from './notificationSection';
import type { Part, View } from './part';
import { PointerGuard } from './pointerGuard';
import { Session, type Place, type Screen } from './session';
import { supportSection } from './supportSection';
import { templateSection } from './templateSection';
import { testSection, type TestSection } from './testSection';
import { validityBanner } from './validityBanner';

/** The settings page: its parts, put together around a session. */
export class SettingsPage implements Screen {
  private fields: readonly Part[] = [];
  private tests: TestSection;
  /** One for all accounts: it shows what was found for the address in the form, and nothing for another. */
  private readonly find: Part;
  private readonly list: AccountList;
  private readonly common: readonly Part[];
  private readonly bar: ActionBar;
  private readonly notices: Readonly<Record<Exclude<Place, 'test'>, Notice>>;
  private readonly form = element('div', { class: 'form' });
  private readonly pointer = new PointerGuard();
  private readonly session: Session;

  constructor(
    client: Client<SettingsRequests, SettingsEvents>,
    api: EditorApi,
    state: SettingsState,
    private readonly language: string,
    root: HTMLElement,
  ) {
    const session = new Session(client, api, this, state);
    this.session = session;
    const banner = validityBanner(
      language,
      (field) => this.goTo(field),
      (mend) => session.mend(mend),
    );
    this.list = accountList(session, (field) => this.goTo(field));
    this.bar = actionBar({ save: () => void session.save(), discard: () => session.discard() });
    this.find = findSection(client, session);
    const notifications = notificationSection(language, client, session);
    const templates = templateSection(language, client, () => session.refresh());
    const delivery = deliverySection(language, client, (text) => session.copy(text));
    const support = supportSection(session);
    const deletion = deleteSection(() => session.deleteAccount());
    this.tests = testSection(language, session);
    this.notices = {
      accounts: this.list.notice,
      form: this.bar.notice,
      notifications: notifications.notice,
      delete: deletion.notice,
    };
    this.common = [this.list, banner, this.bar, notifications, templates, delivery, deletion];
    root.replaceChildren(
      element('header', {}, element('h1', {}, l10n.t('Mail When Done')), this.list.element, banner.element),
      this.form,
      ...[this.bar, notifications, templates, this.tests, delivery, support, deletion].map((part) => part.element),
    );
    this.open();
    this.listen(this.form);
    session.refresh();
  }

  open(): void {
    this.fields = accountForm(this.session, this.find);
    this.form.replaceChildren(...this.fields.map((part) => part.element));
    const tests = testSection(this.language, this.session);
    this.tests.element.replaceWith(tests.element);
    this.tests = tests;
  }

  show(view: View): void {
    this.pointer.whenUp(() => {
      for (const part of [...this.common, ...this.fields, this.tests]) part.update(view);
    });
  }

  goTo(field: AccountField): void {
    this.fields.some((part) => part.focus?.(field) ?? false);
  }

  goToList(): void {
    // After the list is as it will be.
    this.pointer.whenUp(() => this.list.focusSelected());
  }

  say(sentence: string): void {
    this.bar.say(sentence);
  }

  refuse(place: Place, sentence: string | undefined): void {
    (place === 'test' ? this.tests.notice : this.notices[place]).show(sentence);
  }

  /** Enter in a field saves, as does what saves a file. */
  private listen(form: HTMLElement): void {
    form.addEventListener('keydown', ({ key, target, isComposing }) => {
      if (key === 'Enter' && target instanceof HTMLInputElement && !isComposing) void this.session.save();
    });
    window.addEventListener('keydown', (event) => {
      const { ctrlKey, metaKey, altKey, key } = event;
      if (!(ctrlKey || metaKey) || altKey || key.toLowerCase() !== 's') return;
      event.preventDefault();
      void this.session.save();
    });
  }
}
