import * as l10n from '@vscode/l10n';

/** Says whether a text is meant. */
export type Matcher = (text: string) => boolean;

/** A pattern that cannot be used; the message says why. */
export class PatternError extends Error {}

/** Everything is compared with no more of it than this many characters. */
const longest = 10_000;

/**
 * Makes a matcher of what the user typed. Wildcards stand for the whole text, whatever its case: `*` for any characters,
 * `?` for one. `/…/` is a regular expression in the syntax of RE2 that may match anywhere, `/…/i` whatever the case. Both
 * take time in proportion to the text: no pattern and no text can stall the editor. The empty pattern means everything.
 * Rejects with a PatternError.
 */
export async function compilePattern(pattern: string): Promise<Matcher> {
  const typed = pattern.trim();
  if (typed === '') return () => true;
  const [, source, flags] = /^\/(.+)\/(i?)$/.exec(typed) ?? [];
  return source === undefined ? wildcards(typed.toLowerCase()) : regex(source, flags === 'i');
}

async function regex(source: string, ignoresCase: boolean): Promise<Matcher> {
  // JavaScript's own regular expressions can take minutes; RE2's cannot.
  const { RE2JS } = await import('re2js');
  try {
    const compiled = RE2JS.compile(source, ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    const quick = quickRegex(source, ignoresCase);
    return (text) => {
      if (quick !== undefined && text.length <= quick.longest) return quick.regex.test(text);
      return compiled.matcher(text.slice(0, longest)).find();
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PatternError(l10n.t('“{0}” is no regular expression that can be used: {1}', source, why));
  }
}

/**
 * The same by JavaScript's own machine, which is a hundred times as fast, where the syntax means the same to both and the
 * time it takes is bounded: nothing is repeated, or one thing that is no group, in a text that is not long.
 */
function quickRegex(
  source: string,
  ignoresCase: boolean,
): { readonly regex: RegExp; readonly longest: number } | undefined {
  // Letters, digits and what has no meaning; escaped punctuation; classes without escapes; groups, alternatives, anchors.
  const isPlain = /^(?:[\w \-/@:;,=<>!#%&~"'`^$.|()?*+]|\\[.^$|()[\]{}*+?/\\-]|\[\^?[\w \-/@:;,=.]+\])+$/.test(source);
  if (!isPlain || /\(\?|[*+?]\?|[*+?]{2}|\)[*+?]/.test(source)) return undefined;
  const repeated = source.replaceAll(/\\./g, '').match(/[*+]/g)?.length ?? 0;
  if (repeated > 1) return undefined;
  const regex = new RegExp(source, ignoresCase ? 'i' : '');
  return { regex, longest: repeated === 0 ? longest : 1_000 };
}

function wildcards(pattern: string): Matcher {
  if (!/[*?]/.test(pattern)) return (text) => text.length === pattern.length && lowerCase(text) === pattern;
  const [, before = '', inner = '', after = ''] = /^(\*?)([^*?]*)(\*?)$/.exec(pattern) ?? [];
  // What nearly all patterns are.
  if (inner !== '') {
    if (before !== '' && after !== '') return (text) => lowerCase(text).includes(inner);
    return before === '' ? (text) => lowerCase(text).startsWith(inner) : (text) => lowerCase(text).endsWith(inner);
  }
  return (text) => matchesWildcards(pattern, lowerCase(text));
}

/** The last texts and how they are compared: many rules are asked of the same name and the same command. */
const lowered = new Map<string, string>();

function lowerCase(text: string): string {
  let lower = lowered.get(text);
  if (lower !== undefined) return lower;
  if (lowered.size >= 8) lowered.clear();
  lower = text.slice(0, longest).toLowerCase();
  lowered.set(text, lower);
  return lower;
}

/** Goes back to the last `*` only, which is enough: at most pattern times text steps. */
function matchesWildcards(pattern: string, text: string): boolean {
  let [at, star, starAt, index] = [0, -1, 0, 0];
  while (index < text.length) {
    if (pattern[at] === '*') [star, starAt, at] = [at, index, at + 1];
    else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index]))
      [at, index] = [at + 1, index + 1];
    else if (star >= 0) [at, index, starAt] = [star + 1, starAt + 1, starAt + 1];
    else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
