import type { SecretSpan } from './secretSpan';

/** Credentials of HTTP, SMTP, IMAP, POP and FTP, as their clients log them. */
export function headerSecrets(text: string): readonly SecretSpan[] {
  return [...authorizations(text), ...schemes(text), ...cookies(text), ...dialogues(text)];
}

function authorizations(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  const header =
    /(?<![\w-])(?:proxy-)?authorization\\{0,3}["']?[ \t]{0,4}(?::|=>|=|,)[ \t]{0,4}\\{0,3}["'[]{0,2}\\{0,3}["']?/gi;
  for (const { index, 0: opening } of text.matchAll(header)) {
    const start = index + opening.length;
    const isQuoted = /["']$/.test(opening);
    const rest = text.slice(start, start + 6_000);
    const isList = /^(?:Digest|AWS4|OAuth|Hawk)/i.test(rest);
    const [line = ''] = (isQuoted && !isList ? /^[^"'\n\\]*/ : isList ? /^[^\n\r]*/ : /^[^"'\n\r]*/).exec(rest) ?? [];
    const [scheme = ''] =
      /^(?:(?:Basic|Bearer|Digest|Token|ApiKey|Negotiate|NTLM|AWS4-HMAC-SHA256|Hawk|OAuth|SharedKey(?:Lite)?|SSWS|GoogleLogin|PRIVATE-TOKEN|Key)(?=\s|$)\s*)/i.exec(
        line,
      ) ?? [''];
    const secret = isList ? line.slice(scheme.length) : (/^\S*/.exec(line.slice(scheme.length)) ?? [''])[0];
    const from = start + scheme.length;
    const trimmed = secret.replace(/[\s,;)}\]]+$/, '');
    if (
      trimmed.length < 6 ||
      /^(?:[<*{$[%.]|\(|null|none|undefined)/.test(trimmed) ||
      (scheme === '' && !/\d/.test(trimmed))
    )
      continue;
    if (scheme !== '' && /^[a-z-]+$/i.test(trimmed) && trimmed.length < 16) continue;
    found.push({ start: from, end: from + trimmed.length, kind: 'header' });
  }
  return found;
}

/** A scheme with its credentials, anywhere in a text. */
function schemes(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const { index, 0: whole, 1: secret = '' } of text.matchAll(
    /\bbearer(?:\s|%20|\+|:\s){1,3}([\w.~+/=-]{8,4096})/gi,
  ))
    if (/\d/.test(secret) || (secret.length >= 24 && /[a-z][A-Z]/.test(secret)))
      found.push({ start: index + whole.length - secret.length, end: index + whole.length, kind: 'header' });
  for (const { index, 0: whole, 1: secret = '' } of text.matchAll(/\bbasic[ \t]{1,2}([A-Za-z0-9+/]{6,1024}={0,2})/gi))
    if (isNameAndPassword(secret))
      found.push({ start: index + whole.length - secret.length, end: index + whole.length, kind: 'header' });
  return found;
}

/** Whether it is base64 of a printable text with a colon (RFC 7617). */
function isNameAndPassword(coded: string): boolean {
  try {
    const plain = atob(coded.replace(/=+$/, ''));
    // eslint-disable-next-line no-control-regex -- that there are none is what is asked
    return plain.includes(':') && !/[\u0000-\u001f\u007f]/.test(plain);
  } catch {
    return false;
  }
}

const attributes = /^(?:path|domain|expires|max-age|samesite|version|priority|comment|secure|httponly|partitioned)$/i;

function cookies(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  let behind = 0;
  for (const { index, 0: opening } of text.matchAll(
    /(?<![\w-])(?:set-)?cookie2?\\{0,3}["']?[ \t]{0,4}(?::|=>|=)[ \t]{0,4}(?:\[ {0,2})?[["']{0,3}\\{0,3}["']?/gi,
  )) {
    const start = index + opening.length;
    if (start < behind) continue;
    const [line = ''] = /^[^"'\n\r\\]*/.exec(text.slice(start, start + 8_000)) ?? [];
    behind = start + line.length;
    for (const { index: at, 1: name = '', 2: value = '' } of line.matchAll(
      /(?:^|[;,] {0,2})([\w.!#$%&*+^|~-]{1,100})=([^;,\s]{1,4096})/g,
    )) {
      if (attributes.test(name) || value.length < 6 || /^(?:[*<{$[]|\.\.\.)/.test(value)) continue;
      const end = start + at + line.slice(at).indexOf('=') + 1 + value.length;
      found.push({ start: end - value.length, end, kind: 'header' });
    }
  }
  return found;
}

/** Base64 responses of mail clients, and the credentials of other protocols; and what each cannot be without. */
const answers: readonly (readonly [needed: RegExp, answer: RegExp])[] = [
  [
    /AUTH/i,
    /\bAUTH(?:ENTICATE)?[ \t]+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|NTLM)[ \t]+([A-Za-z0-9+/=]{8,2048})/dgi,
  ],
  // The line after the server's 334 (RFC 4954) or continuation (RFC 3501).
  [
    /\b334\b/,
    /(?:^|\n)[^\n]{0,60}\b334\b[^\n]{0,200}\r?\n[^\n]{0,60}?(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{4,2048}={0,2})(?=[ \t\r]*(?:\n|$))/dg,
  ],
  [
    /PASS[ \t]/,
    /(?:^|\n)[^\n\w]{0,20}(?:(?:C|Client|CLIENT|\[C\]):? ?)?(?:-{1,4}>|>{1,3}|C:)[ \t]*PASS[ \t]+(\S{1,200})/dg,
  ],
  [/ LOGIN /, /\b[A-Za-z]{0,4}\d{1,6} LOGIN "?[^\s"]{1,100}"? "?([^\s"]{1,200})"?[ \t\r]*(?=\n|$)/dg],
  [
    /-ERR |AUTH |REQUIREPASS /,
    /(?:^|[\s"'])(?:-ERR |[-+]?AUTH |REQUIREPASS )(?:default )?"?((?=\S*\d)[^\s"]{8,200})"?(?=[\s"']|$)/dg,
  ],
];

function dialogues(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const [needed, answer] of answers)
    if (needed.test(text))
      for (const { indices } of text.matchAll(answer)) {
        const [start, end] = indices?.[1] ?? [0, 0];
        if (!/^(?:[*<{$]|PLAIN|LOGIN|XOAUTH)/.test(text.slice(start, end))) found.push({ start, end, kind: 'header' });
      }
  return found;
}
