import { type FoundError, foundPlace } from './foundError';
import { type PatternGroups, type ProblemMatcher, severityOf, type TimeLimit } from './problemMatcher';

const longestLine = 2_000;
const maxErrors = 50;
/** How long all regular expressions of a task may take together, in milliseconds. */
const timeoutMs = 100;

interface Asked {
  readonly matcher: ProblemMatcher;
  /** How many lines of a multi-line problem have come, and the texts of their groups. */
  at: number;
  texts: Readonly<Record<string, string>>;
}

/**
 * The errors that a task's own problem matchers find in its output, in order. Their regular expressions are foreign:
 * if they take too long, the errors found so far are returned.
 * @param lines without control sequences
 */
export function matchedErrors(
  lines: readonly string[],
  matchers: readonly ProblemMatcher[],
  limited: TimeLimit,
): readonly FoundError[] {
  if (matchers.length === 0) return [];
  let found: FoundError[] = [];
  limited(timeoutMs, () => {
    found = [];
    const asked = matchers.map((matcher): Asked => ({ matcher, at: 0, texts: {} }));
    for (const line of lines) {
      for (const one of asked) {
        const error = ask(one, line.slice(0, longestLine).trimEnd());
        if (error !== undefined) found.push(error);
      }
      if (found.length >= maxErrors) break;
    }
  });
  return found;
}

function ask(asked: Asked, text: string): FoundError | undefined {
  const { patterns, severity: usual } = asked.matcher;
  let match = patterns[asked.at]?.regexp.exec(text) ?? null;
  if (match === null && asked.at > 0) {
    asked.at = 0;
    match = patterns[0]?.regexp.exec(text) ?? null;
  }
  const pattern = patterns[asked.at];
  if (match === null || pattern === undefined) return undefined;
  const texts = {
    ...(asked.at === 0 ? {} : asked.texts),
    ...textsOf(match, groupsOf(pattern.groups, patterns.length)),
  };
  const word = pattern.severity === undefined ? undefined : match[pattern.severity];
  if (word !== undefined) texts['severity'] = word;
  if (asked.at < patterns.length - 1) {
    asked.at += 1;
    asked.texts = texts;
    return undefined;
  }
  if (!pattern.loop || patterns.length === 1) asked.at = 0;
  const severity = (texts['severity'] === undefined ? undefined : severityOf(texts['severity'])) ?? usual;
  if (severity !== 'error') return undefined;
  const [line, column] = texts['location']?.match(/\d+/g) ?? [texts['line'], texts['column']];
  return { message: (texts['message'] ?? text).trim(), places: foundPlace(texts['file'], line, column) };
}

/** The editor's defaults for a pattern that names no groups. */
function groupsOf(groups: PatternGroups, lines: number): PatternGroups {
  const { file, location, line } = groups;
  if (lines > 1 || file !== undefined || location !== undefined || line !== undefined) return groups;
  return { file: 1, line: 2, column: 3, ...groups };
}

function textsOf(match: RegExpExecArray, groups: PatternGroups): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, group] of Object.entries(groups)) {
    const text = match[group];
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}
