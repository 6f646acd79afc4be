import type { Clock } from '../clock';
import { type KeptOutput, OutputTail } from '../output/outputTail';
import { type ProblemMatcher, severityOf, type TimeLimit } from '../output/problemMatcher';
import type { Cycle } from '../run/run';

/** One compilation of a compiler in watch mode. Times are in milliseconds since 1970. */
export interface WatchCycle extends KeptOutput {
  readonly change: Cycle;
  readonly errors: number;
  /** The line with the first error, without control sequences. */
  readonly firstError: string | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface WatchCyclesHost {
  ended(cycle: WatchCycle): void;
  /** A regular expression of a matcher took too long: the matcher is no longer used. */
  gaveUp(): void;
  readonly limited: TimeLimit;
}

/** Only this many characters of a line are searched: no compiler reports a place later than that. */
const longestLine = 2000;
/** The same, including control sequences. */
const longestRaw = 8000;
/** How long a matcher may take for the lines that come at once, and for each of them, in milliseconds. */
const slowMs = 25;
const slowLineMs = 1;

/** What the expressions of a matcher find in one line. */
type Found = ReadonlyMap<RegExp, RegExpExecArray | null>;
const nothing: Found = new Map();

/** How many lines are searched together. */
const linesAtOnce = 100;

interface Asked {
  readonly matcher: ProblemMatcher;
  /** Between the lines that begin and end a cycle. */
  active: boolean;
  /** How many lines of a multi-line problem have come. */
  at: number;
  /** The severity in those lines. */
  word: string | undefined;
}

/**
 * Finds the cycles of a compiler in watch mode in its output, with the problem matchers of its task. The editor does
 * so too, but does not report them. The regular expressions are foreign, and one that takes too long is broken off and
 * not used again; RE2, which is always fast, does not support all that they use.
 */
export class WatchCycles {
  private matchers: readonly Asked[];
  private partial = '';
  private startedAt: number;
  private errors = 0;
  private firstError: string | undefined;
  private tail = new OutputTail();
  /** Whether the last cycle failed; a first good one is no news. */
  private lastBad = false;

  /** @param startedAt when the task started */
  constructor(
    matchers: readonly ProblemMatcher[],
    private readonly host: WatchCyclesHost,
    private readonly clock: Clock,
    startedAt = clock.now(),
  ) {
    this.startedAt = startedAt;
    this.matchers = matchers.map((matcher) => {
      return { matcher, active: matcher.background?.activeOnStart === true, at: 0, word: undefined };
    });
  }

  append(chunk: string): void {
    const pieces = chunk.split(/\r\n|\n|\r/);
    const rest = pieces.pop() ?? '';
    const lines: string[] = [];
    for (const piece of pieces) {
      const line = this.partial + piece.slice(0, longestRaw - this.partial.length);
      this.partial = '';
      // A line break that arrives in two chunks is one line break.
      if (line !== '') lines.push(line);
    }
    this.partial += rest.slice(0, longestRaw - this.partial.length);
    // To limit the time costs more than to search: it is done for many lines, but not for all of a flood.
    for (let at = 0; at < lines.length; at += linesAtOnce) this.lines(lines.slice(at, at + linesAtOnce));
  }

  private lines(lines: readonly string[]): void {
    const shown = lines.map((raw) => ({ raw, text: withoutControl(raw).slice(0, longestLine) }));
    const found = this.findIn(shown.map(({ text }) => text));
    for (const [index, { raw, text }] of shown.entries()) this.line(raw, text, found, index);
  }

  /** What each matcher finds in each line. One that takes too long is given up. */
  private findIn(texts: readonly string[]): ReadonlyMap<Asked, readonly Found[]> {
    const all = new Map<Asked, readonly Found[]>();
    for (const asked of this.matchers) {
      const { patterns, background } = asked.matcher;
      const own = [background?.begins, background?.ends, ...patterns.map(({ regexp }) => regexp)];
      const regexps = own.filter((one) => one !== undefined);
      let found: readonly Found[] = [];
      const isDone = this.host.limited(slowMs + slowLineMs * texts.length, () => {
        found = texts.map((text) => new Map(regexps.map((one) => [one, one.exec(text)] as const)));
      });
      if (isDone) all.set(asked, found);
      else this.host.gaveUp();
    }
    this.matchers = this.matchers.filter((one) => all.has(one));
    return all;
  }

  private isActive(): boolean {
    return this.matchers.some(({ active }) => active);
  }

  private line(raw: string, text: string, found: ReadonlyMap<Asked, readonly Found[]>, index: number): void {
    const wasActive = this.isActive();
    for (const asked of this.matchers) this.ask(asked, text, found.get(asked)?.[index] ?? nothing);
    if (wasActive || this.isActive()) this.tail.append(`${raw}\r\n`);
    // Giving up a matcher does not end the cycle.
    const watching = this.matchers.some(({ matcher }) => matcher.background !== undefined);
    if (wasActive && !this.isActive() && watching) this.end();
  }

  private ask(asked: Asked, text: string, found: Found): void {
    const { patterns, background } = asked.matcher;
    const has = (regexp: RegExp | undefined): boolean => regexp !== undefined && (found.get(regexp) ?? null) !== null;
    if (has(background?.begins)) {
      // A cycle that begins again before its end has shown nothing.
      if (asked.active || !this.isActive()) this.begin(asked.active);
      asked.active = true;
      asked.at = 0;
      return;
    }
    if (this.isActive()) this.look(asked, patterns, text, found);
    if (asked.active && has(background?.ends)) asked.active = false;
  }

  private look(asked: Asked, patterns: ProblemMatcher['patterns'], text: string, found: Found): void {
    let pattern = patterns[asked.at];
    let match = pattern === undefined ? undefined : found.get(pattern.regexp);
    if ((match ?? null) === null && asked.at > 0) {
      asked.at = 0;
      pattern = patterns[0];
      match = pattern === undefined ? undefined : found.get(pattern.regexp);
    }
    if (match === undefined || match === null || pattern === undefined) return;
    if (asked.at === 0) asked.word = undefined;
    if (pattern.severity !== undefined) asked.word = match[pattern.severity];
    if (asked.at < patterns.length - 1) {
      asked.at += 1;
      return;
    }
    if (!pattern.loop || patterns.length === 1) asked.at = 0;
    const severity = (asked.word === undefined ? undefined : severityOf(asked.word)) ?? asked.matcher.severity;
    if (severity !== 'error') return;
    this.errors += 1;
    this.firstError ??= text.trim();
  }

  /** @param again the cycle before it has not ended: this one began with it */
  private begin(again: boolean): void {
    if (!again) this.startedAt = this.clock.now();
    this.errors = 0;
    this.firstError = undefined;
    this.tail = new OutputTail();
  }

  private end(): void {
    const { errors, firstError, startedAt } = this;
    const bad = errors > 0;
    const change = bad === this.lastBad ? 'same' : bad ? 'broke' : 'fixed';
    this.lastBad = bad;
    this.host.ended({ change, errors, firstError, startedAt, endedAt: this.clock.now(), ...this.tail.kept() });
    this.begin(false);
  }
}

/* eslint-disable no-control-regex -- these are what it is about: colours, cleared screens, titles and the like */
const control =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])|[\u0000-\u0008\u000b-\u001f]/g;
/* eslint-enable no-control-regex */

function withoutControl(line: string): string {
  return line.replaceAll(control, '');
}
