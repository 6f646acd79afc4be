import * as l10n from '@vscode/l10n';
import type { Account, Mend, Remedy } from '../account/account';
import { asciiDomain, domainOf, isAddress } from '../account/address';
import { hostProblem, isLocalAddress, isLoopback } from '../account/hostName';
import type { Security } from '../account/security';
import { type Failure, notLocal } from '../failure/failure';
import { fits, type Preset } from '../provider/preset';

/**
 * The one-click remedies after a failure, the likeliest first; at most three, perhaps none.
 * @param preset what is known of the account's provider
 */
export function remediesOf(failure: Failure, account: Account, preset?: Preset): readonly Remedy[] {
  return candidates(failure, account, preset).slice(0, 3);
}

/** Whether a remedy changes the settings. */
export function isMend(remedy: Remedy): remedy is Mend {
  return 'set' in remedy;
}

function candidates(failure: Failure, account: Account, preset: Preset | undefined): readonly Remedy[] {
  switch (failure.cause) {
    case 'needsStartTls':
      // The server answered on this very port, so it stays, unless it is the one known for implicit TLS.
      return [at(account.port === 465 ? 587 : account.port, 'startTls')];
    case 'needsImplicitTls':
      return [at(account.port === 587 ? 465 : account.port, 'implicitTls')];
    case 'startTlsMissing':
      return [at(465, 'implicitTls')];
    case 'connectionRefused':
      return isLoopback(account.host) ? bridge(preset) : otherPorts(account, preset);
    case 'connectionTimedOut':
    case 'greetingTimedOut':
    case 'notSmtp':
      return isLoopback(account.host) ? [] : otherPorts(account, preset);
    case 'certificateUntrusted':
    case 'certificateChanged':
      return trust(failure, account);
    case 'certificateName':
      // A server names itself as it likes.
      return names(failure, account).map((host) => ({
        label: l10n.t('Use {0}', host),
        set: { host },
        outside: !isLoopback(host),
      }));
    case 'appPasswordRequired':
    case 'passwordRefused':
      return passwordPage(preset);
    case 'passwordSignInOff':
      return /outlook|office365/i.test(account.host) && !/outlook\.com$/i.test(account.host) ? [microsoftHelp()] : [];
    case 'signInNotOffered':
      if (account.authMethod !== 'automatic')
        return [{ label: l10n.t('Choose the method automatically'), set: { authMethod: 'automatic' } }];
      return isLoopback(account.host) || account.port === 465 || account.port === 587
        ? []
        : otherPorts(account, preset);
    case 'signInRequired':
      return account.authentication ? [] : [{ label: l10n.t('Turn authentication on'), set: { authentication: true } }];
    case 'senderRefused': {
      const { username, fromAddress } = account;
      if (!isAddress(username) || username.toLowerCase() === fromAddress.toLowerCase()) return [];
      return [{ label: l10n.t('Send as {0}', username), set: { fromAddress: username } }];
    }
    case 'recipientRefused':
    case 'recipientUnverified':
    case 'addressUnsupported':
      return withoutRefused(failure, account);
    case 'ehloRefused': {
      const domain = asciiDomain(domainOf(account.fromAddress));
      if (domain === '' || domain === account.ehloDomain.toLowerCase()) return [];
      return [{ label: l10n.t('Greet the server as {0}', domain), set: { ehloDomain: domain } }];
    }
    default:
      return [];
  }
}

function at(port: number, security: Security): Mend {
  const label =
    security === 'startTls'
      ? l10n.t('Use STARTTLS on port {0}', String(port))
      : l10n.t('Use implicit TLS on port {0}', String(port));
  return { label, set: { security, port: String(port) } };
}

/**
 * The ports that the provider is known to listen on; for an unknown one 465 and 587, which networks let through (RFC
 * 8314 section 3.3).
 */
function otherPorts({ host, port }: Account, preset: Preset | undefined): readonly Mend[] {
  const known = (preset?.smtp ?? []).filter((server) => fits(server.host, host.toLowerCase()));
  const all =
    known.length > 0
      ? known.map((server) => at(server.port, server.security))
      : [at(465, 'implicitTls'), at(587, 'startTls')];
  return all.filter(({ set }) => set.port !== String(port));
}

function bridge(preset: Preset | undefined): readonly Remedy[] {
  return preset?.id === 'proton-bridge' && preset.passwordPage !== undefined
    ? [{ label: l10n.t('Get {0}', preset.label), open: preset.passwordPage }]
    : [];
}

/**
 * Only on this computer and in the local network: anywhere else an attacker in between could show a certificate of
 * their own.
 */
function trust({ certificate, code }: Failure, { host }: Account): readonly Remedy[] {
  if (code === notLocal) return [{ label: l10n.t('Stop trusting the certificate'), set: { certificate: '' } }];
  if (certificate === undefined || !(isLoopback(host) || isLocalAddress(certificate.address ?? ''))) return [];
  const { der, fingerprint, issuer, names } = certificate;
  const detail = [
    l10n.t('Made out to: {0}', names.join(', ') || '–'),
    l10n.t('Issued by: {0}', issuer || '–'),
    l10n.t('SHA-256 fingerprint: {0}', fingerprint),
    '',
    l10n.t(
      'Compare the fingerprint with the one that the server itself shows. If they differ, somebody else may be listening in between. It is trusted for this account only, and only on this computer and in its local network.',
    ),
  ].join('\n');
  const question = { title: l10n.t('Trust the certificate of {0}?', host), detail };
  return [{ label: l10n.t('Trust this certificate'), set: { certificate: der }, question }];
}

function names({ detail }: Failure, account: Account): readonly string[] {
  const found = detail.split(', ');
  if (isLoopback(account.host)) return found.filter((name) => isLoopback(name) && name !== account.host);
  return found.filter((name) => isUsable(name, account.host));
}

function passwordPage(preset: Preset | undefined): readonly Remedy[] {
  return preset?.passwordPage === undefined
    ? []
    : [{ label: l10n.t('Get a password at {0}', preset.label), open: preset.passwordPage }];
}

function microsoftHelp(): Remedy {
  return { label: l10n.t('How an administrator turns it on'), open: 'https://aka.ms/smtp_auth_disabled' };
}

function withoutRefused({ detail }: Failure, { recipients }: Account): readonly Mend[] {
  const refused = detail.split(', ').filter((address) => recipients.includes(address));
  const left = recipients.filter((address) => !refused.includes(address));
  if (refused.length === 0 || left.length === 0) return [];
  return [{ label: l10n.t('Remove {0}', refused.join(', ')), set: { recipients: left } }];
}

/** Whether a name is a full host name other than the current one: no wildcard, no address of a local network. */
function isUsable(name: string, host: string): boolean {
  return (
    hostProblem(name) === undefined &&
    /[a-z]/i.test(name) &&
    name.includes('.') &&
    name.toLowerCase() !== host.toLowerCase()
  );
}
