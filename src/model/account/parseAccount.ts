import * as l10n from '@vscode/l10n';
import {
  bindingOf,
  defaultSenderName,
  type Account,
  type AccountDraft,
  type AccountField,
  type Binding,
} from './account';
import { addressProblem, isAddress, plainAddressProblem, wireAddress } from './address';
import { ehloProblem, hostProblem, isLoopback } from './host';
import type { Mend, Problem } from './problem';
import { securityWords, type TlsPolicy } from './security';

/** An account where everything is there and right; else `undefined` and what is missing or wrong, in the form's order. */
export interface Parsed {
  readonly account: Account | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Checks what was typed and fills in the defaults. The same function runs in the page and in the extension, so
 * that they cannot disagree.
 * @param passwordSet whether a password is at hand for exactly the server and user of the draft
 * @param tls whether a network may be trusted at all
 */
export function parseAccount(draft: AccountDraft, passwordSet: boolean, tls: TlsPolicy = 'required'): Parsed {
  const account = complete(draft);
  const problems =
    draft.provider === 'sandbox' ? [] : [...server(draft, account, tls), ...signIn(draft, account, passwordSet)];
  problems.unshift(...optional('email', draft.email.trim(), addressProblem));
  problems.push(...sender(draft, account), ...recipients(draft), ...advanced(draft));
  return { account: problems.length === 0 ? account : undefined, problems };
}

/** What is wrong with each entry of the recipients, at its own place; `undefined` where nothing is. */
export function recipientProblems(draft: AccountDraft): readonly (string | undefined)[] {
  const seen = new Set<string>();
  return draft.recipients.map((entry) => {
    const address = entry.trim();
    if (address === '') return undefined;
    const problem = addressProblem(address);
    if (problem !== undefined) return problem;
    const wire = wireAddress(address).toLowerCase();
    if (seen.has(wire)) return l10n.t('This address is already in the list.');
    seen.add(wire);
    return undefined;
  });
}

/** The server and user that a password typed beside this draft belongs to, whatever else is wrong with the draft. */
export function bindingOfDraft(draft: AccountDraft): Binding {
  return bindingOf(complete(draft));
}

function complete(draft: AccountDraft): Account {
  const sandbox = draft.provider === 'sandbox';
  const email = draft.email.trim();
  const username = sandbox ? 'sandbox' : draft.username.trim();
  const authentication = sandbox || draft.authentication;
  const fallbackFrom = sandbox ? email : authentication && isAddress(username) ? username : '';
  return {
    id: draft.id,
    name: draft.name.trim() || email,
    email,
    provider: draft.provider,
    host: sandbox ? '127.0.0.1' : draft.host.trim(),
    port: sandbox ? 0 : portOf(draft.port),
    security: sandbox ? 'none' : draft.security,
    certificate: !sandbox && isLoopback(draft.host.trim()) ? draft.certificate : '',
    authentication,
    username: authentication ? username : '',
    senderName: draft.senderName.trim() || defaultSenderName,
    fromAddress: draft.fromAddress.trim() || fallbackFrom,
    recipients: draft.recipients.map((entry) => entry.trim()).filter((entry) => entry !== ''),
    ehloDomain: draft.ehloDomain.trim(),
    authMethod: draft.authMethod,
    deliveryReports: draft.deliveryReports,
    bcc: draft.bcc,
    useProxy: !sandbox && draft.useProxy,
    replyTo: draft.replyTo.trim(),
    supportLink: draft.supportLink.trim(),
  };
}

/** The number that a port field holds, or NaN. */
function portOf(text: string): number {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
}

function server(draft: AccountDraft, account: Account, tls: TlsPolicy): Problem[] {
  const problems: Problem[] = [];
  const host = hostProblem(account.host);
  if (host !== undefined) problems.push(problem('host', account.host, host));
  if (!(account.port >= 1 && account.port <= 65_535)) {
    problems.push(problem('port', draft.port.trim(), l10n.t('Enter a port number from 1 to 65535.')));
  } else problems.push(...contradiction(account));
  const isOpen = account.security === 'none' && host === undefined && !isLoopback(account.host);
  if (isOpen && (tls !== 'optional' || !draft.trustedNetwork)) {
    problems.push({ field: 'security', kind: 'invalid', message: unprotected(account.host, tls) });
  } else if (account.security === 'none' && account.useProxy && !isLoopback(account.host)) {
    // Trust in a network is not trust in whoever runs the proxy; and no password is bound to a proxy.
    problems.push({
      field: 'security',
      kind: 'invalid',
      message: l10n.t(
        'Without encryption the proxy could read the mail and the password. Choose Implicit TLS or STARTTLS, or connect without the proxy.',
      ),
      mend: { label: l10n.t('Connect without the proxy'), set: { useProxy: false } },
    });
  }
  return problems;
}

function unprotected(host: string, tls: TlsPolicy): string {
  switch (tls) {
    case 'optional':
      return l10n.t(
        'Without encryption anyone between this computer and {0} can read the mail and the password. Choose Implicit TLS or STARTTLS, or confirm that you trust the network.',
        host,
      );
    case 'required':
      return l10n.t(
        'Without encryption anyone between this computer and {0} can read the mail and the password. Choose Implicit TLS or STARTTLS. To trust a network all the same, turn off “Require TLS” in the settings of the editor first.',
        host,
      );
    case 'byAdministrator':
      return l10n.t(
        'Without encryption anyone between this computer and {0} can read the mail and the password. Choose Implicit TLS or STARTTLS: the administrator of this computer requires it.',
        host,
      );
  }
}

/** The two pairs of port and security that cannot work: these ports are registered for the other one (RFC 8314 section 7.3). */
function contradiction({ port, security, host }: Account): Problem[] {
  if (isLoopback(host)) return [];
  const mend = (set: Mend['set'], name: string): Mend => ({ label: l10n.t('Switch to {0}', name), set });
  if (port === 465 && security !== 'implicitTls') {
    return [
      {
        field: 'port',
        kind: 'invalid',
        message: l10n.t('Port 465 expects Implicit TLS, not {0}.', securityWords(security).label),
        mend: mend({ security: 'implicitTls' }, securityWords('implicitTls').label),
      },
    ];
  }
  if (port === 587 && security === 'implicitTls') {
    return [
      {
        field: 'port',
        kind: 'invalid',
        message: l10n.t('Port 587 expects STARTTLS, not {0}.', securityWords(security).label),
        mend: mend({ security: 'startTls' }, securityWords('startTls').label),
      },
    ];
  }
  return [];
}

function signIn(draft: AccountDraft, account: Account, passwordSet: boolean): Problem[] {
  if (!draft.authentication) return [];
  const problems: Problem[] = [];
  if (account.username === '')
    problems.push(missing('username', l10n.t('Enter the user name that the server knows you by.')));
  else if (hasControls(account.username)) problems.push(invalid('username', noControls()));
  if (!passwordSet) problems.push(missing('password', l10n.t('Enter the password for this server and user.')));
  return problems;
}

function sender(draft: AccountDraft, account: Account): Problem[] {
  const problems: Problem[] = [];
  if (hasControls(draft.name)) problems.push(invalid('name', noControls()));
  if (hasControls(draft.senderName)) problems.push(invalid('senderName', noControls()));
  const typed = draft.fromAddress.trim();
  if (typed !== '') problems.push(...optional('fromAddress', typed, addressProblem));
  else if (account.fromAddress === '' || (account.security === 'none' && draft.provider !== 'sandbox')) {
    problems.push(missing('fromAddress', l10n.t('Enter the address that the mail comes from.')));
  }
  return problems;
}

function recipients(draft: AccountDraft): Problem[] {
  if (draft.recipients.every((entry) => entry.trim() === '')) {
    return [missing('recipients', l10n.t('Enter at least one address that gets the mail.'))];
  }
  const [first] = recipientProblems(draft).filter((message) => message !== undefined);
  return first === undefined ? [] : [invalid('recipients', first)];
}

function advanced(draft: AccountDraft): Problem[] {
  return [
    ...optional('ehloDomain', draft.ehloDomain.trim(), ehloProblem),
    ...optional('replyTo', draft.replyTo.trim(), plainAddressProblem),
    ...optional('supportLink', draft.supportLink.trim(), supportLinkProblem),
  ];
}

function supportLinkProblem(text: string): string | undefined {
  const sentence = l10n.t('Enter an email address or a web address that starts with http:// or https://.');
  if (isAddress(text)) return undefined;
  if (hasControls(text) || /\s/.test(text) || !URL.canParse(text)) return sentence;
  const { protocol, username, password } = new URL(text);
  if (username !== '' || password !== '')
    return l10n.t('Leave user name and password out of the link: every mail shows it.');
  return protocol === 'https:' || protocol === 'http:' ? undefined : sentence;
}

function hasControls(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are just what must not pass
  return /[\u0000-\u001f\u007f-\u009f]/.test(text);
}

function noControls(): string {
  return l10n.t('Remove the line breaks and control characters.');
}

function optional(field: AccountField, text: string, check: (text: string) => string | undefined): Problem[] {
  const message = text === '' ? undefined : check(text);
  return message === undefined ? [] : [invalid(field, message)];
}

function problem(field: AccountField, text: string, message: string): Problem {
  return text === '' ? missing(field, message) : invalid(field, message);
}

function missing(field: AccountField, message: string): Problem {
  return { field, kind: 'missing', message };
}

function invalid(field: AccountField, message: string): Problem {
  return { field, kind: 'invalid', message };
}
