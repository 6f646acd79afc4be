import * as l10n from '@vscode/l10n';
import type { Side } from '../../../src/protocol/settingsPage';
import { radioGroup } from '../../controls/controls';
import { element } from '../../controls/element';
import { fieldFrame } from '../field/fieldFrame';
import type { Component } from '../sheet/component';

/** What the section can do. */
export interface SideActions {
  chooseSide(side: Side): void;
}

/** Which computer watches and sends, in a window that is connected to another one. */
export function sideSection(actions: SideActions): Component {
  const choices = [
    {
      value: 'remote',
      label: l10n.t('The remote computer'),
      description: l10n.t('Beside what runs there: it goes on while this computer sleeps.'),
    },
    {
      value: 'here',
      label: l10n.t('This computer'),
      description: l10n.t('Where the remote one reaches no mail server. Nothing is sent while this computer sleeps.'),
    },
  ] as const;
  const radios = radioGroup('field-side-title', choices, (chosen) =>
    actions.chooseSide(chosen === 'here' ? 'here' : 'remote'),
  );
  const frame = fieldFrame({
    field: 'side',
    label: l10n.t('Which computer sends'),
    description: l10n.t(
      'Writes “remote.extensionKind” to your settings and counts once the window is reloaded. Mails that wait stay on the computer that they wait on.',
    ),
    control: radios.element,
    labelled: 'byTitle',
  });
  const whole = element('div', { hidden: true }, frame.element);
  return {
    element: whole,
    update({ settings: { side } }) {
      whole.hidden = side === undefined;
      if (side !== undefined) radios.show(side.chosen);
    },
  };
}
