import * as l10n from '@vscode/l10n';
import type { Security } from '../account/security';
import type { Capabilities } from './capabilities';

/** What is wrong with a certificate; the empty text if nothing is. */
export type CertificateTrouble = '' | 'certificateUntrusted' | 'certificateExpired' | 'certificateName';

/** The encryption of a connection, and the certificate that the server showed. */
export interface TlsFacts {
  /** For instance `TLSv1.3`. */
  readonly version: string;
  /** The names that the certificate was issued for, at most ten. */
  readonly names: readonly string[];
  readonly issuer: string;
  /** Milliseconds since 1970, NaN if the certificate does not say. */
  readonly until: number;
  readonly trouble: CertificateTrouble;
}

/** What a server says and shows without sign-in. */
export interface ServerFacts {
  readonly address: string;
  /** How long the connection took, in milliseconds. */
  readonly connectTime: number;
  readonly tls: TlsFacts | undefined;
  readonly capabilities: Capabilities;
}

/** Why a server could not be probed. */
export type ProbeTrouble =
  | 'refused'
  | 'timedOut'
  | 'unreachable'
  | 'notTls'
  | 'tlsTooOld'
  | 'tlsFailed'
  | 'noStartTls'
  | 'notSmtp'
  | 'lost'
  | 'cancelled';

/** The result of probing a server. `detail`: its own words, or the code of the error. */
export type Probed =
  | { readonly ok: true; readonly facts: ServerFacts }
  | { readonly ok: false; readonly trouble: ProbeTrouble; readonly detail: string };

/** A server and how to talk to it. */
export interface ServerPlace {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
}

/** Why a server could not be probed, in a sentence. */
export function probeTroubleText({ host, port }: ServerPlace, trouble: ProbeTrouble, detail: string): string {
  const place = `${host}:${String(port)}`;
  switch (trouble) {
    case 'refused':
      return l10n.t('{0} refuses connections.', place);
    case 'timedOut':
      return l10n.t('{0} does not answer; a firewall may block the port.', place);
    case 'unreachable':
      return l10n.t('{0} cannot be reached from this network.', place);
    case 'notTls':
      return l10n.t('{0} does not speak TLS from the first byte.', place);
    case 'tlsTooOld':
      return l10n.t('{0} and this computer have no version of TLS in common; at least TLS 1.2 is needed.', place);
    case 'tlsFailed':
      return l10n.t('The TLS handshake with {0} failed: {1}.', place, detail);
    case 'noStartTls':
      return l10n.t('{0} does not offer STARTTLS.', place);
    case 'notSmtp':
      return l10n.t('{0} does not speak SMTP as expected: {1}', place, detail);
    case 'lost':
      return l10n.t('{0} closed the connection.', place);
    case 'cancelled':
      return l10n.t('Cancelled.');
  }
}

/** What is wrong with a certificate, in a sentence, or the empty text if nothing is. */
export function certificateText(host: string, { trouble, names }: TlsFacts): string {
  switch (trouble) {
    case '':
      return '';
    case 'certificateUntrusted':
      return l10n.t('The certificate of {0} is not signed by an authority that this computer trusts.', host);
    case 'certificateExpired':
      return l10n.t('The certificate of {0} is not valid at this date.', host);
    case 'certificateName':
      return l10n.t('The certificate of {0} is made out to other names: {1}.', host, names.join(', '));
  }
}
