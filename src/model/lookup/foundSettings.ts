import type { AccountDraft } from './account';
import type { FoundServer } from './discovery';
import { endpointIn } from './endpoint';
import { presetOf } from './presetList';

/** What taking over a found server sets in the form. The password is not part of it, nor does anything here reach it. */
export function settingsOf(found: FoundServer): Partial<AccountDraft> {
  const { host, port, security, username, preset } = found;
  // A preset with another server would only offer to change it again.
  const provider =
    endpointIn(presetOf(preset), { host, port: String(port), security }) === undefined ? 'custom' : preset;
  return {
    provider,
    host,
    port: String(port),
    security,
    authentication: true,
    ...(username === '' ? {} : { username }),
  };
}
