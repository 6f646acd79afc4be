import * as l10n from '@vscode/l10n';
import type { AccountField } from '../../../src/model/account/account';
import type { Client } from '../../../src/protocol/channel';
import type { SettingsEvents, SettingsRequests, SettingsState } from '../../../src/protocol/settingsPage';
import type { EditorApi } from '../../controls/connection';
import { element } from '../../controls/element';
import type { Notice } from '../../controls/notice';
import { accountForm } from '../account/accountForm';
import { accountList, type AccountList } from '../account/accountList';
import { actionBar, type ActionBar } from '../account/actionBar';
import { deleteSection } from '../account/deleteSection';
import { validityBanner } from '../account/validityBanner';
import { deliverySection } from '../lookup/deliverySection';
import { findSection } from '../lookup/findSection';
import { notificationSection } from '../rule/notificationSection';
import type { Component, PageState } from '../sheet/component';
import { type NoticePlace, type PageScreen, PageSession } from '../sheet/pageSession';
import { templateSection } from '../template/templateSection';
import { testSection, type TestSection } from '../test/testSection';
import { PointerGuard } from './pointerGuard';
import { sideSection } from './sideSection';
import { supportSection } from './supportSection';

/** The settings page: its components, put together around a session. */
export class SettingsPage implements PageScreen {
  private fields: readonly Component[] = [];
  private tests: TestSection;
  /** Shared by all accounts: it shows only what was found for the address in the form. */
  private readonly find: Component;
  private readonly list: AccountList;
  private readonly common: readonly Component[];
  private readonly bar: ActionBar;
  private readonly notices: Readonly<Record<Exclude<NoticePlace, 'test'>, Notice>>;
  private readonly form = element('div', { class: 'form' });
  private readonly pointer = new PointerGuard();
  private readonly session: PageSession;

  constructor(
    client: Client<SettingsRequests, SettingsEvents>,
    api: EditorApi,
    state: SettingsState,
    private readonly language: string,
    root: HTMLElement,
  ) {
    const session = new PageSession(client, api, this, state);
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
    const side = sideSection(session);
    const support = supportSection(session);
    const deletion = deleteSection(() => session.deleteAccount());
    this.tests = testSection(language, session);
    this.notices = {
      accounts: this.list.notice,
      form: this.bar.notice,
      notifications: notifications.notice,
      delete: deletion.notice,
    };
    this.common = [this.list, banner, this.bar, notifications, templates, delivery, side, deletion];
    root.replaceChildren(
      element('header', {}, element('h1', {}, l10n.t('Mail When Done')), this.list.element, banner.element),
      this.form,
      ...[this.bar, notifications, templates, this.tests, delivery, side, support, deletion].map(
        (component) => component.element,
      ),
    );
    this.open();
    this.listen(this.form);
    session.refresh();
  }

  open(): void {
    this.fields = accountForm(this.session, this.find);
    this.form.replaceChildren(...this.fields.map((component) => component.element));
    const tests = testSection(this.language, this.session);
    this.tests.element.replaceWith(tests.element);
    this.tests = tests;
  }

  show(page: PageState): void {
    this.pointer.whenUp(() => {
      for (const component of [...this.common, ...this.fields, this.tests]) component.update(page);
    });
  }

  goTo(field: AccountField): void {
    this.fields.some((component) => component.focus?.(field) ?? false);
  }

  goToList(): void {
    // Only once the list is up to date.
    this.pointer.whenUp(() => this.list.focusSelected());
  }

  announce(sentence: string): void {
    this.bar.announce(sentence);
  }

  showError(place: NoticePlace, sentence: string | undefined): void {
    (place === 'test' ? this.tests.notice : this.notices[place]).show(sentence);
  }

  /** Enter in a field saves, and so does Ctrl+S or Cmd+S anywhere. */
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
