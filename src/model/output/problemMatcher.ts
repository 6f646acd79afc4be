import { isRecord } from '../unknown';

/**
 * Does some work, at most for so many milliseconds, and returns whether it came to its end. It may be broken off
 * anywhere, and begun again.
 */
export type TimeLimit = (milliseconds: number, work: () => void) => boolean;

/** The severity of a compiler's problem; only errors break a cycle. */
type Severity = 'error' | 'other';

/** The pattern of one line of a problem. */
export interface ProblemPattern {
  readonly regexp: RegExp;
  /** The number of the group with the severity. */
  readonly severity: number | undefined;
  /** For several lines: the last one may repeat. */
  readonly loop: boolean;
  readonly groups: PatternGroups;
}

/** The groups of a pattern with the problem and its place; `location` contains line and column. */
export type PatternGroups = Readonly<Partial<Record<(typeof groupNames)[number], number>>>;

const groupNames = ['file', 'location', 'line', 'column', 'message'] as const;

/** The parts of a problem matcher that are needed to recognise the cycles of a compiler in watch mode. */
export interface ProblemMatcher {
  /** One for each line of a problem; most problems have one. */
  readonly patterns: readonly ProblemPattern[];
  /** The severity of a problem that states none. */
  readonly severity: Severity;
  /** `undefined` if it is not for background tasks. */
  readonly background:
    { readonly begins: RegExp | undefined; readonly ends: RegExp; readonly activeOnStart: boolean } | undefined;
}

/** What extensions contribute in their package.json; may be anything. */
export interface ContributedMatchers {
  readonly problemMatchers: readonly unknown[];
  readonly problemPatterns: readonly unknown[];
}

type Entry = Readonly<Record<string, unknown>>;

/**
 * Makes matchers from what a task names (`"$tsc-watch"`, an object of tasks.json, or a list of them). Whatever cannot
 * be read is left out. The regular expressions are run by JavaScript, for which they were written: RE2 has no
 * lookahead, which many of them use. So they run within a `TimeLimit` only.
 */
export function readMatchers(wanted: unknown, contributed: ContributedMatchers): readonly ProblemMatcher[] {
  const all: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  return all.map((one) => readMatcher(one, contributed, 0)).filter((one) => one !== undefined);
}

function readMatcher(wanted: unknown, contributed: ContributedMatchers, depth: number): ProblemMatcher | undefined {
  const entry = typeof wanted === 'string' ? named(wanted, contributed.problemMatchers) : wanted;
  // A base may have a base; one that refers to itself must not loop for ever.
  if (!isRecord(entry) || depth > 5) return undefined;
  const base = entry['base'] === undefined ? undefined : readMatcher(entry['base'], contributed, depth + 1);
  const patterns = entry['pattern'] === undefined ? base?.patterns : readPatterns(entry['pattern'], contributed);
  const background = readBackground(entry['background'] ?? entry['watching']) ?? base?.background;
  if (patterns === undefined || patterns.length === 0) return undefined;
  const severity = typeof entry['severity'] === 'string' ? severityOf(entry['severity']) : undefined;
  return { patterns, severity: severity ?? base?.severity ?? 'error', background };
}

function readBackground(value: unknown): ProblemMatcher['background'] {
  if (!isRecord(value)) return undefined;
  const ends = readRegExp(value['endsPattern']);
  // A pattern that matches everything, the usual way to have no end, shows no cycles.
  if (ends === undefined || ends.test('x')) return undefined;
  return { begins: readRegExp(value['beginsPattern']), ends, activeOnStart: value['activeOnStart'] === true };
}

function readPatterns(value: unknown, { problemPatterns }: ContributedMatchers): readonly ProblemPattern[] {
  if (typeof value === 'string') {
    const found = named(value, problemPatterns) ?? builtIn[value];
    const patterns = isRecord(found) && Array.isArray(found['patterns']) ? found['patterns'] : found;
    return typeof patterns === 'string' ? [] : readPatterns(patterns, { problemMatchers: [], problemPatterns: [] });
  }
  const all = (Array.isArray(value) ? value : [value]).map((one) => (isRecord(one) ? readPattern(one) : undefined));
  return all.every((one) => one !== undefined) ? all : [];
}

function readPattern(entry: Entry): ProblemPattern | undefined {
  const regexp = readRegExp(entry);
  const { severity, loop } = entry;
  if (regexp === undefined) return undefined;
  const groups = readGroups(entry);
  return { regexp, severity: typeof severity === 'number' ? severity : undefined, loop: loop === true, groups };
}

function readGroups(entry: Entry): PatternGroups {
  const known = groupNames.map((name) => [name, entry[name]] as const);
  return Object.fromEntries(known.filter(([, group]) => typeof group === 'number'));
}

function readRegExp(value: unknown): RegExp | undefined {
  const source = isRecord(value) ? value['regexp'] : value;
  if (typeof source !== 'string' || source === '') return undefined;
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** The severity that a word stands for; `undefined` if it stands for none. The same words as in the editor. */
export function severityOf(word: string): Severity | undefined {
  const lower = word.toLowerCase();
  if (lower === 'e' || lower.endsWith('error')) return 'error';
  return ['w', 'warn', 'warning', 'i', 'info', 'information', 'hint', 'note'].includes(lower) ? 'other' : undefined;
}

function named(name: string, all: readonly unknown[]): unknown {
  const word = name.replace(/^\$/, '');
  return all.filter(isRecord).find((one) => one['name'] === word);
}

/** The editor's own patterns that the matcher of a background task is likely to name. */
const builtIn: Readonly<Record<string, unknown>> = {
  $msCompile: {
    regexp:
      '^\\s*(?:\\s*\\d+>)?(\\S.*?)(?:\\((\\d+|\\d+,\\d+|\\d+,\\d+,\\d+,\\d+)\\))?\\s*:\\s+(?:(\\S+)\\s+)?((?:fatal +)?error|warning|info)\\s+(\\w+\\d+)?\\s*:\\s*(.*)$',
    file: 1,
    location: 2,
    severity: 4,
    message: 6,
  },
  '$eslint-compact': {
    regexp: '^(.+):\\sline\\s(\\d+),\\scol\\s(\\d+),\\s(Error|Warning|Info)\\s-\\s(.+)\\s\\((.+)\\)$',
    file: 1,
    line: 2,
    column: 3,
    severity: 4,
    message: 5,
  },
  '$eslint-stylish': [
    { regexp: '^((?:[a-zA-Z]:)*[./\\\\]+.*?)$', file: 1 },
    {
      regexp: '^\\s+(\\d+):(\\d+)\\s+(error|warning|info)\\s+(.+?)(?:\\s\\s+(.*))?$',
      line: 1,
      column: 2,
      severity: 3,
      message: 4,
      loop: true,
    },
  ],
  $go: { regexp: '^([^:]*: )?((.:)?[^:]*):(\\d+)(:(\\d+))?: (.*)$', file: 2, line: 4, column: 6, message: 7 },
};
