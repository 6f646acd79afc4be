import { foundPlace, type FoundError } from './foundError';
import { severityOf, type PatternGroups, type ProblemMatcher } from './problemMatcher';

const longestLine = 2_000;
const mostErrors = 50;
/** What all regular expressions of a task may take together, in milliseconds. */
const patience = 200;

interface Asked {
  readonly matcher: ProblemMatcher;
  /** How many lines of a problem with several have come, and what they said. */
  at: number;
  said: Readonly<Record<string, string>>;
}

/**
 * The errors that a task's own problem matchers find among what it printed, in their order. The regular expressions are
 * foreign: where they take too long, those found by then are all.
 * @param lines without control sequences
 * @param elapsed milliseconds of a clock that is exact
 */
export function matchedErrors(
  lines: readonly string[],
  matchers: readonly ProblemMatcher[],
  elapsed: () => number,
): readonly FoundError[] {
  if (matchers.length === 0) return [];
  const found: FoundError[] = [];
  const asked = matchers.map((matcher): Asked => ({ matcher, at: 0, said: {} }));
  const end = elapsed() + patience;
  for (const line of lines) {
    for (const one of asked) {
      const error = ask(one, line.slice(0, longestLine).trimEnd());
      if (error !== undefined) found.push(error);
    }
    if (found.length >= mostErrors || elapsed() > end) break;
  }
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
  const said = { ...(asked.at === 0 ? {} : asked.said), ...saidBy(match, groupsOf(pattern.groups, patterns.length)) };
  const word = pattern.severity === undefined ? undefined : match[pattern.severity];
  if (word !== undefined) said['severity'] = word;
  if (asked.at < patterns.length - 1) {
    asked.at += 1;
    asked.said = said;
    return undefined;
  }
  if (!pattern.loop || patterns.length === 1) asked.at = 0;
  const severity = (said['severity'] === undefined ? undefined : severityOf(said['severity'])) ?? usual;
  if (severity !== 'error') return undefined;
  const [line, column] = said['location']?.match(/\d+/g) ?? [said['line'], said['column']];
  return { message: (said['message'] ?? text).trim(), places: foundPlace(said['file'], line, column) };
}

/** As the editor has it where a pattern names no groups. */
function groupsOf(groups: PatternGroups, lines: number): PatternGroups {
  const { file, location, line } = groups;
  if (lines > 1 || file !== undefined || location !== undefined || line !== undefined) return groups;
  return { file: 1, line: 2, column: 3, ...groups };
}

function saidBy(match: RegExpExecArray, groups: PatternGroups): Record<string, string> {
  const said: Record<string, string> = {};
  for (const [name, group] of Object.entries(groups)) {
    const text = match[group];
    if (text !== undefined) said[name] = text;
  }
  return said;
}
