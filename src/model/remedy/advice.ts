import * as l10n from '@vscode/l10n';
import type { Account } from '../account/account';
import { isAddress } from '../account/address';
import { isLocalAddress, isLoopback } from '../account/hostName';
import { type Failure, notLocal } from '../failure/failure';
import { fits, hostFor, isBuiltIn, type Preset } from '../provider/preset';
import { passwordHint, presetWarning } from '../provider/presetWords';

// What a person can do about a failure, where that depends on the account and on what is known of its provider.

export function hostAdvice({ host, email }: Account, preset: Preset | undefined): string {
  const [server] = preset?.smtp ?? [];
  return preset !== undefined && server !== undefined && !fits(server.host, host.toLowerCase())
    ? l10n.t('Check how it is written: the server of {0} is {1}.', preset.label, hostFor(server.host, email))
    : l10n.t('Check how it is written, and that this computer is online.');
}

export function refusedAdvice({ provider, host }: Account): string {
  if (provider === 'proton-bridge') {
    return l10n.t('Start Proton Mail Bridge, and compare the port with the one in its settings.');
  }
  return isLoopback(host)
    ? l10n.t('Start the mail server on this computer, or check the port.')
    : l10n.t('Check the port: providers use 465 with implicit TLS or 587 with STARTTLS.');
}

export function timedOutAdvice({ port }: Account): string {
  const blocked = l10n.t(
    'A firewall, a VPN or your internet provider may block port {0}; check host and port.',
    String(port),
  );
  return port === 465 ? blocked : `${blocked} ${l10n.t('Port 465 with implicit TLS often works where others do not.')}`;
}

export function untrustedAdvice({ code, certificate }: Failure, { provider, host }: Account): string {
  if (code === notLocal)
    return l10n.t('Connect to your local network, also through a VPN, or stop trusting the certificate.');
  if (provider === 'proton-bridge') {
    return l10n.t(
      'Compare the fingerprint with the certificate in the settings of Proton Mail Bridge, and trust it if they are the same.',
    );
  }
  return isLoopback(host) || isLocalAddress(certificate?.address ?? '')
    ? l10n.t('If this is the server that you mean, compare its fingerprint and trust its certificate.')
    : l10n.t(
        'An antivirus or company network may be reading along: add its certificate to those that this computer trusts, or turn off its mail scanning. Otherwise tell whoever runs the server.',
      );
}

export function passwordAdvice(account: Account, preset: Preset | undefined): string {
  if (preset?.passwordSignIn === 'refused') return presetWarning(preset);
  const known = preset === undefined ? '' : passwordHint(preset);
  const hint =
    known === '' ? l10n.t('Type both again. With two-factor sign-in, most providers want an app password.') : known;
  const parts = [hint, userNameAdvice(account, preset), l10n.t('Capitals count.')];
  if (preset?.passwordPage !== undefined) parts.push(l10n.t('{0} gives it at {1}.', preset.label, preset.passwordPage));
  return parts.filter((part) => part !== '').join(' ');
}

/** Nothing if the user name is an address already, or where the provider is known to want something else. */
function userNameAdvice({ username }: Account, preset: Preset | undefined): string {
  if (isAddress(username)) return '';
  if (preset === undefined || isBuiltIn(preset.id))
    return l10n.t('Most servers want the whole email address as user name.');
  return preset.username === 'email' ? l10n.t('{0} wants the whole email address as user name.', preset.label) : '';
}
