import * as l10n from '@vscode/l10n';
import {
  type Account,
  type AccountDraft,
  type AccountField,
  type Binding,
  bindingOf,
  defaultSenderName,
  type Mend,
  type Problem,
} from './account';
import { addressKey, addressProblem, isAddress, plainAddressProblem } from './address';
import { bareText, invisibleProblem } from './bareText';
import { extraHeadersProblem } from './extraHeader';
import { asciiHost, ehloName, ehloProblem, hostProblem, isLoopback, mayBeLocal } from './hostName';
import { protocolOf } from './otherProtocol';
import { type RecipientWay, wayOf } from './recipientWay';
import { securityWords, type TlsPolicy } from './security';

/** A checked account, or `undefined` with what is missing or wrong, in the order of the form. */
export interface Parsed {
  readonly account: Account | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Checks a draft and fills in the defaults. The page and the extension run this same function, so they cannot
 * disagree.
 * @param passwordSet whether a password is stored for exactly the server and user of the draft
 * @param tls whether the user may trust a network at all
 */
export function parseAccount(draft: AccountDraft, passwordSet: boolean, tls: TlsPolicy = 'required'): Parsed {
  const account = complete(draft);
  const problems =
    draft.provider === 'sandbox' ? [] : [...server(draft, account, tls), ...signIn(draft, account, passwordSet)];
  problems.unshift(...optional('email', bareText(draft.email), addressProblem));
  problems.push(...sender(draft, account), ...recipients(draft), ...advanced(draft, account));
  return { account: problems.length === 0 ? account : undefined, problems };
}

/** What is wrong with each recipient, at its index; `undefined` if nothing is. */
export function recipientProblems(draft: AccountDraft): readonly (string | undefined)[] {
  const seen = new Set<string>();
  return draft.recipients.map((entry) => {
    const address = bareText(entry);
    if (address === '') return undefined;
    const problem = addressProblem(address);
    if (problem !== undefined) return problem;
    const key = addressKey(address);
    if (seen.has(key)) return l10n.t('This address is already in the list.');
    seen.add(key);
    return undefined;
  });
}

/** The server and user that a password typed beside this draft belongs to, even if the draft has other problems. */
export function bindingOfDraft(draft: AccountDraft): Binding {
  return bindingOf(complete(draft));
}

function complete(draft: AccountDraft): Account {
  const sandbox = draft.provider === 'sandbox';
  const email = bareText(draft.email);
  const username = sandbox ? 'sandbox' : bareText(draft.username);
  const authentication = sandbox || draft.authentication;
  const fallbackFrom = sandbox ? email : authentication && isAddress(username) ? username : '';
  return {
    id: draft.id,
    name: shownText(draft.name) || email,
    email,
    provider: draft.provider,
    host: sandbox ? '127.0.0.1' : asciiHost(draft.host),
    port: sandbox ? 0 : portOf(draft.port),
    security: sandbox ? 'none' : draft.security,
    certificate: !sandbox && mayBeLocal(asciiHost(draft.host)) ? draft.certificate : '',
    authentication,
    username: authentication ? username : '',
    senderName: shownText(draft.senderName) || defaultSenderName,
    fromAddress: bareText(draft.fromAddress) || fallbackFrom,
    recipients: filled(draft.recipients),
    ccRecipients: markedAs('cc', draft),
    bccRecipients: markedAs('bcc', draft),
    ehloDomain: ehloName(draft.ehloDomain),
    authMethod: draft.authMethod,
    deliveryReports: draft.deliveryReports,
    bcc: draft.bcc,
    useProxy: !sandbox && draft.useProxy,
    replyTo: bareText(draft.replyTo),
    supportLink: bareText(draft.supportLink),
    extraHeaders: filled(draft.extraHeaders),
  };
}

/** Marks of addresses that are no recipients mean nothing, so they make no other account. */
function markedAs(way: RecipientWay, draft: AccountDraft): readonly string[] {
  return filled(draft.recipients).filter((entry) => wayOf(draft, entry) === way);
}

function filled(entries: readonly string[]): readonly string[] {
  return entries.map((entry) => bareText(entry)).filter((entry) => entry !== '');
}

/** A name that is only shown: it may end in an emoji, whose colours come from a selector that cannot be seen. */
function shownText(text: string): string {
  const bare = bareText(text);
  const coloured = `${bare}\ufe0f`;
  return bare !== '' && text.includes(coloured) ? coloured : bare;
}

/** The number in a port field, or NaN. */
function portOf(text: string): number {
  const digits = bareText(text);
  return /^\d{1,5}$/.test(digits) ? Number(digits) : Number.NaN;
}

function server(draft: AccountDraft, account: Account, tls: TlsPolicy): Problem[] {
  const problems: Problem[] = [];
  const host = hostProblem(account.host);
  if (host !== undefined) problems.push(problem('host', account.host, host));
  if (!(account.port >= 1 && account.port <= 65_535)) {
    problems.push(problem('port', bareText(draft.port), l10n.t('Enter a port number from 1 to 65535.')));
  } else problems.push(...contradiction(account));
  const isOpen = account.security === 'none' && host === undefined && !isLoopback(account.host);
  if (isOpen && (tls !== 'optional' || !draft.trustedNetwork)) {
    problems.push({ field: 'security', kind: 'invalid', message: unprotected(account.host, tls) });
  } else if (account.security === 'none' && account.useProxy && !isLoopback(account.host)) {
    // Trusting the network does not mean trusting the operator of the proxy, and no password is bound to a proxy.
    problems.push({
      field: 'security',
      kind: 'invalid',
      message: l10n.t(
        'Without encryption the proxy could read the mail and the password. Choose Implicit TLS or STARTTLS, or connect without the proxy.',
      ),
      mends: [{ label: l10n.t('Connect without the proxy'), set: { useProxy: false } }],
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

/**
 * The ports of other servers, and the two combinations of port and security that cannot work: RFC 8314 section 7.3
 * registers these ports for the other one. Nobody knows which of the two is meant, so both ways out are offered.
 */
function contradiction({ port, security, host }: Account): Problem[] {
  if (isLoopback(host)) return [];
  const wrong = (message: string, ...mends: readonly Mend[]): Problem[] => [
    { field: 'port', kind: 'invalid', message, mends },
  ];
  const other = protocolOf(port);
  if (other !== '') {
    return wrong(l10n.t('Port {0} is the one of {1}; SMTP is on 465 or 587.', String(port), other), {
      label: l10n.t('Use implicit TLS on port {0}', '465'),
      set: { port: '465', security: 'implicitTls' },
    });
  }
  const chosen = securityWords(security).label;
  const fitting = port === 465 ? 'implicitTls' : port === 587 ? 'startTls' : undefined;
  if (fitting === undefined || security === fitting || (port === 587 && security === 'none')) return [];
  const { label } = securityWords(fitting);
  const otherPort = port === 465 ? '587' : '465';
  return wrong(
    l10n.t('Port {0} expects {1}, not {2}.', String(port), label, chosen),
    ...(security === 'none' ? [] : [{ label: l10n.t('Use port {0}', otherPort), set: { port: otherPort } }]),
    { label: l10n.t('Switch to {0}', label), set: { security: fitting } },
  );
}

function signIn(draft: AccountDraft, account: Account, passwordSet: boolean): Problem[] {
  if (!draft.authentication) return [];
  const problems: Problem[] = [];
  if (account.username === '')
    problems.push(missing('username', l10n.t('Enter the user name that the server knows you by.')));
  else if (hasControls(account.username)) problems.push(invalid('username', noControls()));
  else problems.push(...optional('username', account.username, invisibleProblem));
  if (!passwordSet) problems.push(missing('password', l10n.t('Enter the password for this server and user.')));
  return problems;
}

function sender(draft: AccountDraft, account: Account): Problem[] {
  const problems: Problem[] = [];
  if (hasControls(draft.name)) problems.push(invalid('name', noControls()));
  if (hasControls(draft.senderName)) problems.push(invalid('senderName', noControls()));
  const typed = bareText(draft.fromAddress);
  if (typed !== '') problems.push(...optional('fromAddress', typed, addressProblem));
  else if (account.fromAddress === '' || (account.security === 'none' && draft.provider !== 'sandbox')) {
    problems.push(missing('fromAddress', l10n.t('Enter the address that the mail comes from.')));
  }
  return problems;
}

function recipients(draft: AccountDraft): Problem[] {
  if (draft.recipients.every((entry) => bareText(entry) === '')) {
    return [missing('recipients', l10n.t('Enter at least one address that gets the mail.'))];
  }
  const [first] = recipientProblems(draft).filter((message) => message !== undefined);
  return first === undefined ? [] : [invalid('recipients', first)];
}

function advanced(draft: AccountDraft, { ehloDomain }: Account): Problem[] {
  return [
    ...optional('ehloDomain', ehloDomain, ehloProblem),
    ...optional('replyTo', bareText(draft.replyTo), plainAddressProblem),
    ...optional('supportLink', bareText(draft.supportLink), supportLinkProblem),
    ...headers(draft.extraHeaders),
  ];
}

function headers(lines: readonly string[]): Problem[] {
  const message = extraHeadersProblem(lines);
  return message === undefined ? [] : [invalid('extraHeaders', message)];
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
