import * as l10n from '@vscode/l10n';
import { addressProblem } from './address';
import { readExitCodes } from './exitCodes';
import { compilePattern, PatternError, type Matcher } from './pattern';
import { isKnown, type Rule } from './rule';
import { durationOf, outcomes as allOutcomes, sources as allSources, type Run, type Running } from './run';

/** What cannot be used of a rule, for beside the field that it is about. */
export interface RuleProblem {
  readonly field: keyof Rule;
  readonly message: string;
}

/** A rule that is ready to be asked of many runs. One with problems means none, lest it mails what was not meant. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly problems: readonly RuleProblem[];
  /** Why it does not mean the run, or `undefined` where it does. */
  missed(run: Run): Miss | undefined;
  /** Whether it may mean a run that goes on, however that will end. */
  means(running: Running): boolean;
}

/** The first thing of a rule that a run is not like. */
export type Miss =
  'problem' | 'disabled' | 'source' | 'interactive' | 'match' | 'folder' | 'outcome' | 'exitCode' | 'duration';

export async function compileRule(rule: Rule): Promise<CompiledRule> {
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
  // The cheapest question first: a thousand rules are asked of each run.
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
    // How long one pass of a compiler that watches takes is not what a rule asks.
    return run.cycle === undefined && durationOf(run) < rule.minimumDuration * 1000 ? 'duration' : undefined;
  };
  return { rule, problems, missed, means: (running) => missedNow(running) === undefined };
}

export function compileRules(rules: readonly Rule[]): Promise<readonly CompiledRule[]> {
  return Promise.all(rules.map(compileRule));
}
