import type { Security } from './security';

/** How to sign in; `automatic` takes a method that both sides support. */
export const authMethods = ['automatic', 'PLAIN', 'LOGIN', 'CRAM-MD5'] as const;
export type AuthMethod = (typeof authMethods)[number];

/**
 * Which delivery status notifications (RFC 3461) the server is asked to send to the From address, if it offers them.
 * `none`: it is asked for nothing and does what it always does; `problems`: for mail that is late or was not
 * delivered; `all`: also for delivered mail.
 */
export const deliveryReports = ['none', 'problems', 'all'] as const;
export type DeliveryReports = (typeof deliveryReports)[number];

/**
 * One way to send, as typed into the form or into settings.json: unchecked, without defaults filled in.
 * `parseAccount` turns it into an `Account` or says what is wrong. Never holds the password.
 */
export interface AccountDraft {
  /** Identifies the account in the vault and in rules; never shown, never changed. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** The id of a preset, `custom` or `sandbox`; an unknown one counts as `custom`. */
  readonly provider: string;
  readonly host: string;
  /** The text of the field, so that a wrong entry can be shown again. */
  readonly port: string;
  readonly security: Security;
  /** The user confirmed explicitly that mail and password may travel unencrypted to this host. */
  readonly trustedNetwork: boolean;
  /**
   * The one certificate that this account's server is trusted by, DER in base64: the user saw its fingerprint and
   * accepted it. Applies at addresses of this computer (Proton Mail Bridge) and of the local network only.
   */
  readonly certificate: string;
  readonly authentication: boolean;
  readonly username: string;
  readonly senderName: string;
  readonly fromAddress: string;
  readonly recipients: readonly string[];
  /** Those of the recipients that get the mail as Cc, and those that no other recipient sees; see `wayOf`. */
  readonly ccRecipients: readonly string[];
  readonly bccRecipients: readonly string[];
  readonly ehloDomain: string;
  readonly authMethod: AuthMethod;
  readonly deliveryReports: DeliveryReports;
  /** No recipient sees another one, whatever is said of each. */
  readonly bcc: boolean;
  /** Connect through the editor's proxy, if it has one. */
  readonly useProxy: boolean;
  readonly replyTo: string;
  readonly supportLink: string;
  /** Further headers of every mail, each as `name: value`; see `extraHeader`. */
  readonly extraHeaders: readonly string[];
}

export type AccountField =
  Exclude<keyof AccountDraft, 'id' | 'trustedNetwork' | 'certificate' | 'ccRecipients' | 'bccRecipients'> | 'password';

/** One way to send, complete and checked, with every default filled in. */
export interface Account extends Omit<AccountDraft, 'port' | 'trustedNetwork'> {
  readonly port: number;
}

/** The server of an account and how to talk to it. A secret is handed out for exactly one of these. */
export interface Binding {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly username: string;
}

/** A password, handed out only for the server and user that it was typed for. */
export interface Credential {
  readonly binding: Binding;
  readonly password: string;
}

export const defaultSenderName = 'Mail When Done';

/** A new account with nothing typed yet. */
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
    ccRecipients: [],
    bccRecipients: [],
    ehloDomain: '',
    authMethod: 'automatic',
    deliveryReports: 'none',
    bcc: false,
    useProxy: false,
    replyTo: '',
    supportLink: '',
    extraHeaders: [],
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
    // A port that is no number is NaN, and NaN must still match for the password beside it.
    Object.is(one.port, other.port) &&
    one.security === other.security &&
    one.username === other.username
  );
}

/** A one-click fix: the label of its button and the fields that it sets. */
export interface Mend {
  readonly label: string;
  readonly set: Partial<AccountDraft>;
  /** What the user has to agree to first, with what that means. */
  readonly question?: { readonly title: string; readonly detail: string };
  /** The host that it sets is one that nobody vouches for: a password typed before was not meant for it. */
  readonly outside?: boolean;
}

/** A one-click remedy after a failure: it fixes the settings, or opens the page where something has to be done. */
export type Remedy = Mend | { readonly label: string; readonly open: string };

/** What keeps an account from being used; shown beside its field. */
export interface Problem {
  readonly field: AccountField;
  /** `missing`: the field is empty; `invalid`: its value cannot be right. */
  readonly kind: 'missing' | 'invalid';
  /** A sentence that says what is wrong and what to do. */
  readonly message: string;
  /** The likeliest first. */
  readonly mends?: readonly Mend[];
}

/** The account that something is sent through. */
export interface AccountChoice<One> {
  /** `undefined` if there are no accounts. */
  readonly chosen: One | undefined;
  /** The named account no longer exists, and the default one replaces it. */
  readonly isStandIn: boolean;
}

/**
 * Chooses one of the accounts. An incomplete one is chosen all the same: mail never switches to another account by
 * itself, because that one has another sender and other recipients.
 * @param defaultId the default account; if it does not exist, the first one is the default
 * @param named the account that a rule names
 */
export function chooseAccount<One extends { readonly id: string }>(
  accounts: readonly One[],
  defaultId: string,
  named?: string,
): AccountChoice<One> {
  const find = (id: string | undefined): One | undefined => accounts.find((one) => one.id === id);
  const asked = named === undefined ? undefined : find(named);
  return {
    chosen: asked ?? find(defaultId) ?? accounts[0],
    isStandIn: named !== undefined && asked === undefined,
  };
}
