import { mask } from './redact';
import { plainFor, type Rule } from './rule';
import type { Run } from './run';

/** A rule that mutes a thing, however it ends and however long it takes. */
export function muteRule({ source, name, folder }: Run): Rule {
  const id = `mute-${crypto.randomUUID()}`;
  return { ...plainFor(false), id, sources: [source], match: literally(name), folder: literally(folder) };
}

/** A pattern for just this text. */
function literally(text: string): string {
  // What was masked is not known any longer: anything may stand there.
  if (text.includes(mask)) {
    const parts = text.split(masks).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    return `/^${parts.join('.*')}$/`;
  }
  const isPlain = !/[*?]/.test(text) && !text.startsWith('/') && text.trim() === text;
  return isPlain ? text : text === '' ? '' : `/^${text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$/`;
}

const masks = /\*{3}(?:\([\w .-]{1,30}\))?/;
