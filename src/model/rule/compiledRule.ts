import * as l10n from '@vscode/l10n';
import { addressProblem } from '../account/address';
import { durationOf, outcomes as allOutcomes, type Run, type Running, sources as allSources } from '../run/run';
import { compilePattern, type Matcher, PatternError } from './pattern';
import { isKnown, type Rule } from './rule';

/** From and to, both inclusive. */
type Range = readonly [number, number];

/**
 * Reads exit codes such as `1, 3-5`. Returns a test for a code, or a sentence that says what is wrong. The empty text
 * means all codes.
 */
function readExitCodes(typed: string): { readonly means: (code: number | undefined) => boolean } | string {
  if (typed.trim() === '') return { means: () => true };
  const ranges: Range[] = [];
  for (const part of typed.split(',')) {
    const [, first, last = first] = /^\s*(-?\d{1,10})(?:\s*-\s*(\d{1,10}))?\s*$/.exec(part) ?? [];
    if (first === undefined || Number(first) > Number(last))
      return l10n.t('“{0}” is no exit code. Write numbers and ranges, as in: 1, 3-5', part.trim());
    ranges.push([Number(first), Number(last)]);
  }
  return { means: (code) => code !== undefined && ranges.some(([from, to]) => code >= from && code <= to) };
}

/** A problem of a rule, shown beside its field. */
export interface RuleProblem {
  readonly field: keyof Rule;
  readonly message: string;
}

/** A rule prepared for many runs. One with problems matches none, so that it mails nothing unintended. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly problems: readonly RuleProblem[];
  /** Why it does not match the run, or `undefined` if it does. */
  missed(run: Run): Miss | undefined;
  /** Whether it may match a run that is still going on, however that will end. */
  mayMatch(running: Running): boolean;
}

/** The first condition of a rule that a run does not meet. */
export type Miss =
  'problem' | 'disabled' | 'source' | 'interactive' | 'match' | 'folder' | 'outcome' | 'exitCode' | 'duration';

async function compileRule(rule: Rule): Promise<CompiledRule> {
  const problems: RuleProblem[] = [];
  const pattern = async (field: 'match' | 'folder'): Promise<Matcher> => {
    try {
      return await compilePattern(rule[field]);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      problems.push({ field, message: error.message });
      return () => false;
    }
  };
  const [match, folder] = [await pattern('match'), await pattern('folder')];
  const codes = readExitCodes(rule.exitCodes);
  if (typeof codes === 'string') problems.push({ field: 'exitCodes', message: codes });
  for (const recipient of rule.recipients) {
    const message = addressProblem(recipient);
    if (message !== undefined) problems.push({ field: 'recipients', message: l10n.t('{0}: {1}', recipient, message) });
  }
  for (const [field, known] of [
    ['sources', allSources],
    ['outcomes', allOutcomes],
  ] as const)
    if (rule[field].length > 0 && !rule[field].some((word) => isKnown<string>(word, known)))
      problems.push({ field, message: l10n.t('{0} is not known here. Choose what is meant.', rule[field].join(', ')) });
  const [sources, outcomes] = [new Set<string>(rule.sources), new Set<string>(rule.outcomes)];
  const hasProblems = problems.length > 0;
  // The cheapest condition first: a thousand rules may be checked for each run.
  const missedNow = (run: Running | Run): Miss | undefined => {
    if (!rule.enabled) return 'disabled';
    if (hasProblems) return 'problem';
    if (sources.size > 0 && !sources.has(run.source)) return 'source';
    if (run.interactive === true) return 'interactive';
    if (rule.match !== '' && !match(run.name) && !match(run.command)) return 'match';
    return rule.folder !== '' && !folder(run.folder) ? 'folder' : undefined;
  };
  const missed = (run: Run): Miss | undefined => {
    const miss = missedNow(run);
    if (miss !== undefined) return miss;
    if (outcomes.size > 0 && !outcomes.has(run.outcome)) return 'outcome';
    if (typeof codes === 'string') return 'problem';
    if (!codes.means(run.exitCode)) return 'exitCode';
    // A rule's minimum duration does not apply to one cycle of a compiler in watch mode.
    return run.cycle === undefined && durationOf(run) < rule.minimumDuration * 1000 ? 'duration' : undefined;
  };
  return { rule, problems, missed, mayMatch: (running) => missedNow(running) === undefined };
}

export function compileRules(rules: readonly Rule[]): Promise<readonly CompiledRule[]> {
  return Promise.all(rules.map(compileRule));
}
