import type { SecretSpan } from './secretSpan';

const longest = 600;

/**
 * The password in the user info of a URL, or all of it if there is no password. Signatures in the query are named
 * values.
 */
export function urlSecrets(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  // The colon first, which is rarer than the letters of a scheme.
  for (const { index, 0: slashes } of text.matchAll(/:(?:\/|\\\/|%2[fF]){2}/g)) {
    const [scheme] = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}$/i.exec(text.slice(Math.max(0, index - 40), index)) ?? [];
    if (scheme === undefined) continue;
    const start = index + slashes.length;
    const rest = text.slice(start, start + longest);
    const [authority = ''] = /^[^\s/?#"'<>`\\]*/.exec(rest) ?? [];
    const info =
      (/^https?$/i.test(scheme) ? undefined : widestUserInfo(rest)) ?? userInfo(authority) ?? widerUserInfo(rest);
    if (info === undefined) continue;
    const colon = info.search(/:|%3[aA]/);
    const from = colon < 0 ? 0 : colon + (info[colon] === ':' ? 1 : 3);
    const secret = info.slice(from);
    // A user name alone is no secret, unless it is a token.
    if (colon < 0 ? !/^(?=.*\d)[\w.~+=-]{16,}$/.test(secret) : !isPassword(secret)) continue;
    found.push({ start: start + from, end: start + info.length, kind: 'url' });
  }
  return [...found, ...userInfoElsewhere(text)];
}

function userInfo(authority: string): string | undefined {
  const at = Math.max(authority.lastIndexOf('@'), authority.toLowerCase().lastIndexOf('%40'));
  return at <= 0 ? undefined : authority.slice(0, at);
}

/**
 * A user info with a slash or a number sign in its password, which a URL must not have; a port is not mistaken for
 * one.
 */
function widerUserInfo(rest: string): string | undefined {
  const [, info] =
    /^([^\s/?#"'<>`:@]{1,64}:(?!\d{1,5}[/?#])[^\s"'<>`]{1,200}?)@[\w.-]+(?::\d+)?(?:[/?\s"'`]|$)/.exec(rest) ?? [];
  // `http://host:port/@scope/name` and lists of URLs have none.
  return info === undefined || /\/@?$|:\/\/|,\w+:/.test(info) ? undefined : info;
}

/** Up to the last `@` before a host: in the address of a database people forget to encode what stands in a password. */
function widestUserInfo(rest: string): string | undefined {
  const [, info] = /^([^\s"'<>`:@/]{0,64}:[^\s"'<>`]{1,200})@[\w.-]+(?::\d+)?(?:[/?\s"'`]|$)/.exec(rest) ?? [];
  return info === undefined || /:\/\/|,/.test(info) ? undefined : info;
}

function isPassword(secret: string): boolean {
  return (
    secret.length > 0 &&
    !/^(?:\*+|x{3,}|\.{3}|<.*|\$\{?\w.*|%\w+%|\{.*\}|\[.*\]|(?:your[-_])?(?:password|passwd|pass|pwd|pw|token|secret|motdepasse)|password[-_]?here|redacted|x-oauth-basic)$/i.test(
      secret,
    )
  );
}

/** With what each cannot be without. */
const elsewhere: readonly (readonly [needed: string, pattern: RegExp])[] = [
  // Go's data source names.
  ['@', /(?<![\w.-])[\w.-]{1,64}:([^@\s:/"']{3,64})@(?:tcp|unix)\(/dg],
  ['@', /jdbc:oracle:thin:[^\s/@]{1,64}\/([^@\s]{1,64})@/dg],
  ['/', /(?:sqlplus|rman|expdp|impdp|CONNECT)(?: -\w+){0,4} [\w$]{1,64}\/([^@\s]{1,64})(?:@|\s|$)/dg],
  // scp and rsync with a password, amqp without a scheme.
  [
    '@',
    /(?<![\w/:@.-])[a-z_][\w-]{1,31}:([^@\s:/"'`]{6,64})@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?::\d{2,5})?(?=[/\s"']|$)/dg,
  ],
];

function userInfoElsewhere(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  for (const [needed, pattern] of elsewhere)
    if (text.includes(needed))
      for (const { indices } of text.matchAll(pattern)) {
        const [start, end] = indices?.[1] ?? [0, 0];
        if (isPassword(text.slice(start, end))) found.push({ start, end, kind: 'url' });
      }
  return found;
}
