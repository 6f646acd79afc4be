import * as l10n from '@vscode/l10n';

/** How a connection is protected. `none` is for loopback, or for a network that the user trusts. */
export const securities = ['implicitTls', 'startTls', 'none'] as const;
export type Security = (typeof securities)[number];

/**
 * Whether a connection to another computer may go without TLS: `optional` if the user has turned the requirement off
 * (`mailWhenDone.requireTls`), `byAdministrator` if only the administrator of this computer can.
 */
export type TlsPolicy = 'required' | 'byAdministrator' | 'optional';

/** The label of a security, and its meaning in one line. */
export function securityWords(security: Security): { readonly label: string; readonly description: string } {
  switch (security) {
    case 'implicitTls':
      return {
        label: l10n.t('Implicit TLS'),
        description: l10n.t('Encrypted from the first byte. Usual port: 465.'),
      };
    case 'startTls':
      return {
        label: l10n.t('STARTTLS'),
        description: l10n.t(
          'Starts in clear and must switch to encryption before the password is sent. Usual port: 587.',
        ),
      };
    case 'none':
      return {
        label: l10n.t('None'),
        description: l10n.t('No encryption. For a server on this computer, or on a network that you trust.'),
      };
  }
}
