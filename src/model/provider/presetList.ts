import type { Preset } from './preset';

/** A preset that fits what was typed, and the domain by which it was found where that was not its name. */
export interface Found {
  readonly preset: Preset;
  readonly domain?: string;
}

/**
 * The presets that fit a text, best first: by name, then by mail domain; of an address its domain counts. Equally good
 * ones stay in the order of the list. An empty text finds all.
 */
export function searchPresets(presets: readonly Preset[], text: string): readonly Found[] {
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

/** In lower case, without accents, full-width letters as usual ones, what stands between words as one space. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s/()&,!-]+/g, ' ')
    .trim();
}
