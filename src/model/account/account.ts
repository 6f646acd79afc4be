import type { Security } from './security';

/** How to sign in; `automatic` takes the first that both sides know. */
export const authMethods = ['automatic', 'PLAIN', 'LOGIN', 'CRAM-MD5'] as const;
export type AuthMethod = (typeof authMethods)[number];

/**
 * Which reports on its way (RFC 3461) the server is asked to send to the From address, where it offers that. `none`: it is
 * asked for nothing and does as it always does; `problems`: mail that is late or was not delivered; `all`: also delivered.
 */
export const deliveryReports = ['none', 'problems', 'all'] as const;
export type DeliveryReports = (typeof deliveryReports)[number];

/**
 * One way to send, as a person types it into the form or into settings.json: nothing is checked, nothing is filled in.
 * `parseAccount` turns it into an `Account` or says what is wrong. Never holds the password.
 */
export interface AccountDraft {
  /** Names the account in the vault and in rules; never shown, never changed. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** The id of a preset, `custom` or `sandbox`; one that nobody knows (any more) counts as `custom`. */
  readonly provider: string;
  readonly host: string;
  /** What stands in the field, so that a wrong entry can be shown again. */
  readonly port: string;
  readonly security: Security;
  /** The user said in so many words that mail and password may travel unprotected to this host. */
  readonly trustedNetwork: boolean;
  /**
   * The one certificate that this account's server is known by, DER in base64: the user saw its fingerprint and said yes.
   * Counts for servers on this computer only (Proton Mail Bridge); empty otherwise.
   */
  readonly certificate: string;
  readonly authentication: boolean;
  readonly username: string;
  readonly senderName: string;
  readonly fromAddress: string;
  readonly recipients: readonly string[];
  readonly ehloDomain: string;
  readonly authMethod: AuthMethod;
  readonly deliveryReports: DeliveryReports;
  readonly bcc: boolean;
  /** The server is reached through the proxy that the editor is set to, where it is set to one. */
  readonly useProxy: boolean;
  readonly replyTo: string;
  readonly supportLink: string;
}

export type AccountField = Exclude<keyof AccountDraft, 'id' | 'trustedNetwork' | 'certificate'> | 'password';

/** One way to send, complete and checked; every default is filled in. */
export interface Account extends Omit<AccountDraft, 'port' | 'trustedNetwork'> {
  readonly port: number;
}

/** What the server of an account is called and how to talk to it. A secret is handed out for exactly one of these. */
export interface Binding {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly username: string;
}

/** A password, handed out for exactly the server and user that it was typed for. */
export interface Credential {
  readonly binding: Binding;
  readonly password: string;
}

export const defaultSenderName = 'Mail When Done';

/** An account before anything was typed. */
export function emptyDraft(id: string): AccountDraft {
  return {
    id,
    name: '',
    email: '',
    provider: 'custom',
    host: '',
    port: '465',
    security: 'implicitTls',
    trustedNetwork: false,
    certificate: '',
    authentication: true,
    username: '',
    senderName: '',
    fromAddress: '',
    recipients: [],
    ehloDomain: '',
    authMethod: 'automatic',
    deliveryReports: 'none',
    bcc: false,
    useProxy: false,
    replyTo: '',
    supportLink: '',
  };
}

/** The server and user that the secret of an account belongs to. */
export function bindingOf(account: Account): Binding {
  const { host, port, security, username } = account;
  return { host: host.toLowerCase(), port, security, username };
}

export function sameBinding(one: Binding, other: Binding): boolean {
  return (
    one.host === other.host &&
    // A port that is no number is NaN, and still the same for the password beside it.
    Object.is(one.port, other.port) &&
    one.security === other.security &&
    one.username === other.username
  );
}
