import * as l10n from '@vscode/l10n';
import type { Piece, Section, Span } from './body';
import { emptySection } from './body';
import type { Attachment } from './message';
import type { Report, ReportedOutput, Withheld } from './report';
import { lookOf } from './sgr';
import { terminalLines } from './terminalLines';
import type { Drawn } from './terminalRow';

/** How much of the end stands in a mail: lines, characters of one, and parts with colours of their own in all. */
export const mostLines = 40;
const longestLine = 400;
const mostSpans = 400;
/** The whole of an attached log, in bytes of UTF-8. */
const mostAttached = 1_000_000;

/** The end of what was printed, as a part of a mail; what is missing is said. */
export function outputBlock(report: Report, isAttached: boolean, language: string): Section {
  const heading = l10n.t('Output');
  if (report.withheld !== undefined)
    return { heading, pieces: [{ kind: 'paragraph', text: withheldWords(report.withheld) }] };
  const lines = shownLines(report.output);
  if (report.output === undefined || lines.length === 0) return emptySection;
  const count = new Intl.NumberFormat(language);
  const shown = lines.slice(-mostLines);
  const hasMore = lines.length > shown.length || report.output.missing > 0;
  const pieces: Piece[] = [{ kind: 'output', lines: spans(shown) }];
  const said = [
    report.output.missing > 0
      ? l10n.t('{0} characters of the output were not kept.', count.format(report.output.missing))
      : '',
    isAttached && isLonger(report) ? l10n.t('The rest is in the attached file {0}.', attachedName) : '',
  ].filter((sentence) => sentence !== '');
  if (said.length > 0) pieces.push({ kind: 'paragraph', text: said.join(' ') });
  return { heading: hasMore ? lastLinesHeading(shown.length, language) : heading, pieces };
}

export function lastLinesHeading(lines: number, language: string): string {
  return l10n.t('The last {0} lines of output', new Intl.NumberFormat(language).format(lines));
}

/** The same as plain lines, for a template. */
export function outputTail({ output, withheld }: Report): readonly string[] {
  if (withheld !== undefined) return [];
  return shownLines(output)
    .slice(-mostLines)
    .map((line) => cut(line.map(({ text }) => text).join('')));
}

/** What was printed as a file, where the mail shows less than that. */
export function outputAttachment(report: Report, language: string): Attachment | undefined {
  if (report.withheld !== undefined || !isLonger(report)) return undefined;
  const text = shownLines(report.output)
    .map((line) => line.map((part) => part.text).join(''))
    .join('\n');
  return { filename: attachedName, text: `${middleCut(text, report.output?.missing ?? 0, language)}\n` };
}

const attachedName = 'output.txt';

function isLonger({ output }: Report): boolean {
  const lines = shownLines(output);
  return lines.length > mostLines || lines.some((line) => widthOf(line) > longestLine);
}

/** It is read once for the mail, its attachment and its template. */
const read = new WeakMap<ReportedOutput, readonly (readonly Drawn[])[]>();

/** Without empty lines before and after. */
function shownLines(output: ReportedOutput | undefined): readonly (readonly Drawn[])[] {
  if (output === undefined) return [];
  const known = read.get(output) ?? withoutBlank(output.text);
  read.set(output, known);
  return known;
}

function withoutBlank(output: string): readonly (readonly Drawn[])[] {
  const lines = terminalLines(output).map((line) => line.map((part) => ({ ...part, text: tame(part.text) })));
  const isBlank = (line: readonly Drawn[]): boolean => line.every(({ text }) => text.trim() === '');
  const first = lines.findIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1);
}

/** Marks that reorder what is shown, what breaks lines, and halves of characters. */
function tame(text: string): string {
  return text.replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]|\p{Surrogate}/gu, '');
}

function widthOf(line: readonly Drawn[]): number {
  return line.reduce((sum, { text }) => sum + text.length, 0);
}

/** With their looks as long as there are not too many: the last lines matter most. */
function spans(lines: readonly (readonly Drawn[])[]): readonly (readonly Span[])[] {
  let left = mostSpans;
  const drawn = lines.toReversed().map((line): readonly Span[] => {
    left -= line.length;
    const isTooMany = left < 0 || widthOf(line) > longestLine;
    const whole = [{ text: cut(line.map(({ text }) => text).join('')) }];
    return isTooMany ? whole : line.map(({ text, rendition }) => ({ text, ...lookOf(rendition) }));
  });
  return drawn.toReversed();
}

function cut(line: string): string {
  const text = line.trimEnd();
  if (text.length <= longestLine) return text;
  return `${tame(text.slice(0, longestLine - 1))}…`;
}

/** Why the output is not there. */
export function withheldWords(withheld: Withheld): string {
  switch (withheld) {
    case 'notRedacted':
      return l10n.t('The output is left out: it could not be made sure that no secret is in it.');
    case 'notApproved':
      return l10n.t('The output is left out: nobody has approved yet that these recipients get it.');
  }
}

/**
 * As much of the beginning as of the end, with a note of how much lies between: what was not kept of the output too, where
 * the line that says so (see `withGapTold`) is cut out with the rest. @param missing characters
 */
function middleCut(text: string, missing: number, language: string): string {
  // As it is sent.
  const bytes = new TextEncoder().encode(text.replaceAll('\n', '\r\n'));
  if (bytes.length <= mostAttached) return text;
  const half = (mostAttached - 200) / 2;
  // A character that is cut through would be no character, and half of a line end none.
  const decode = (part: Uint8Array): string =>
    new TextDecoder()
      .decode(part)
      .replaceAll('\r\n', '\n')
      .replace(/^\ufffd+|[\ufffd\r]+$/g, '');
  const start = decode(bytes.subarray(0, half));
  const end = decode(bytes.subarray(bytes.length - half));
  const between = text.slice(start.length, text.length - end.length);
  const [told = ''] = new RegExp(`\\n\\[… [^\\n]*\\b${String(missing)}\\b[^\\n]* …\\]\\n`).exec(between) ?? [];
  const gone = between.length - told.length + (told === '' ? 0 : missing);
  return `${start}\n\n[... ${l10n.t('{0} characters are left out here', new Intl.NumberFormat(language).format(gone))} ...]\n\n${end}`;
}
