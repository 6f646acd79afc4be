import * as l10n from '@vscode/l10n';
import type { Client, SettingsEvents, SettingsRequests } from '../../src/protocol';
import { checkbox } from '../controls';
import { element, setText } from '../element';
import { notice, type Notice } from '../notice';
import { anySends } from './anySends';
import type { Part } from './part';
import { RuleDesk } from './ruleDesk';
import { ruleList } from './ruleList';
import { section } from './section';

/** What the notification options may do. */
export interface Notifications {
  setEnabled(enabled: boolean): void;
  /** Brings every part up to date. */
  refresh(): void;
}

/** The options, and where it is said when one could not be set. */
export interface NotificationSection extends Part {
  readonly notice: Notice;
}

/** When to mail. These options hold at once; they mean nothing as long as no mail can be sent, and say so. */
export function notificationSection(
  language: string,
  client: Client<SettingsRequests, SettingsEvents>,
  notifications: Notifications,
): NotificationSection {
  const alert = notice();
  const box = checkbox('', (checked) => notifications.setEnabled(checked));
  box.element.classList.add('title');
  const about = element('p', { class: 'description', id: 'notifications-description' });
  box.element.setAttribute('aria-describedby', about.id);
  const toggle: Part = {
    element: element('div', { class: 'field toggle' }, box.element, about),
    update(view) {
      // What is saved counts here, not what is typed or shown: that is what mail is sent with.
      const able = anySends(view.state);
      box.label(named(l10n.t('Mail me when something ends'), able));
      box.show(view.state.enabled);
      box.enable(able);
      setText(
        about,
        able
          ? l10n.t('Takes effect at once, without saving.')
          : l10n.t('Available as soon as complete SMTP settings are saved.'),
      );
    },
  };
  const refusals: Part = { element: alert.element, update: () => undefined };
  const desk = new RuleDesk(client, {
    refresh: () => notifications.refresh(),
    refuse: (sentence) => alert.show(sentence),
  });
  const parts = [toggle, ruleList(language, desk), refusals];
  return { ...section('notifications', l10n.t('Notifications'), parts), notice: alert };
}

function named(label: string, able: boolean): string {
  return able ? label : l10n.t('{0} (Disabled)', label);
}
