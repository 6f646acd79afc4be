import type { AccountDraft, AccountField } from './account';
import { isAddress } from './address';
import type { Preset } from './preset';

/** An address that exists nowhere (RFC 6761 section 6.2), for whoever only wants to try. */
const sandboxAddress = 'me@sandbox.test';

/**
 * Fills in what a provider is known to need, and the user name and the recipient that follow from the address.
 * Whatever the user typed stays: `touched` names those fields.
 */
export function applyPreset(draft: AccountDraft, preset: Preset, touched: ReadonlySet<AccountField>): AccountDraft {
  const address = draft.email.trim() || (preset.id === 'sandbox' ? sandboxAddress : '');
  const known: Partial<AccountDraft> = {
    provider: preset.id,
    email: address,
    ...(preset.id === 'custom' || preset.id === 'sandbox'
      ? {}
      : { host: preset.host, port: String(preset.port), security: preset.security, authentication: true }),
    ...(isAddress(address) ? { username: address, recipients: [address] } : {}),
  };
  const untouched = Object.entries(known).filter(
    ([field]) => field === 'provider' || field === 'email' || !touched.has(field as AccountField),
  );
  return { ...draft, ...Object.fromEntries(untouched) };
}
