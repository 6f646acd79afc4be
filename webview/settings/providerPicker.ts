import * as l10n from '@vscode/l10n';
import { fieldLabel } from '../../src/model/fieldLabel';
import type { Preset, PresetGroup } from '../../src/model/preset';
import { presetOf, presets } from '../../src/model/presetList';
import { searchPresets, type Found } from '../../src/model/presetSearch';
import { comboBox, type ComboFound, type ComboOption } from '../comboBox';
import { fieldFrame } from './fieldFrame';
import type { Editor, Part } from './part';

/** The provider, found by its name or by a mail domain among all that are known. */
export function providerPicker(editor: Editor): Part {
  const combo = comboBox(l10n.t('Providers'), l10n.t('Type a name or a mail domain'), {
    find,
    onChoose: (id) => editor.edit('provider', id),
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
    update(view) {
      const { id, label } = presetOf(view.draft.provider);
      combo.show(id, label);
      frame.complain(view.shown.get('provider'));
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

function inGroups(found: readonly Found[]): readonly ComboOption[] {
  return found.map(({ preset }) => ({ ...optionOf({ preset }), ...headingOf(preset) }));
}

/** Custom is always among them: it is what remains where nothing fits. */
function withCustom(found: readonly Found[]): readonly ComboOption[] {
  const custom = presets().filter(({ id }) => id === 'custom' && found.every(({ preset }) => preset.id !== id));
  return [...found, ...custom.map((preset) => ({ preset }))].map(optionOf);
}

function optionOf({ preset, domain = preset.domains[0] }: Found): ComboOption {
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
