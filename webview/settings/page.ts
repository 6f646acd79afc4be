import * as l10n from '@vscode/l10n';
import type { AccountField } from '../../src/model/account';
import type { Client, SettingsEvents, SettingsRequests, SettingsState } from '../../src/protocol';
import type { EditorApi } from '../connection';
import { element } from '../element';
import type { Notice } from '../notice';
import { accountForm } from './accountForm';
import { actionBar, type ActionBar } from './actionBar';
import { deleteSection } from './deleteSection';
import { notificationSection } from './notificationSection';
import type { Part, View } from './part';
import { PointerGuard } from './pointerGuard';
import { Session, type Place, type Screen } from './session';
import { supportSection } from './supportSection';
import { testSection } from './testSection';
import { validityBanner } from './validityBanner';

/** The settings page: its parts, put together around a session. */
export class SettingsPage implements Screen {
  private readonly fields: readonly Part[];
  private readonly parts: readonly Part[];
  private readonly bar: ActionBar;
  private readonly notices: Readonly<Record<Place, Notice>>;
  private readonly pointer = new PointerGuard();
  private readonly session: Session;

  constructor(
    client: Client<SettingsRequests, SettingsEvents>,
    api: EditorApi,
    state: SettingsState,
    language: string,
    root: HTMLElement,
  ) {
    const session = new Session(client, api, this, state);
    this.session = session;
    const banner = validityBanner(language, (field) => this.goTo(field));
    this.fields = accountForm(session);
    this.bar = actionBar({ save: () => void session.save(), discard: () => session.discard() });
    const notifications = notificationSection(session);
    const tests = testSection(language, session);
    const support = supportSection(session);
    const deletion = deleteSection(() => session.deleteAccount());
    this.notices = {
      form: this.bar.notice,
      notifications: notifications.notice,
      test: tests.notice,
      delete: deletion.notice,
    };
    this.parts = [banner, ...this.fields, this.bar, notifications, tests, deletion];
    const form = element('div', { class: 'form' }, ...this.fields.map((part) => part.element));
    root.replaceChildren(
      element('header', {}, element('h1', {}, l10n.t('Mail When Done')), banner.element),
      form,
      ...[this.bar, notifications, tests, support, deletion].map((part) => part.element),
    );
    this.listen(form);
    session.refresh();
  }

  show(view: View): void {
    this.pointer.whenUp(() => {
      for (const part of this.parts) part.update(view);
    });
  }

  goTo(field: AccountField): void {
    this.fields.some((part) => part.focus?.(field) ?? false);
  }

  say(sentence: string): void {
    this.bar.say(sentence);
  }

  refuse(place: Place, sentence: string | undefined): void {
    this.notices[place].show(sentence);
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
