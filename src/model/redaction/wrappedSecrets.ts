import type { SecretSpan } from './secretSpan';
import type { JoinedView, TextView } from './textView';
import { isComplete, tokenSecrets } from './tokenSecrets';

/**
 * Splits a span into one part for each of its lines: line ends and the indentation after them are not part of the
 * secret.
 */
export function pieces(span: SecretSpan, view: TextView): readonly SecretSpan[] {
  const { end, kind } = span;
  const found: SecretSpan[] = [];
  let { start } = span;
  for (const at of breaks(span, view)) {
    found.push(start === span.start ? { ...span, end: at } : { start, end: at, kind });
    start = at;
  }
  return [...found, start === span.start ? span : { start, end, kind }];
}

/**
 * The likely part of a secret that was found across joined lines: up to the end of the line after which another text
 * begins. A line does not continue after a complete token, or before a URL, a path, a field or a word with more text
 * after it.
 */
export function likely(span: SecretSpan, joint: JoinedView, text: string): SecretSpan | undefined {
  for (const at of breaks(span, joint)) {
    if (goesOver(span, at, joint, text)) continue;
    return at - span.start >= shortest ? { ...span, end: at } : undefined;
  }
  return span;
}

/** Shorter ones are found by the search of the line alone. */
const shortest = 8;
/** Longer than any token except those of variable length. */
const longestToken = 300;
const longestHead = 400;

/** The positions in the view where lines were joined within the span. */
function breaks({ start, end }: SecretSpan, { positionOf }: TextView): readonly number[] {
  const found: number[] = [];
  for (let at = start + 1; at < end; at++) if (positionOf(at) - positionOf(at - 1) > 1) found.push(at);
  return found;
}

function goesOver(span: SecretSpan, at: number, joint: JoinedView, text: string): boolean {
  const next = joint.positionOf(at);
  const [head = ''] = /^[^\n\r]*/.exec(text.slice(next, next + longestHead)) ?? [];
  if (/^[a-z][a-z0-9+.-]{1,30}:\/\//i.test(head)) return false;
  // Digest and the like are lists, which may be wrapped anywhere.
  const isList = span.kind === 'header' && /[\s",]/.test(joint.text.slice(span.start, span.end));
  const isMade = span.kind === 'token' || (span.kind === 'header' && !isList);
  if (span.kind === 'token') {
    const before = joint.text.slice(span.start, Math.min(at, span.start + longestToken));
    if (isComplete(before)) return false;
    const [alone] = tokenSecrets(before);
    if (before.length < longestToken && alone?.end !== before.length) return true;
  }
  // A password in a URL ends at the @ after it, which is on the next line.
  if (span.kind === 'url') return true;
  const line = text.lastIndexOf('\n', next - 2) + 1;
  const length = text.slice(line, next).replace(/\r?\n$/, '').length;
  const isSure = length === joint.width;
  if (isSure && !isMade) return isList || !isPath(head);
  if (isRandom.test(head) || (isList && /^[^\s,]{0,200}[",]/.test(head))) return !isPath(head);
  if (isMade && !/^[\w+/=.~%-]+(?=$|[\s"'`,;)}\]>&\\])/.test(head)) return false;
  return !isOther(head, isMade, isSure);
}

const isRandom = /^(?=[^\s\d]*\d)(?=[^\sA-Z]*[A-Z])(?=[^\sa-z]*[a-z])[\w+/=.~%-]{16}/;

/** Names of settings and of fields in a log. */
const name =
  /^(?=[^:=]{3,40}[:=])(?:[a-z]+(?:[._-][a-z]+)*|[A-Z]+(?:_[A-Z]+)*|[A-Z][a-z]+(?:-?[A-Z][a-z]+)*|[a-z]+(?:[A-Z][a-z]+)+)\d{0,2}(?::|=[^=\s"',;)}\]])/;

/** Whether the beginning of a line looks like another text. */
function isOther(head: string, isMade: boolean, isSure: boolean): boolean {
  if (isPath(head) || name.test(head)) return true;
  const [, word = '', behind = ''] = /^(\p{L}+(?:['’-]\p{L}+)*|\d{1,4})[.,;!?)]{0,3}(\s+\S)?/u.exec(head) ?? [];
  if (word === '' || !/^(?:\p{Lu}?\p{Ll}*|\p{Lu}+|\p{Ll}+(?:['’-]\p{Ll}+)+|\d+)$/u.test(word)) return false;
  if (!/^[.,;!?)]{0,3}(?:\s|$)/.test(head.slice(word.length))) return false;
  // A token may continue with two or three letters, a password with a whole word.
  if (isSure && word.length < 4) return false;
  if (/^\d/.test(word)) return isMade && behind !== '';
  return behind !== '' || (isMade && word.length >= 4);
}

function isPath(head: string): boolean {
  return (
    /^(?:~|\.{1,2})\//.test(head) ||
    /^\/[a-z_.-]{2,}(?:[/\s:]|$)/.test(head) ||
    /^[A-Za-z]:[\\/]/.test(head) ||
    /^(?:[a-z@][\w@.-]*\/){1,20}[\w@-]+\.[a-z]{1,5}(?=[\s:(,]|$)/.test(head) ||
    /^(?:[\w@-]{0,60}[a-z]{2}[\w@-]{0,60}|[A-Z_-]{3,})\.[a-z]{1,5}(?=[\s:(,]|$)/.test(head)
  );
}
