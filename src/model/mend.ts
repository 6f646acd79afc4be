import * as l10n from '@vscode/l10n';
import type { Account } from './account';
import { isAddress } from './address';
import type { Failure } from './failure';
import { hostProblem } from './host';
import type { Mend } from './problem';

/** The change of settings that mends a failure with one click, or `undefined` where there is no single obvious one. */
export function mendOf(failure: Failure, account: Account): Mend | undefined {
  switch (failure.cause) {
    case 'needsStartTls': {
      // The server answered on this very port, so it stays, unless it is the one that is known for implicit TLS.
      const port = account.port === 465 ? '587' : String(account.port);
      return { label: l10n.t('Use STARTTLS on port {0}', port), set: { security: 'startTls', port } };
    }
    case 'needsImplicitTls': {
      const port = account.port === 587 ? '465' : String(account.port);
      return { label: l10n.t('Use implicit TLS on port {0}', port), set: { security: 'implicitTls', port } };
    }
    case 'startTlsMissing':
      return { label: l10n.t('Use implicit TLS on port {0}', '465'), set: { security: 'implicitTls', port: '465' } };
    case 'certificateName': {
      const names = failure.detail.split(', ').filter((name) => isUsable(name, account.host));
      const [name] = names;
      if (name === undefined || names.length > 1) return undefined;
      return { label: l10n.t('Use {0}', name), set: { host: name } };
    }
    case 'senderRefused': {
      const { username, fromAddress } = account;
      if (!isAddress(username) || username.toLowerCase() === fromAddress.toLowerCase()) return undefined;
      return { label: l10n.t('Send as {0}', username), set: { fromAddress: username } };
    }
    default:
      return undefined;
  }
}

/** A full name of a host other than the one that is set; not a wildcard, not an address of a local network. */
function isUsable(name: string, host: string): boolean {
  return (
    hostProblem(name) === undefined &&
    /[a-z]/i.test(name) &&
    name.includes('.') &&
    name.toLowerCase() !== host.toLowerCase()
  );
}
