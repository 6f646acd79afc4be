import * as l10n from '@vscode/l10n';
import { endpointIn, hostFor } from '../../src/model/endpoint';
import type { AccountDraft } from '../../src/model/account';
import type { Preset } from '../../src/model/preset';
import { presetOf } from '../../src/model/presetList';
import { presetNote, presetWarning } from '../../src/model/presetWords';
import { securityWords } from '../../src/model/security';
import { button, link } from '../controls';
import { element, setText } from '../element';
import { icon } from '../icon';
import type { Editor, Part, View } from './part';
import { providerPicker } from './providerPicker';

/** The provider, what one should know of it, and its own values where the form has others. */
export function providerField(editor: Editor): Part {
  const picker = providerPicker(editor);
  const words = element('span');
  const warning = element('p', { class: 'box warning', hidden: true }, icon('warning'), words);
  const note = element('p', { class: 'about', hidden: true });
  const help = element('p', { class: 'about', hidden: true });
  const proposal = element('span');
  let view: View | undefined;
  let shownHelp: string | undefined;
  const use = button(l10n.t('Use these values'), 'secondary', () => {
    const [server] = view === undefined ? [] : presetOf(view.draft.provider).smtp;
    if (view === undefined || server === undefined) return;
    const { host, port, security } = server;
    editor.mend({ label: '', set: { host: hostFor(host, view.draft.email), port: String(port), security } });
    picker.focus?.('provider');
  });
  const other = element('div', { class: 'note proposal', hidden: true }, proposal, use.element);
  const live = element('div', { 'aria-live': 'polite' }, warning, note, other);
  return {
    element: element('div', {}, picker.element, live, help),
    update(next) {
      view = next;
      picker.update(next);
      const preset = presetOf(next.draft.provider);
      show(warning, words, presetWarning(preset));
      show(note, note, presetNote(preset));
      show(other, proposal, proposalFor(next.draft, preset));
      help.hidden = preset.helpPage === undefined;
      if (shownHelp === preset.helpPage) return;
      shownHelp = preset.helpPage;
      const address = preset.helpPage;
      help.replaceChildren(...(address === undefined ? [] : [link(l10n.t('Help of {0}', preset.label), address)]));
    },
    focus: (field) => picker.focus?.(field) ?? false,
  };
}

function show(box: HTMLElement, words: HTMLElement, text: string): void {
  box.hidden = text === '';
  setText(words, text);
}

/** The provider's own server, in words, where the form has another one; else nothing. */
function proposalFor(draft: AccountDraft, preset: Preset): string {
  const [server] = preset.smtp;
  if (server === undefined || endpointIn(preset, draft) !== undefined) return '';
  return l10n.t(
    '{0} names another server: {1}, port {2}, {3}.',
    preset.label,
    hostFor(server.host, draft.email),
    server.port,
    securityWords(server.security).label,
  );
}
