import * as l10n from '@vscode/l10n';
import { canSend } from '../../src/model/validity';
import { checkbox } from '../controls';
import { element, setText } from '../element';
import { notice, type Notice } from '../notice';
import { fieldFrame } from './fieldFrame';
import type { Part } from './part';
import { section } from './section';

/** What the notification options may do. */
export interface Notifications {
  setEnabled(enabled: boolean): void;
  setMinimumDuration(seconds: number): void;
}

/** The options, and where it is said when one could not be set. */
export interface NotificationSection extends Part {
  readonly notice: Notice;
}

/** When to mail. These options hold at once; they mean nothing as long as no mail can be sent, and say so. */
export function notificationSection(notifications: Notifications): NotificationSection {
  const alert = notice();
  const box = checkbox('', (checked) => notifications.setEnabled(checked));
  box.element.classList.add('title');
  const about = element('p', { class: 'description', id: 'notifications-description' });
  box.element.setAttribute('aria-describedby', about.id);
  const toggle: Part = {
    element: element('div', { class: 'field toggle' }, box.element, about),
    update(view) {
      // What is saved counts here, not what is typed: that is what mail is sent with.
      const able = canSend(view.base.validity);
      box.label(named(l10n.t('Mail me when a task ends'), able));
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
  const parts = [toggle, minimumDuration(notifications), refusals];
  return { ...section('notifications', l10n.t('Notifications'), parts), notice: alert };
}

function minimumDuration(notifications: Notifications): Part {
  const input = element('input', { type: 'number', class: 'narrow', min: '0', step: '1', inputmode: 'numeric' });
  const frame = fieldFrame({
    field: 'minimumDuration',
    label: l10n.t('Minimum duration (seconds)'),
    description: l10n.t('Tasks that end sooner are not mailed. Takes effect at once.'),
    control: input,
    live: true,
  });
  const title = frame.element.querySelector('label');
  let told = Number.NaN;
  const check = (): void => {
    const isWhole = /^\d{1,7}$/.test(input.value);
    frame.complain(
      isWhole ? undefined : { field: 'name', kind: 'invalid', message: l10n.t('Enter a whole number of seconds.') },
    );
    if (isWhole && Number(input.value) !== told) notifications.setMinimumDuration(Number(input.value));
  };
  input.addEventListener('change', check);
  return {
    element: frame.element,
    update(view) {
      const able = canSend(view.base.validity);
      if (title) setText(title, named(l10n.t('Minimum duration (seconds)'), able));
      input.disabled = !able;
      if (view.state.minimumDuration === told) return;
      told = view.state.minimumDuration;
      if (document.activeElement !== input) input.value = String(told);
    },
  };
}

function named(label: string, able: boolean): string {
  return able ? label : l10n.t('{0} (Disabled)', label);
}
