/**
 * What cannot be seen, for a class of a regular expression: zero-width spaces, marks that reorder what is shown, soft
 * hyphens, fillers, tags and selectors of a variant, and the blank of Braille, which Unicode counts as a symbol.
 */
export const invisible = String.raw`\p{Cf}\p{Default_Ignorable_Code_Point}\u2800`;

/** The scripts whose letters are the same with and without a joiner between them. */
const joinless = 'Latin Greek Cyrillic Han Hangul Hiragana Katakana Hebrew Common Inherited'
  .split(' ')
  .map((script) => String.raw`\p{sc=${script}}`)
  .join('');
/** A joiner behind a letter of the scripts that need it, such as Persian or Malayalam, or between two emoji. */
const joiner = String.raw`(?<=(?![${joinless}])[\p{L}\p{M}])[\u200c\u200d]`;
const emojiJoiner = String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`;
/** The selector that makes a sign an emoji. */
const emojiSelector = String.raw`(?<=\p{Extended_Pictographic})\ufe0f|(?<=[#*\d])\ufe0f(?=\u20e3)`;
const unseen = new RegExp(`(?!${joiner}|${emojiJoiner}|${emojiSelector})[${invisible}]`, 'gu');

/**
 * Makes a text from outside (the name of a task, a command, a path) fit for one line of a mail: without line breaks,
 * control characters, terminal escapes or what cannot be seen, and at most `max` characters long.
 */
export function oneLine(text: string, max = 500): string {
  // Nearly every text is plain ASCII already, and a conversation consists of many.
  if (text.length <= max && /^(?:[!-~](?:[ -~]*[!-~])?)?$/.test(text)) return text;
  const line = text
    // eslint-disable-next-line no-control-regex -- these are what is being removed
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '')
    .replace(unseen, '')
    // eslint-disable-next-line no-control-regex -- these are what is being removed
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`;
}

/**
 * Letters of scripts written from right to left (Hebrew to Arabic Extended, their presentation forms, and beyond).
 */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Makes a text from outside fit to stand within one of our sentences: one that runs from right to left is put between
 * marks (FSI and PDI, Unicode UAX #9) so that it does not reorder the words around it. `oneLine` removes all other
 * such marks.
 */
export function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

/** Removes those marks: a header or a plain text must not contain them. */
export function withoutMarks(text: string): string {
  return text.replace(/[\u2068\u2069]/g, '');
}

/** Escapes a text for HTML, between tags or within a quoted attribute. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
