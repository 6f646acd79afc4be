import { domainOf } from '../account/address';
import { bareText } from '../account/bareText';
import { customPreset, type Preset, readPreset, sandboxPreset } from './preset';
import file from './presets.json';

/** A search result, with the domain by which it was found if not by name. */
export interface PresetMatch {
  readonly preset: Preset;
  readonly domain?: string;
}

/**
 * The presets that fit a text, best first: by name, then by mail domain; of an address only the domain counts.
 * Equally good ones keep the order of the list. An empty text finds all.
 */
export function searchPresets(presets: readonly Preset[], text: string): readonly PresetMatch[] {
  const wanted = plain(text.slice(text.lastIndexOf('@') + 1));
  if (wanted === '') return presets.map((preset) => ({ preset }));
  return presets
    .map((preset) => ({ found: find(preset, wanted), preset }))
    .filter(({ found }) => found !== undefined)
    .sort((one, other) => (one.found?.rank ?? 0) - (other.found?.rank ?? 0))
    .map(({ found, preset }) => ({ preset, ...(found?.domain !== undefined && { domain: found.domain }) }));
}

function find(preset: Preset, wanted: string): { rank: number; domain?: string } | undefined {
  const name = plain(preset.label);
  const squeezed = wanted.replaceAll(' ', '');
  if (name === wanted || name.replaceAll(' ', '') === squeezed) return { rank: 0 };
  const exact = preset.domains.find((domain) => domain === wanted);
  if (exact !== undefined) return { rank: 1, domain: exact };
  if (name.startsWith(wanted)) return { rank: 2 };
  const words = wanted.split(' ');
  if (words.every((word) => name.split(' ').some((one) => one.startsWith(word)))) return { rank: 3 };
  const begins = preset.domains.find((domain) => domain.startsWith(wanted));
  if (begins !== undefined) return { rank: 4, domain: begins };
  if (name.replaceAll(' ', '').includes(squeezed)) return { rank: 5 };
  const holds = preset.domains.find((domain) => domain.includes(wanted));
  return holds === undefined ? undefined : { rank: 6, domain: holds };
}

/** Normalised for the search: lower case, no accents, full-width letters as plain ones, one space between words. */
function plain(text: string): string {
  return bareText(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s/()&,!-]+/g, ' ')
    .trim();
}

// Only the page may import this file: it brings along every provider. The extension loads presets.json on first use.
const known: readonly Preset[] = file.providers.map(readPreset);
const byId = new Map(known.map((preset) => [preset.id, preset]));
const byDomain = new Map(known.flatMap((preset) => preset.domains.map((domain) => [domain, preset])));

/** Every preset, in the order of the provider list: our two, the popular ones, the others by name. */
export function presets(): readonly Preset[] {
  return [customPreset(), sandboxPreset(), ...known];
}

/** The preset with that id; `custom` if it is unknown. */
export function presetOf(id: string): Preset {
  return byId.get(id) ?? (id === 'sandbox' ? sandboxPreset() : customPreset());
}

/** The provider that an address belongs to, or `undefined` if its domain is unknown. No network access. */
export function presetForAddress(address: string): Preset | undefined {
  const domain = domainOf(bareText(address));
  const sandbox = sandboxPreset();
  return sandbox.domains.includes(domain) ? sandbox : byDomain.get(domain);
}
