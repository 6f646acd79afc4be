import { domainOf } from './address';
import { customPreset, sandboxPreset } from './builtInPreset';
import { readPreset, type Preset } from './preset';
import file from './presets.json';

// Only the page may import this file: it brings every provider along. The extension loads presets.json on first use.
const known: readonly Preset[] = file.providers.map(readPreset);
const byId = new Map(known.map((preset) => [preset.id, preset]));
const byDomain = new Map(known.flatMap((preset) => preset.domains.map((domain) => [domain, preset])));

/** Every preset, in the order of the provider list: the two of ours, the much used ones, the others by name. */
export function presets(): readonly Preset[] {
  return [customPreset(), sandboxPreset(), ...known];
}

/** The preset of that name; `custom` where nobody knows it. */
export function presetOf(id: string): Preset {
  return byId.get(id) ?? (id === 'sandbox' ? sandboxPreset() : customPreset());
}

/** The provider that an address belongs to, or `undefined` when its domain tells nothing. Asks nobody. */
export function presetForAddress(address: string): Preset | undefined {
  const domain = domainOf(address.trim());
  const sandbox = sandboxPreset();
  return sandbox.domains.includes(domain) ? sandbox : byDomain.get(domain);
}
