import type { AccountDraft } from '../account/account';
import { endpointIn } from '../provider/preset';
import { presetOf } from '../provider/presetList';
import type { FoundServer } from './discovery';

/**
 * The fields that a found server sets in the form. The password is not among them, and nothing here has access to it.
 */
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
