/** How serious a problem of a compiler is; only errors break a cycle. */
type Severity = 'error' | 'other';

/** A line, or one of several in a row, that tells of a problem. */
export interface ProblemPattern {
  readonly regexp: RegExp;
  /** The group that says how serious it is. */
  readonly severity: number | undefined;
  /** With several lines: the last one may come again and again. */
  readonly loop: boolean;
  readonly groups: PatternGroups;
}

/** The groups of a pattern that say what the problem is and where; `location` has line and column in one. */
export type PatternGroups = Readonly<Partial<Record<(typeof groupNames)[number], number>>>;

const groupNames = ['file', 'location', 'line', 'column', 'message'] as const;

/** A problem matcher as far as it tells the cycles of a compiler that watches. */
export interface ProblemMatcher {
  /** Of the lines of one problem; most have one. */
  readonly patterns: readonly ProblemPattern[];
  /** How serious what says nothing of that is. */
  readonly severity: Severity;
  /** `undefined` where it is not for a task in the background. */
  readonly background:
    { readonly begins: RegExp | undefined; readonly ends: RegExp; readonly activeOnStart: boolean } | undefined;
}

/** What extensions contribute, as it stands in their package.json: anything. */
export interface ContributedMatchers {
  readonly problemMatchers: readonly unknown[];
  readonly problemPatterns: readonly unknown[];
}

type Entry = Readonly<Record<string, unknown>>;

/**
 * Makes matchers of what a task names (`"$tsc-watch"`, an object of tasks.json, or a list of them). What cannot be read is
 * left out. The regular expressions are JavaScript's own, as they were written for: RE2 knows no lookahead, which many of
 * them have.
 */
export function readMatchers(wanted: unknown, contributed: ContributedMatchers): readonly ProblemMatcher[] {
  const all: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  return all.map((one) => readMatcher(one, contributed, 0)).filter((one) => one !== undefined);
}

function readMatcher(wanted: unknown, contributed: ContributedMatchers, depth: number): ProblemMatcher | undefined {
  const entry = typeof wanted === 'string' ? named(wanted, contributed.problemMatchers) : wanted;
  // A base may have a base; one that has itself must not keep us.
  if (!isEntry(entry) || depth > 5) return undefined;
  const base = entry['base'] === undefined ? undefined : readMatcher(entry['base'], contributed, depth + 1);
  const patterns = entry['pattern'] === undefined ? base?.patterns : readPatterns(entry['pattern'], contributed);
  const background = readBackground(entry['background'] ?? entry['watching']) ?? base?.background;
  if (patterns === undefined || patterns.length === 0) return undefined;
  const severity = typeof entry['severity'] === 'string' ? severityOf(entry['severity']) : undefined;
  return { patterns, severity: severity ?? base?.severity ?? 'error', background };
}

function readBackground(value: unknown): ProblemMatcher['background'] {
  if (!isEntry(value)) return undefined;
  const ends = readRegExp(value['endsPattern']);
  // Where everything is an end, as in the usual way to have none, it tells no cycles.
  if (ends === undefined || ends.test('x')) return undefined;
  return { begins: readRegExp(value['beginsPattern']), ends, activeOnStart: value['activeOnStart'] === true };
}

function readPatterns(value: unknown, { problemPatterns }: ContributedMatchers): readonly ProblemPattern[] {
  if (typeof value === 'string') {
    const found = named(value, problemPatterns) ?? builtIn[value];
    const patterns = isEntry(found) && Array.isArray(found['patterns']) ? found['patterns'] : found;
    return typeof patterns === 'string' ? [] : readPatterns(patterns, { problemMatchers: [], problemPatterns: [] });
  }
  const all = (Array.isArray(value) ? value : [value]).map((one) => (isEntry(one) ? readPattern(one) : undefined));
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
  const source = isEntry(value) ? value['regexp'] : value;
  if (typeof source !== 'string' || source === '') return undefined;
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** What a word says of how serious a problem is; `undefined` where it says nothing. As the editor reads it. */
export function severityOf(word: string): Severity | undefined {
  const lower = word.toLowerCase();
  if (lower === 'e' || lower.endsWith('error')) return 'error';
  return ['w', 'warn', 'warning', 'i', 'info', 'information', 'hint', 'note'].includes(lower) ? 'other' : undefined;
}

function named(name: string, all: readonly unknown[]): unknown {
  const word = name.replace(/^\$/, '');
  return all.filter(isEntry).find((one) => one['name'] === word);
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Those that the editor itself brings and that a matcher of a task in the background is likely to name. */
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
