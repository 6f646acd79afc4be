import { ErrorBlocks } from './errorBlocks';
import { type FoundError, foundPlace } from './foundError';

/** The groups of a pattern by name: path, line, column, message, code. */
type Groups = Readonly<Record<string, string | undefined>>;

/** A path without blanks at its ends, perhaps with a Windows drive. */
const path = String.raw`(?<path>(?:file:\/\/|[A-Za-z]:(?=[\\/]))?[^\s:*?"<>|()][^:*?"<>|()]*?)`;
const [line, column] = [String.raw`(?<line>\d{1,7})`, String.raw`(?<column>\d{1,6})`];

/**
 * Errors that are printed on one line with their place. Each expression takes time in proportion to the line: what
 * repeats cannot match what follows it.
 */
const patterns: readonly RegExp[] = [
  // tsc, msbuild, csc, cl: `src/a.ts(3,5): error TS2322: Type …`
  String.raw`^\s*(?:\d+>)?${path}\(${line}(?:,${column})?(?:,\d+,\d+)?\) ?: (?:fatal )?error (?<code>[A-Z]+\d+)? ?: (?<message>.+)$`,
  // tsc --pretty: `src/a.ts:3:5 - error TS2322: Type …`
  String.raw`^${path}:${line}:${column} - error (?<code>TS\d+): (?<message>.+)$`,
  // gcc, clang, javac, swiftc, nasm: `a.c:3:5: error: …`
  String.raw`^\s*${path}:${line}(?::${column})?: (?:fatal |syntax |internal compiler )?[Ee]rror: (?<message>.+)$`,
  // kotlinc, Gradle: `e: file:///src/A.kt:3:5 …`
  String.raw`^e: ${path}:${line}:${column} (?<message>.+)$`,
  String.raw`^e: ${path}: \(${line}, ${column}\): (?<message>.+)$`,
  // Maven: `[ERROR] /src/A.java:[3,5] …`
  String.raw`^\[ERROR\] ${path}:\[${line},${column}\] (?<message>.+)$`,
  // Gradle: `    org.opentest4j.AssertionFailedError at ATest.java:12`
  String.raw`^\s+(?<message>[\w.$]+(?:Error|Exception)(?:: .+)?) at (?<path>[\w$]+\.(?:java|kt|groovy|scala)):${line}$`,
  // go build, go vet, staticcheck: `./a.go:3:5: undefined: x`
  String.raw`^(?:vet: )?(?<path>(?:[A-Za-z]:)?[^\s:]+\.go):${line}:${column}: (?<message>.+)$`,
  // go test: `    a_test.go:12: want 1`
  String.raw`^\s+(?<path>[^\s:]+_test\.go):${line}: (?<message>.+)$`,
  // eslint -f unix, jshint: `src/a.js:3:5: … [Error/no-undef]`
  String.raw`^${path}:${line}:${column}: (?<message>.+) \[Error(?:\/[^\]]*)?\]$`,
  // eslint -f compact: `src/a.js: line 3, col 5, Error - …`
  String.raw`^${path}: line ${line}, col ${column}, Error - (?<message>.+)$`,
  // mypy, flake8, ruff, pylint: `a.py:3: error: …` is above; `a.py:3:5: E999 …`, `a.py:3:5: F821 …`
  String.raw`^(?<path>(?:[A-Za-z]:)?[^\s:]+\.pyi?):${line}:${column}: (?<message>[EF]\d{3,4}:? .+)$`,
  // PHP: `PHP Parse error:  … in /src/a.php on line 3`
  String.raw`^(?:PHP )?(?:Fatal|Parse) error: +(?<message>.+) in (?<path>\S+\.php)(?: on line |:)${line}$`,
  // Ruby: `a.rb:3:in 'f': undefined method … (NoMethodError)`
  String.raw`^(?<path>(?:[A-Za-z]:)?[^\s:]+\.rb):${line}:in [^:]+: (?<message>.+)$`,
  // bash: `./a.sh: line 3: …`
  String.raw`^(?<path>[^\s:]+\.(?:sh|bash|zsh)): line ${line}: (?<message>.+)$`,
].map((source) => new RegExp(source));

/** Errors that are printed without a place. */
const placeless: readonly RegExp[] = [
  String.raw`^\S{1,100}: (?:(?:line )?\d+: )?(?<message>\S{1,200}: (?:command )?not found)$`,
  String.raw`^\w*sh: (?<message>command not found: .+)$`,
  String.raw`^(?:\w+: )?(?:fatal|error|ERROR|FATAL)(?: \[\w+\])?: (?<message>.+)$`,
  String.raw`^(?:[\w./-]+\/)?ld(?:\.\w+)?: (?<message>(?:error: |cannot |undefined ).+)$`,
  String.raw`^(?<message>g?make(?:\[\d+\])?: \*\*\* .+)$`,
  String.raw`^npm (?:ERR!|error) (?<message>(?!code |errno |path |A complete log |\s).+)$`,
].map((source) => new RegExp(source));

/**
 * The error with a place in a line.
 * @param text without control sequences
 */
function errorLine(text: string): FoundError | undefined {
  // Most lines have none; this check is faster.
  if (!/:|\(\d/.test(text)) return undefined;
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.groups as Groups | undefined;
    if (found === undefined) continue;
    const places = foundPlace(found['path'], found['line'], found['column']);
    if (places.length > 0) return { message: messageOf(found), places };
  }
  return undefined;
}

/** The error without a place in a line. */
function placelessError(text: string): FoundError | undefined {
  for (const pattern of placeless) {
    const message = pattern.exec(text)?.groups?.['message'];
    if (message !== undefined) return { message: message.trim(), places: [] };
  }
  return undefined;
}

function messageOf({ code, message = '' }: Groups): string {
  // MSBuild appends the project to its lines.
  const text = message.replace(/ \[[^[\]]+\.\w*proj\]$/, '').trim();
  return code === undefined || text.startsWith(code) ? text : `${code}: ${text}`;
}

/** Only this many characters of a line are searched. */
const longestLine = 2_000;
/** Enough to find one that can be shown. */
const maxErrors = 50;

/**
 * The errors in the output of a run, as compilers, linters and test runners print them, in order. Those without a
 * place come last: most of them only say that something went wrong.
 * @param lines without control sequences
 */
export function errorsIn(lines: readonly string[]): readonly FoundError[] {
  const [placed, others]: [FoundError[], FoundError[]] = [[], []];
  const blocks = new ErrorBlocks();
  const take = (found: readonly FoundError[]): void => {
    for (const error of found) (error.places.length > 0 ? placed : others).push(error);
  };
  for (const whole of lines) {
    const text = whole.slice(0, longestLine).trimEnd();
    const inLine = errorLine(text);
    take(blocks.line(inLine === undefined ? text : ''));
    if (inLine !== undefined) take([inLine]);
    else if (others.length < maxErrors) {
      const without = placelessError(text);
      if (without !== undefined) others.push(without);
    }
    if (placed.length >= maxErrors) break;
  }
  take(blocks.end());
  return [...placed, ...others].slice(0, maxErrors);
}
