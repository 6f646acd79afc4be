import * as l10n from '@vscode/l10n';
import type { Client } from '../../../src/protocol/channel';
import type { SettingsEvents, SettingsRequests } from '../../../src/protocol/settingsPage';
import { checkbox } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import { notice, type Notice } from '../../controls/notice';
import { section } from '../field/section';
import type { Component } from '../sheet/component';
import { anySends, RulesEditor } from './rulesEditor';
import { ruleList } from './ruleList';

/** What the notification section can do. */
export interface NotificationActions {
  setEnabled(enabled: boolean): void;
  /** Updates every component. */
  refresh(): void;
}

/** The section, and where its errors are shown. */
export interface NotificationSection extends Component {
  readonly notice: Notice;
}

/** When to mail. These options apply at once; they are disabled, with the reason, while no mail can be sent. */
export function notificationSection(
  language: string,
  client: Client<SettingsRequests, SettingsEvents>,
  notifications: NotificationActions,
): NotificationSection {
  const alert = notice();
  const box = checkbox('', (checked) => notifications.setEnabled(checked));
  box.element.classList.add('title');
  const about = element('p', { class: 'description', id: 'notifications-description' });
  box.element.setAttribute('aria-describedby', about.id);
  const toggle: Component = {
    element: element('div', { class: 'field toggle' }, box.element, about),
    update(page) {
      // The saved settings count here, not the form, since mail is sent with them.
      const able = anySends(page.settings);
      box.label(named(l10n.t('Mail me when something ends'), able));
      box.show(page.settings.enabled);
      box.enable(able);
      setText(
        about,
        able
          ? l10n.t('Takes effect at once, without saving.')
          : l10n.t('Available as soon as complete SMTP settings are saved.'),
      );
    },
  };
  const errors: Component = { element: alert.element, update: () => undefined };
  const editor = new RulesEditor(client, {
    refresh: () => notifications.refresh(),
    showError: (sentence) => alert.show(sentence),
  });
  const components = [toggle, ruleList(language, editor), errors];
  return { ...section('notifications', l10n.t('Notifications'), components), notice: alert };
}

function named(label: string, able: boolean): string {
  return able ? label : l10n.t('{0} (Disabled)', label);
}
