import * as l10n from '@vscode/l10n';
import type { AccountDraft } from '../../src/model/account';
import { presetOf, presets, type Preset } from '../../src/model/preset';
import { securityWords } from '../../src/model/security';
import { button } from '../controls';
import { element, setText } from '../element';
import { icon } from '../icon';
import type { Editor, Part } from './part';
import { selectField } from './selectField';

/** The provider, what one should know of it, and its own values where the form has others. */
export function providerField(editor: Editor): Part {
  const choices = presets().map(({ id, label }) => ({ value: id, label }));
  const select = selectField(editor, 'provider', choices, l10n.t('Fills in the server from what is known of it.'));
  const words = element('span');
  const warning = element('p', { class: 'box warning', hidden: true }, icon('warning'), words);
  const proposal = element('span');
  let preset: Preset | undefined;
  const use = button(l10n.t('Use these values'), 'secondary', () => {
    if (preset === undefined) return;
    const { host, port, security } = preset;
    editor.mend({ label: '', set: { host, port: String(port), security } });
    select.focus?.('provider');
  });
  const other = element('div', { class: 'note proposal', hidden: true }, proposal, use.element);
  const live = element('div', { 'aria-live': 'polite' }, warning, other);
  return {
    element: element('div', {}, select.element, live),
    update(view) {
      select.update(view);
      preset = presetOf(view.draft.provider);
      warning.hidden = preset.warning === undefined;
      setText(words, preset.warning ?? '');
      other.hidden = usesItsServer(view.draft, preset);
      setText(
        proposal,
        other.hidden
          ? ''
          : l10n.t(
              '{0} names another server: {1}, port {2}, {3}.',
              preset.label,
              preset.host,
              preset.port,
              securityWords(preset.security).label,
            ),
      );
    },
    focus: (field) => select.focus?.(field) ?? false,
  };
}

function usesItsServer(draft: AccountDraft, preset: Preset): boolean {
  if (preset.id === 'custom' || preset.id === 'sandbox') return true;
  return (
    draft.host.trim().toLowerCase() === preset.host &&
    draft.port.trim() === String(preset.port) &&
    draft.security === preset.security
  );
}
