import * as l10n from '@vscode/l10n';
import { bareText, invisibleProblem } from './bareText';

/** A header that the user adds to every mail of an account. */
export interface ExtraHeader {
  readonly name: string;
  readonly value: string;
}

/** RFC 5322 section 2.1.1 allows 998 characters a line; a value this long, encoded, stays far below all limits. */
const longestName = 60;
const longestValue = 400;
/** Servers limit how many bytes of headers they take. */
export const mostExtraHeaders = 20;

/** What the product or a server on the way writes itself: twice, or with another value, it would break the mail. */
const written = new Set(
  `from sender to cc bcc reply-to subject date message-id in-reply-to references comments keywords return-path received
  auto-submitted x-auto-response-suppress list-id mime-version delivered-to dkim-signature domainkey-signature
  authentication-results received-spf`.split(/\s+/),
);
const writtenBeginnings = ['content-', 'resent-', 'arc-', 'x-mail-when-done-'];

/** The header in a line of the form `name: value`; `undefined` if it is none or must not be added. */
export function extraHeader(line: string): ExtraHeader | undefined {
  return extraHeaderProblem(line) === undefined ? parts(line) : undefined;
}

/** Why a line is no header that can be added, in a sentence, or `undefined` if it is one. */
export function extraHeaderProblem(line: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- control characters are just what must not pass
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(bareText(line)))
    return l10n.t('A header holds no line breaks or control characters.');
  const { name, value } = parts(line);
  if (name === '' || value === '') return l10n.t('Write “{0}” as name: value, such as X-Team: build.', bareText(line));
  if (!/^[A-Za-z0-9-]+$/.test(name))
    return l10n.t('The name “{0}” may hold unaccented letters, digits and hyphens only.', name);
  if (isWritten(name)) return l10n.t('“{0}” is written by Mail When Done or by the servers: leave it out.', name);
  if (name.length > longestName || Array.from(value).length > longestValue)
    return l10n.t(
      '“{0}” is too long: a name has at most {1} characters, a value at most {2}.',
      name.slice(0, longestName),
      longestName,
      longestValue,
    );
  return invisibleProblem(value);
}

/** Why these lines cannot all be added, in a sentence, or `undefined` if they can. Empty lines do not count. */
export function extraHeadersProblem(lines: readonly string[]): string | undefined {
  const filled = lines.filter((line) => bareText(line) !== '');
  if (filled.length > mostExtraHeaders) return l10n.t('At most {0} headers can be added.', mostExtraHeaders);
  return filled.map(extraHeaderProblem).find((problem) => problem !== undefined);
}

function isWritten(name: string): boolean {
  const lower = name.toLowerCase();
  return written.has(lower) || writtenBeginnings.some((beginning) => lower.startsWith(beginning));
}

function parts(line: string): ExtraHeader {
  const bare = bareText(line);
  const colon = bare.indexOf(':');
  return { name: bareText(bare.slice(0, Math.max(colon, 0))), value: colon < 0 ? '' : bareText(bare.slice(colon + 1)) };
}
