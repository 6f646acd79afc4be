/**
 * The protocol whose registered port this is (IANA), where people take it for the one of SMTP; the empty text for any
 * other.
 */
export function protocolOf(port: number): string {
  return ports.get(port) ?? '';
}

const ports: ReadonlyMap<number, string> = new Map([
  [21, 'FTP'],
  [22, 'SSH'],
  [80, 'HTTP'],
  [110, 'POP3'],
  [143, 'IMAP'],
  [443, 'HTTP'],
  [993, 'IMAP'],
  [995, 'POP3'],
  [4190, 'ManageSieve'],
]);

/** How the servers of other protocols greet, or answer the first bytes that they do not understand. */
const greetings: readonly (readonly [RegExp, string])[] = [
  [/^\* (?:OK|PREAUTH|BYE|BAD)\b/i, 'IMAP'],
  [/^(?:\+OK|-ERR)\b/i, 'POP3'],
  [/^SSH-\d/, 'SSH'],
  [/^HTTP\/\d/, 'HTTP'],
  [/^<(?:!doctype|html)\b/i, 'HTTP'],
  [/^"(?:IMPLEMENTATION|SIEVE|SASL)"/, 'ManageSieve'],
  [/^RFB \d{3}\./, 'VNC'],
  [/^20[01][ -]/, 'NNTP'],
  [/^220[ -](?=.*ftp)(?!.*smtp)/is, 'FTP'],
  [/^220[ -](?=.*\blmtp\b)(?!.*\be?smtp\b)/is, 'LMTP'],
];

/** The numbers of FTP's greeting are those of SMTP, but no server of SMTP wants a login before it is greeted. */
const wantsLogin = /^5\d\d[ -](?!\d\.\d)(?=.*\b(?:log(?:ged)?[ -]?in|user and pass|pass and user)\b)/is;

/**
 * The protocol of a server that greets like this and perhaps refuses EHLO like that; the empty text for a server of
 * SMTP or one that nobody knows.
 */
export function otherProtocol(greeting: string, refusal = ''): string {
  const [, name = ''] = greetings.find(([pattern]) => pattern.test(greeting)) ?? [];
  return name === '' && /^220\b(?!.*smtp)/is.test(greeting) && wantsLogin.test(refusal) ? 'FTP' : name;
}
