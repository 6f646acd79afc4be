import type { SecretSpan } from './secretSpan';

/** Longer than any key, in characters. */
const longest = 20_000;
const beginning = /-{4,5} ?BEGIN ([A-Z0-9 ]{0,40})PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;
const ending = /-{4,5} ?END ([A-Z0-9 ]{0,40})PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;
/** A line of a key, whatever a log writes before it. */
const keyLine =
  /(?:^|[^A-Za-z0-9+/=])(?:[A-Za-z0-9+/]{16,100}={0,2}|[A-Za-z0-9+/]{1,64}={1,2}|=[A-Za-z0-9+/]{4})["'\\,\s]{0,4}$/;
const keyHead = /(?:Proc-Type|DEK-Info|Comment|Version|Subject|X-[\w-]{1,40}): ?[^\n]*$|^[^A-Za-z0-9+/=]*$/;

/**
 * Private keys of several lines (RFC 7468, OpenPGP, PuTTY), from their first line to their last. If one of the two is
 * missing because only part of the output is there, the lines that look like the body of a key.
 */
export function keySecrets(text: string): readonly SecretSpan[] {
  const found: SecretSpan[] = [];
  const ends = Array.from(text.matchAll(ending), ({ index, 0: mark }) => ({ start: index, end: index + mark.length }));
  let behind = 0;
  let next = 0;
  for (const { index: start, 0: mark } of text.matchAll(beginning)) {
    if (start < behind) continue;
    while (next < ends.length && (ends[next]?.start ?? 0) < start) next++;
    const end = ends[next];
    behind = end !== undefined && end.end - start <= longest ? end.end : bodyEnd(text, start + mark.length);
    // Without a body it is only mentioned.
    if (behind > start + mark.length) add(start, behind);
  }
  const whole = [...found];
  let nth = 0;
  for (const [index, end] of ends.entries()) {
    while ((whole[nth]?.end ?? Infinity) < end.end) nth++;
    const start = bodyStart(text, end.start, ends[index - 1]?.end ?? 0);
    if ((whole[nth]?.start ?? Infinity) > end.start && start < end.start) add(start, end.end);
  }
  for (const { index, 0: head, 1: count = '0' } of text.matchAll(/Private-Lines: (\d{1,3})\r?\n/g)) {
    const start = index + head.length;
    let end = start;
    for (let line = 0; line < Number(count) && /^[A-Za-z0-9+/=]{1,200}\r?$/.test(lineAt(text, end)); line++)
      end = lineEnd(text, end) + 1;
    add(start, Math.min(text.length, Math.max(start, end - 1)));
  }
  return found;

  function add(start: number, end: number): void {
    found.push({ start, end, kind: 'key', label: 'private key' });
  }
}

function lineAt(text: string, from: number): string {
  return text.slice(from, lineEnd(text, from));
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function bodyEnd(text: string, from: number): number {
  // All on one line, with line ends written as `\n`.
  const [inline = ''] = /^(?:\\{1,4}[nr]|[A-Za-z0-9+/=])*/.exec(text.slice(from, from + longest)) ?? [];
  let end = from + inline.length;
  if (inline.length > 8) return end;
  for (let at = lineEnd(text, from); at < text.length && at - from < longest;) {
    const stop = lineEnd(text, at + 1);
    const line = text.slice(at + 1, stop);
    if (!isOfKey(line)) break;
    end = at = stop;
  }
  return end;
}

/** @param least the end of the key before: each part of a text is looked at once, however many ends there are */
function bodyStart(text: string, to: number, least: number): number {
  const from = Math.max(least, to - longest);
  const before = text.slice(from, to);
  const [inline = ''] =
    /(?:(?<=^|[^A-Za-z0-9+/=\\])(?:\\{1,4}[nr]|[A-Za-z0-9+/=]){8,})$/.exec(before.slice(-8_000)) ?? [];
  let start = before.length - inline.length;
  let at = start === 0 ? -1 : before.lastIndexOf('\n', start - 1);
  while (at > 0) {
    const last = before.lastIndexOf('\n', at - 1);
    const line = before.slice(last + 1, at);
    // A line cut at the beginning of the text may be short.
    if (!isOfKey(line) && !(last < 0 && from === 0 && /^[A-Za-z0-9+/=]+\s*$/.test(line))) break;
    start = last + 1;
    at = last;
  }
  return from + start;
}

function isOfKey(line: string): boolean {
  return line.length <= 400 && (keyLine.test(line) || keyHead.test(line));
}
