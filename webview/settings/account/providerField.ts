import * as l10n from '@vscode/l10n';
import type { AccountDraft } from '../../../src/model/account/account';
import { fieldLabel } from '../../../src/model/account/accountWords';
import { securityWords } from '../../../src/model/account/security';
import { endpointIn, hostFor, type Preset, type PresetGroup } from '../../../src/model/provider/preset';
import { type PresetMatch, presetOf, presets, searchPresets } from '../../../src/model/provider/presetList';
import { presetNote, presetWarning } from '../../../src/model/provider/presetWords';
import { comboBox, type ComboFound, type ComboOption } from '../../controls/comboBox';
import { button, link } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import { icon } from '../../controls/icon';
import { fieldFrame } from '../field/fieldFrame';
import type { Component, FormActions, PageState } from '../sheet/component';

/** The provider, chosen among all known ones by its name or a mail domain. */
export function providerPicker(actions: FormActions): Component {
  const combo = comboBox(l10n.t('Providers'), l10n.t('Type a name or a mail domain'), {
    find,
    onChoose: (id) => actions.edit('provider', id),
  });
  const frame = fieldFrame({
    field: 'provider',
    label: fieldLabel('provider'),
    description: l10n.t('Fills in the server from what is known of it.'),
    control: combo.input,
    body: [combo.element],
  });
  return {
    element: frame.element,
    update(page) {
      const { id, label } = presetOf(page.draft.provider);
      combo.show(id, label);
      frame.showProblem(page.shown.get('provider'));
    },
    focus(wanted) {
      if (wanted !== 'provider') return false;
      combo.input.focus();
      return true;
    },
  };
}

function find(text: string): ComboFound {
  const found = searchPresets(presets(), text);
  return { options: text.trim() === '' ? inGroups(found) : withCustom(found), words: countWords(found.length) };
}

function inGroups(found: readonly PresetMatch[]): readonly ComboOption[] {
  return found.map(({ preset }) => ({ ...optionOf({ preset }), ...headingOf(preset) }));
}

/** Adds Custom, which remains if no provider matches. */
function withCustom(found: readonly PresetMatch[]): readonly ComboOption[] {
  const custom = presets().filter(({ id }) => id === 'custom' && found.every(({ preset }) => preset.id !== id));
  return [...found, ...custom.map((preset) => ({ preset }))].map(optionOf);
}

function optionOf({ preset, domain = preset.domains[0] }: PresetMatch): ComboOption {
  const { id, label } = preset;
  const detail = id === 'custom' ? l10n.t('any other server') : id === 'sandbox' ? undefined : domain;
  const isNews = detail !== undefined && detail !== label.toLowerCase();
  return { value: id, label, ...(isNews && { detail }) };
}

function headingOf({ id, group }: Preset): { heading?: string } {
  return id === 'custom' || id === 'sandbox' ? {} : { heading: groupWords(group) };
}

function groupWords(group: PresetGroup): string {
  switch (group) {
    case 'often':
      return l10n.t('Often used');
    case 'service':
      return l10n.t('Services for sending');
    case 'local':
      return l10n.t('On this computer');
    case 'other':
      return l10n.t('All others');
  }
}

function countWords(count: number): string {
  if (count === 0) return l10n.t('No provider found; choose Custom and type the server.');
  return count === 1 ? l10n.t('1 provider found') : l10n.t('{0} providers found', String(count));
}

/** The provider, its warning and notes, and a proposal of its own values if the form has others. */
export function providerField(actions: FormActions): Component {
  const picker = providerPicker(actions);
  const words = element('span');
  const warning = element('p', { class: 'box warning', hidden: true }, icon('warning'), words);
  const note = element('p', { class: 'about', hidden: true });
  const help = element('p', { class: 'about', hidden: true });
  const proposal = element('span');
  let page: PageState | undefined;
  let shownHelp: string | undefined;
  const use = button(l10n.t('Use these values'), 'secondary', () => {
    const [server] = page === undefined ? [] : presetOf(page.draft.provider).smtp;
    if (page === undefined || server === undefined) return;
    const { host, port, security } = server;
    actions.mend({ label: '', set: { host: hostFor(host, page.draft.email), port: String(port), security } });
    picker.focus?.('provider');
  });
  const other = element('div', { class: 'note proposal', hidden: true }, proposal, use.element);
  const live = element('div', { 'aria-live': 'polite' }, warning, note, other);
  return {
    element: element('div', {}, picker.element, live, help),
    update(next) {
      page = next;
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

/** The provider's own server, in words, if the form names another one; otherwise empty. */
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
