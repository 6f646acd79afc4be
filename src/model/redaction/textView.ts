import { invisible } from '../oneLine';

/** A text with parts left out. */
export interface TextView {
  readonly text: string;
  /** The position in the original of the character at this index. */
  readonly positionOf: (index: number) => number;
}

/** A text with some of its lines joined. */
export interface JoinedView extends TextView {
  /** The length of the lines that were certainly wrapped; left out if there are none. */
  readonly width?: number;
}

/**
 * Control sequences of a terminal: CSI, OSC and other strings, single escapes (ECMA-48, xterm); and characters that
 * are invisible or that a mail drops: removing them must not make a secret whole.
 */
export const controlSequences = new RegExp(
  String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?|[\u0000-\u0007\u000e-\u001a\u001c-\u001f\u007f\u2028\u2029\ufdd0-\ufdef\p{Cs}${invisible}]`,
  'gu',
);

/** The text as a terminal shows it, without colours; `undefined` if there are none. */
export function seenView(text: string): TextView | undefined {
  return without(text, text.matchAll(controlSequences));
}

/** The contents of the control strings of a text: the addresses of links, the titles of windows. */
export function hiddenView(text: string): TextView | undefined {
  const gaps: { index: number; 0: string }[] = [];
  let from = 0;
  for (const { index, 0: string } of text.matchAll(controlStrings)) {
    gaps.push({ index: from, 0: text.slice(from, index) });
    from = index + string.length;
  }
  if (gaps.length === 0) return undefined;
  return without(text, [...gaps, { index: from, 0: text.slice(from) }]);
}

const controlStrings =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?/g;

const lineEnds = [/\r?\n/g, /\r?\n[ \t]{1,40}/g, /\r?\n[ \t]{0,40}[|│┃>][ \t]{0,4}/g];

/**
 * The text without its line ends; also without the indentation after them; also without the bars that tools draw
 * there.
 */
export function lineless(text: string): readonly TextView[] {
  return lineEnds.flatMap((end) => without(text, text.matchAll(end)) ?? []);
}

/** Widths at which terminals and tools wrap lines. */
const widths = new Set([
  60, 64, 70, 72, 76, 78, 79, 80, 90, 99, 100, 110, 118, 119, 120, 128, 130, 132, 140, 150, 158, 160, 180, 198, 199,
  200,
]);

/**
 * The text with its wrapped lines joined: lines of a usual width, or of a width that several lines have and none
 * exceeds, broken between two non-blank characters. A single line of a usual width may have it by chance.
 */
export function unwrapped(text: string): JoinedView | undefined {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.length < 2) return undefined;
  const longest = lines.reduce((most, { length }) => Math.max(most, length), 0);
  const isShared = lines.filter(({ length }) => length === longest).length > 1;
  const broken = lines.filter(
    (line, index) => line.length === longest && !/^(.)\1*$/.test(line) && isWordBroken(line, lines[index + 1] ?? ''),
  );
  const gaps: { readonly index: number; readonly 0: string }[] = [];
  let [at, isJoined, isAny] = [0, false, false];
  for (const [number, line] of lines.entries()) {
    const next = lines[number + 1];
    const end = text[at + line.length] === '\r' ? '\r\n' : '\n';
    const isLongest = line.length === longest && longest >= 30;
    const isFull = widths.has(line.length) || (isLongest && (isShared || goesOn(next ?? '')));
    const joins = next !== undefined && isFull && isWordBroken(line, next);
    if (joins) gaps.push({ index: at + line.length, 0: end });
    // Lines that are not joined were searched as they are.
    else if (!isJoined) gaps.push({ index: at, 0: line });
    isAny ||= joins;
    isJoined = joins;
    at += line.length + end.length;
  }
  const view = isAny ? without(text, gaps) : undefined;
  const isSure = longest >= 30 && broken.length > 1;
  return view === undefined || !isSure ? view : { ...view, width: longest };
}

/** Whether there is no blank at the end of a line and at the beginning of the next. */
function isWordBroken(line: string, next: string): boolean {
  return /\S$/.test(line) && /^\S/.test(next);
}

/** Whether a line looks like the rest of something, where nothing else shows that the line before it was full. */
function goesOn(line: string): boolean {
  return /^(?:\S{0,30}\d|\S{16})/.test(line) && !/^[\w.-]{1,60}[=:]/.test(line);
}

/** A view of a view, with the positions in the original text. */
export function viewOf(inner: TextView, outer: TextView | undefined): TextView {
  if (outer === undefined) return inner;
  return { text: inner.text, positionOf: (index) => outer.positionOf(inner.positionOf(index)) };
}

/** Where something in a view is in the original text. */
export function placed<Span extends { readonly start: number; readonly end: number }>(
  span: Span,
  view: TextView | undefined,
): Span {
  if (view === undefined) return span;
  return { ...span, start: view.positionOf(span.start), end: view.positionOf(span.end - 1) + 1 };
}

/** Keeps where each part begins, not where each character is: a text of many MB may have few parts. */
function without(text: string, gaps: Iterable<{ readonly index: number; readonly 0: string }>): TextView | undefined {
  const parts: string[] = [];
  /** Where the parts begin, in the view and in the text. */
  const [starts, origins]: [number[], number[]] = [[], []];
  let [from, length] = [0, 0];
  const keep = (to: number): void => {
    if (to <= from) return;
    parts.push(text.slice(from, to));
    starts.push(length);
    origins.push(from);
    length += to - from;
  };
  let isWhole = true;
  for (const { index, 0: gap } of gaps) {
    isWhole = false;
    keep(index);
    from = index + gap.length;
  }
  if (isWhole) return undefined;
  keep(text.length);
  return { text: parts.join(''), positionOf };

  function positionOf(index: number): number {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    return (origins[low] ?? 0) + index - (starts[low] ?? 0);
  }
}
