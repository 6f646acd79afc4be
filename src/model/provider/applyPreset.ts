import type { AccountDraft, AccountField } from '../account/account';
import { domainOf, isAddress } from '../account/address';
import { bareText } from '../account/bareText';
import { hostFor, type Preset, type UsernameForm } from './preset';

/** An address that exists nowhere (RFC 6761 section 6.2), for trying the extension out. */
const sandboxAddress = 'me@sandbox.test';

/**
 * Fills in what a provider is known to need, and the user name and the recipient that follow from the address.
 * @param touched the fields that the user typed into, which stay as they are
 */
export function applyPreset(draft: AccountDraft, preset: Preset, touched: ReadonlySet<AccountField>): AccountDraft {
  const address = bareText(draft.email) || (preset.id === 'sandbox' ? sandboxAddress : '');
  const [server] = preset.smtp;
  const isWhole = isAddress(address);
  const known: Partial<AccountDraft> = {
    provider: preset.id,
    email: address,
    ...(server && {
      host: hostFor(server.host, address),
      port: String(server.port),
      security: server.security,
      authentication: preset.username !== 'none',
    }),
    ...(isWhole ? { recipients: [address] } : {}),
    ...(isWhole || address === '' ? { username: usernameFor(preset.username, address) } : {}),
    // The From address is derived from the user name only if that is an address.
    ...(isWhole && preset.id !== 'sandbox' ? { fromAddress: preset.username === 'email' ? '' : address } : {}),
  };
  const untouched = Object.entries(known).filter(
    ([field]) => field === 'provider' || field === 'email' || !touched.has(field as AccountField),
  );
  return { ...draft, ...Object.fromEntries(untouched) };
}

/** The user name that belongs to an address; empty if it is the user's own choice, or if there is none. */
export function usernameFor(form: UsernameForm, address: string): string {
  if (typeof form === 'object') return form.literal;
  const local = address.slice(0, address.lastIndexOf('@'));
  switch (form) {
    case 'email':
      return address;
    case 'local':
      return local;
    case 'localAndDomain':
      return `${local}.${domainOf(address)}`;
    case 'own':
    case 'none':
      return '';
  }
}

/**
 * Removes the blanks that were copied along with a password: some providers show it in groups (`abcd efgh ijkl
 * mnop`). Any other text stays as it is, because a password may contain blanks.
 */
export function pastedPassword(text: string, { passwordGroups }: Pick<Preset, 'passwordGroups'>): string {
  const trimmed = bareText(text);
  if (passwordGroups === undefined) return text;
  const isOfGroups = trimmed.length === passwordGroups.count * (passwordGroups.size + 1) - 1;
  // What is shown with hyphens belongs to them.
  if (passwordGroups.separator !== 'spaces') return isOfGroups && !/\s/u.test(trimmed) ? trimmed : text;
  const groups = trimmed.split(/\s+/u);
  const { count, size } = passwordGroups;
  const isShown = groups.length === count && groups.every((group) => group.length === size);
  if (isShown) return groups.join('');
  return groups.length === 1 && trimmed.length === count * size ? trimmed : text;
}
