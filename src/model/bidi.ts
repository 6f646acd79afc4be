/** Letters of scripts that are written from right to left (Hebrew to Arabic Extended, their presentation forms, and beyond). */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A text from outside as it may stand within a sentence of ours: where it runs from right to left, between marks (FSI and
 * PDI, Unicode UAX #9) that keep it from turning the words around it. `printable` leaves no other such marks in it.
 */
export function inSentence(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

/** Without those marks: a header or a plain text may not hold them. */
export function withoutMarks(text: string): string {
  return text.replace(/[\u2068\u2069]/g, '');
}
