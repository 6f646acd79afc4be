import type { Preset } from './preset';

/**
 * A password as it is meant: some providers show one in groups (`abcd efgh ijkl mnop`), and the spaces between them come
 * along when it is copied but are not part of it. Anything else is left as it is: a password may hold spaces.
 */
export function pastedPassword(text: string, { passwordGroups }: Pick<Preset, 'passwordGroups'>): string {
  const trimmed = text.trim();
  if (passwordGroups?.separator !== 'spaces') return text;
  const groups = trimmed.split(/\s+/u);
  const { count, size } = passwordGroups;
  const isShown = groups.length === count && groups.every((group) => group.length === size);
  if (isShown) return groups.join('');
  return groups.length === 1 && trimmed.length === count * size ? trimmed : text;
}
