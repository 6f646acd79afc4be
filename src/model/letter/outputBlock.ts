import * as l10n from '@vscode/l10n';
import type { AnsiStyle } from '../output/ansiStyle';
import { renderedOutput } from '../output/renderedOutput';
import type { Drawn } from '../output/terminalRow';
import type { Report, ReportedOutput, Withheld } from '../report/report';
import { emptySection, type Look, type Piece, type Section, type Span } from './body';
import type { Attachment } from './message';

/** How much of the end a mail shows: lines, characters of a line, and parts with styles of their own in total. */
export const maxLines = 40;
const longestLine = 400;
const maxSpans = 400;
/** The maximum size of an attached log, in bytes of UTF-8. */
const maxAttached = 1_000_000;

/**
 * The end of the output as a part of a mail, with a note about what is missing.
 * @param isAttached whether the whole output is attached
 */
export function outputBlock(report: Report, isAttached: boolean, language: string): Section {
  const heading = l10n.t('Output');
  if (report.withheld !== undefined)
    return { heading, pieces: [{ kind: 'paragraph', text: withheldWords(report.withheld) }] };
  const lines = shownLines(report.output);
  if (report.output === undefined || lines.length === 0) return emptySection;
  const count = new Intl.NumberFormat(language);
  const shown = lines.slice(-maxLines);
  const hasMore = lines.length > shown.length || report.output.missing > 0;
  const pieces: Piece[] = [{ kind: 'output', lines: spans(shown) }];
  const notes = [
    report.output.missing > 0
      ? l10n.t('{0} characters of the output were not kept.', count.format(report.output.missing))
      : '',
    isAttached && isLonger(report) ? l10n.t('The rest is in the attached file {0}.', attachedName) : '',
  ].filter((sentence) => sentence !== '');
  if (notes.length > 0) pieces.push({ kind: 'paragraph', text: notes.join(' ') });
  return { heading: hasMore ? lastLinesHeading(shown.length, language) : heading, pieces };
}

export function lastLinesHeading(lines: number, language: string): string {
  if (lines === 1) return l10n.t('The last line of output');
  return l10n.t('The last {0} lines of output', new Intl.NumberFormat(language).format(lines));
}

/** The same lines as plain text, for a template. */
export function outputTail({ output, withheld }: Report): readonly string[] {
  if (withheld !== undefined) return [];
  return shownLines(output)
    .slice(-maxLines)
    .map((line) => cut(line.map(({ text }) => text).join('')));
}

/** The output as an attachment, if the mail shows less than all of it. */
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
  return lines.length > maxLines || lines.some((line) => widthOf(line) > longestLine);
}

/** Rendered once for the mail, its attachment and its template. */
const read = new WeakMap<ReportedOutput, readonly (readonly Drawn[])[]>();

/** The lines without blank ones at the beginning and the end. */
function shownLines(output: ReportedOutput | undefined): readonly (readonly Drawn[])[] {
  if (output === undefined) return [];
  const known = read.get(output) ?? withoutBlank(output.text);
  read.set(output, known);
  return known;
}

function withoutBlank(output: string): readonly (readonly Drawn[])[] {
  const lines = renderedOutput(output).map((line) => line.map((part) => ({ ...part, text: tame(part.text) })));
  const isBlank = (line: readonly Drawn[]): boolean => line.every(({ text }) => text.trim() === '');
  const first = lines.findIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1);
}

/** Removes marks that reorder what is shown, line separators, and unpaired surrogates. */
function tame(text: string): string {
  return text.replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]|\p{Surrogate}/gu, '');
}

function widthOf(line: readonly Drawn[]): number {
  return line.reduce((sum, { text }) => sum + text.length, 0);
}

/** Keeps the styles until there are too many: the last lines matter most. */
function spans(lines: readonly (readonly Drawn[])[]): readonly (readonly Span[])[] {
  let left = maxSpans;
  const drawn = lines.toReversed().map((line): readonly Span[] => {
    left -= line.length;
    const isTooMany = left < 0 || widthOf(line) > longestLine;
    const whole = [{ text: cut(line.map(({ text }) => text).join('')) }];
    return isTooMany ? whole : line.map(({ text, style }) => ({ text, ...lookOf(style) }));
  });
  return drawn.toReversed();
}

function cut(line: string): string {
  const text = line.trimEnd();
  if (text.length <= longestLine) return text;
  return `${tame(text.slice(0, longestLine - 1))}…`;
}

/** Why the output is missing. */
export function withheldWords(withheld: Withheld): string {
  switch (withheld) {
    case 'notRedacted':
      return l10n.t('The output is left out: it could not be made sure that no secret is in it.');
    case 'notApproved':
      return l10n.t('The output is left out: nobody has approved yet that these recipients get it.');
  }
}

/**
 * The beginning and the end in equal parts, with a note of how much is missing in between. That includes output that
 * was not kept, if the line that says so (see `withGapLine`) is cut too.
 * @param missing characters
 */
function middleCut(text: string, missing: number, language: string): string {
  // With the line ends as sent.
  const bytes = new TextEncoder().encode(text.replaceAll('\n', '\r\n'));
  if (bytes.length <= maxAttached) return text;
  const half = (maxAttached - 200) / 2;
  // Drop a character or a line end that was cut in half.
  const decode = (part: Uint8Array): string =>
    new TextDecoder()
      .decode(part)
      .replaceAll('\r\n', '\n')
      .replace(/^\ufffd+|[\ufffd\r]+$/g, '');
  const start = decode(bytes.subarray(0, half));
  const end = decode(bytes.subarray(bytes.length - half));
  const between = text.slice(start.length, text.length - end.length);
  const [gapLine = ''] = new RegExp(`\\n\\[… [^\\n]*\\b${String(missing)}\\b[^\\n]* …\\]\\n`).exec(between) ?? [];
  const gone = between.length - gapLine.length + (gapLine === '' ? 0 : missing);
  return `${start}\n\n[... ${l10n.t('{0} characters are left out here', new Intl.NumberFormat(language).format(gone))} ...]\n\n${end}`;
}

/** The look of a style in a mail: one of a few colours that are readable on light and on dark. */
function lookOf(style: AnsiStyle): Look {
  const { bold, dim, italic, underlined, inverse } = style;
  // Inverse text in a colour looks like text on that colour.
  const behind = colourOf(inverse ? style.foreground : style.background);
  const front = colourOf(inverse ? style.background : style.foreground) ?? (dim ? 'grey' : undefined);
  const colour = behind ?? (inverse ? 'grey' : front);
  return {
    ...(colour === undefined ? {} : { colour }),
    ...(behind !== undefined || inverse ? { isBadge: true as const } : {}),
    ...(bold ? { isBold: true as const } : {}),
    ...(italic ? { isItalic: true as const } : {}),
    ...(underlined ? { isUnderlined: true as const } : {}),
  };
}

const eight = [undefined, 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', undefined] as const;

function colourOf(parameters: string): Look['colour'] {
  const [ground = '', kind, ...values] = parameters.split(';');
  if (ground === '') return undefined;
  if (kind === undefined) return ground === '90' ? 'grey' : eight[Number(ground) % 10];
  const numbers = values.map(Number);
  if (kind === '2') return nearest(numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0);
  const [index = 0] = numbers;
  if (index < 16) return index === 8 ? 'grey' : eight[index % 8];
  // The greys of xterm: the darkest and the lightest are meant as normal text.
  if (index >= 232) return index >= 250 || index < 238 ? undefined : 'grey';
  const level = (power: number): number => [0, 95, 135, 175, 215, 255][Math.floor((index - 16) / power) % 6] ?? 0;
  return nearest(level(36), level(6), level(1));
}

/** The closest colour by hue; colours with almost no hue become normal text or grey. */
function nearest(red: number, green: number, blue: number): Look['colour'] {
  const strongest = Math.max(red, green, blue);
  const range = strongest - Math.min(red, green, blue);
  if (range < 40) return strongest > 90 && strongest < 190 ? 'grey' : undefined;
  const turn =
    strongest === red
      ? ((green - blue) / range + 6) % 6
      : strongest === green
        ? (blue - red) / range + 2
        : (red - green) / range + 4;
  return (['red', 'yellow', 'green', 'cyan', 'blue', 'magenta'] as const)[Math.round(turn) % 6];
}
