import * as l10n from '@vscode/l10n';
import { loaded } from '../partLoading';
import type { Run } from '../run/run';
import { errorMessage } from '../unknown';

/** Whether a text matches. */
export type Matcher = (text: string) => boolean;

/** A pattern that cannot be used; the message says why. */
export class PatternError extends Error {}

/** Only this many characters of a text are compared. */
const longest = 10_000;

/**
 * Compiles what the user typed. Wildcards match the whole text in any letter case: `*` any characters, `?` one. `/…/`
 * is a regular expression in RE2 syntax that may match anywhere, `/…/i` in any letter case. Both take time in
 * proportion to the text: no pattern and no text can stall the editor. The empty pattern matches everything.
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
  const { RE2JS } = await loaded(() => import('re2js'));
  try {
    const compiled = RE2JS.compile(source, ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    const quick = quickRegex(source, ignoresCase);
    return (text) => {
      if (quick !== undefined && text.length <= quick.longest) return quick.regex.test(text);
      return compiled.matcher(text.slice(0, longest)).find();
    };
  } catch (error) {
    const why = errorMessage(error);
    throw new PatternError(l10n.t('“{0}” is no regular expression that can be used: {1}', source, why));
  }
}

/**
 * The same with JavaScript's engine, which is a hundred times as fast, where the syntax means the same in both and
 * the time is bounded: nothing repeats, or one thing that is no group, in a text that is not long.
 */
function quickRegex(
  source: string,
  ignoresCase: boolean,
): { readonly regex: RegExp; readonly longest: number } | undefined {
  // Letters, digits and characters without a special meaning; escaped punctuation; classes without escapes; groups,
  // alternatives, anchors.
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
  // Nearly all patterns have this form.
  if (inner !== '') {
    if (before !== '' && after !== '') return (text) => lowerCase(text).includes(inner);
    return before === '' ? (text) => lowerCase(text).startsWith(inner) : (text) => lowerCase(text).endsWith(inner);
  }
  return (text) => matchesWildcards(pattern, lowerCase(text));
}

/** The last texts in lower case: many rules check the same name and the same command. */
const lowered = new Map<string, string>();

function lowerCase(text: string): string {
  let lower = lowered.get(text);
  if (lower !== undefined) return lower;
  if (lowered.size >= 8) lowered.clear();
  lower = text.slice(0, longest).toLowerCase();
  lowered.set(text, lower);
  return lower;
}

/** Backtracks to the last `*` only, which is enough: at most pattern times text steps. */
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

/** A compiled list of patterns for names and commands. */
export interface NameList {
  /** Why patterns cannot be used, one sentence each; these match nothing, the others count. */
  readonly problems: readonly string[];
  has(run: Pick<Run, 'name' | 'command'>): boolean;
}

export const noNames: NameList = { problems: [], has: () => false };

/** @param patterns as in a rule; other types and empty texts are skipped */
export async function compileNames(patterns: readonly unknown[]): Promise<NameList> {
  const problems: string[] = [];
  const compiled = await Promise.all(
    patterns.map(async (pattern): Promise<Matcher | undefined> => {
      // In a rule the empty pattern matches everything. Here it is an entry that somebody has just added.
      if (typeof pattern !== 'string' || pattern.trim() === '') return undefined;
      try {
        return await compilePattern(pattern);
      } catch (error) {
        if (!(error instanceof PatternError)) throw error;
        problems.push(error.message);
        return undefined;
      }
    }),
  );
  const matchers = compiled.filter((matcher) => matcher !== undefined);
  return { problems, has: ({ name, command }) => matchers.some((means) => means(name) || means(command)) };
}
