import { isPart } from './parts';

/** One character of a pattern, or a choice of texts; with what says how often it comes. */
const step = /\\(?<escaped>.)|\[(?<range>[^\]^\\]+)\]|\(\?:(?<choice>[\w|-]+)\)|(?<plain>[\w:/-])/y;
/** More are not worth it. */
const most = 100;

/**
 * The texts that a match of a regular expression may begin with, each long enough to be looked for, if there
 * are few of them; otherwise none.
 * @param pattern without groups that capture
 */
export function beginnings(pattern: string): readonly string[] {
  let begun = [''];
  const isEnough = (): boolean => begun.every(isPart);
  for (let at = 0; ; at = step.lastIndex) {
    step.lastIndex = at;
    const next = choices(step.exec(pattern)?.groups);
    const rest = pattern.slice(step.lastIndex);
    if (next === undefined || /^(?:[?*]|\{0)/.test(rest) || begun.length * next.length > most) break;
    // More characters of the only choice make it rarer.
    if (isEnough() && next.length > 1) break;
    begun = begun.flatMap((one) => next.map((more) => one + more));
    // What is repeated may be followed by itself.
    if (/^[+{]/.test(rest)) break;
  }
  return isEnough() ? begun : [];
}

function choices(groups: Record<string, string | undefined> | undefined): readonly string[] | undefined {
  if (groups === undefined) return undefined;
  const { escaped, range, choice, plain } = groups;
  if (choice !== undefined) return choice.split('|');
  if (range !== undefined) return inRange(range);
  if (escaped === undefined) return plain === undefined ? undefined : [plain];
  if (escaped === 'd') return inRange('0-9');
  return /\w/.test(escaped) ? undefined : [escaped];
}

/** The characters of a class such as `a-f0-9_`. */
function inRange(range: string): readonly string[] {
  return [...range.matchAll(/(.)-(.)|(.)/g)].flatMap(([, from, to, one]) => {
    if (one !== undefined) return [one];
    const [first, last] = [from?.charCodeAt(0) ?? 0, to?.charCodeAt(0) ?? 0];
    return Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index));
  });
}
