import type { AccountDraft, AccountField } from './account';
import { domainOf, isAddress } from './address';
import { hostFor } from './endpoint';
import type { Preset, UsernameForm } from './preset';

/** An address that exists nowhere (RFC 6761 section 6.2), for whoever only wants to try. */
const sandboxAddress = 'me@sandbox.test';

/**
 * Fills in what a provider is known to need, and the user name and the recipient that follow from the address.
 * Whatever the user typed stays: `touched` names those fields.
 */
export function applyPreset(draft: AccountDraft, preset: Preset, touched: ReadonlySet<AccountField>): AccountDraft {
  const address = draft.email.trim() || (preset.id === 'sandbox' ? sandboxAddress : '');
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
    // The From address follows from the user name only where that is an address.
    ...(isWhole && preset.id !== 'sandbox' ? { fromAddress: preset.username === 'email' ? '' : address } : {}),
  };
  const untouched = Object.entries(known).filter(
    ([field]) => field === 'provider' || field === 'email' || !touched.has(field as AccountField),
  );
  return { ...draft, ...Object.fromEntries(untouched) };
}

/** What one signs in as with an address; empty where that is something of one's own, or nothing. */
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
