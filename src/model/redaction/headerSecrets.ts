import { inHintedParts } from './hintedParts';
import type { SecretSpan } from './secretSpan';

/** Credentials of HTTP, SMTP, IMAP, POP and FTP, as their clients log them. */
export function headerSecrets(text: string): readonly SecretSpan[] {
  return inHintedParts(text, (part) => [
    ...authorizations(part),
    ...schemes(part),
    ...cookies(part),
    ...dialogues(part),
  ]);
}

function authorizations(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  const header =
    /(?:(?<![\w-])|(?<=\\[nrt]))(?:proxy-)?authorization\\{0,3}["']?[ \t]{0,4}(?::|=>|=|,)[ \t]{0,4}\\{0,3}["'[]{0,2}\\{0,3}["']?/gi;
  for (const { index, 0: opening } of text.matchAll(header)) {
    const start = index + opening.length;
    const isQuoted = /["']$/.test(opening);
    const rest = text.slice(start, start + 6_000);
    const isList = /^(?:Digest|AWS4|OAuth|Hawk)/i.test(rest);
    const [line = ''] =
      (isQuoted && !isList ? /^[^"'\n\\]*/ : isList ? /^[^\n\r]*/ : /^(?:(?!\\[rn])[^"'\n\r])*/).exec(rest) ?? [];
    const [scheme = ''] =
      /^(?:(?:Basic|Bearer|Digest|Token|ApiKey|Negotiate|NTLM|AWS4-HMAC-SHA256|Hawk|OAuth|SharedKey(?:Lite)?|SSWS|GoogleLogin|PRIVATE-TOKEN|Key|Splunk|[A-Z][\w-]{2,20}(?=\s[\w.~+/=-]{24}))(?=\s|$)\s*)/i.exec(
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
    /\bbearer(?:\s|\.|%20|\+|:\s){1,3}([\w.~+/=-]{8,4096})/gi,
  ))
    if (/^(?:YOUR|MY|THE|INSERT)[_-]|^[A-Z_]+$/.test(secret)) continue;
    else if (/\d/.test(secret) || (secret.length >= 24 && /[a-z][A-Z]/.test(secret)))
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
    /(?:(?<![\w-])|(?<=\\[nrt]))(?:set-)?cookie2?\\{0,3}["']?[ \t]{0,4}(?::|=>|=)[ \t]{0,4}(?:\[ {0,2})?[["']{0,3}\\{0,3}["']?/gi,
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

/** Base64 responses of mail clients, and the credentials of other protocols. */
const answers: readonly RegExp[] = [
  /\bAUTH(?:ENTICATE)?[ \t]+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|NTLM)[ \t]+([A-Za-z0-9+/=]{8,2048})/dgi,
  // The line after the server's 334 (RFC 4954) or continuation (RFC 3501).
  /(?:^|\n)[^\n]{0,60}\b334\b[^\n]{0,200}\r?\n(?!\d{3}[ -])[^\n]{0,60}?(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{4,2048}={0,2})(?=[ \t\r]*(?:\n|$))/dg,
  /(?:^|\n)[^\n\w]{0,20}(?:(?:C|Client|CLIENT|\[C\]):? ?)?(?:-{1,4}>|>{1,3}|C:)[ \t]*PASS[ \t]+(\S{1,200})/dg,
  /\b[A-Za-z]{0,4}\d{1,6} LOGIN "?[^\s"]{1,100}"? (?:"([^"\n]{1,200})"|([^\s"]{1,200}))[ \t\r]*(?=\n|$)/dg,
  /(?:^|\n)[^\n]{0,40}\b331[ -][^\n]{0,200}\r?\n[^\n\w]{0,20}PASS[ \t]+(\S{1,200})/dg,
  /(?:^|\n)[^\n\w]{0,10}USER[ \t]\S[^\n]{0,200}\n(?:[^\n]{0,200}\n){0,2}?[^\n\w]{0,10}PASS[ \t]+(\S{1,200})/dg,
  /\bSSWS (00[\w-]{38,60})/dg,
  /\bPLAIN, (?:data|response|initial)\b[: ]{1,2}([A-Za-z0-9+/=]{8,2048})/dg,
  /\bBasic\r?\n[ \t]{1,20}([A-Za-z0-9+/]{8,1000}={0,2})/dg,
  /"AUTH"(?: "default")? "([^"\n]{1,200})"/dg,
  /(?:^|[\s"'])(?:-ERR |[-+]?AUTH |REQUIREPASS )(?:default )?"?((?=\S*\d)[^\s"]{8,200})"?(?=[\s"']|$)/dg,
];

function dialogues(text: string): SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const answer of answers)
    for (const { indices } of text.matchAll(answer)) {
      const [start, end] = indices?.[1] ?? indices?.[2] ?? [0, 0];
      if (!/^(?:[*<{$]|PLAIN|LOGIN|XOAUTH)/.test(text.slice(start, end))) found.push({ start, end, kind: 'header' });
    }
  return found;
}
