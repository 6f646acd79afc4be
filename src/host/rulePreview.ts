import type { CompiledRule } from '../model/compiledRule';
import { decide, isGood, type Circumstances } from '../model/decision';
import type { Run } from '../model/run';

/** How the last runs of a thing ended, as far as they were looked at. */
type Past = Pick<Circumstances, 'lastOutcome' | 'failures'>;

/** How many of the last runs are looked at. */
export const previewedRuns = 50;

/**
 * Which of these runs each rule would have had mailed, by the id of the rule, or where it mutes which ones it would have muted;
 * the newest first. It is assumed that nobody was there, and whether an outcome was a change is judged by these runs alone.
 */
export function previewRules(
  runs: readonly Run[],
  rules: readonly CompiledRule[],
): ReadonlyMap<string, readonly Run[]> {
  const found = new Map<string, Run[]>(rules.map(({ rule }) => [rule.id, []]));
  const pasts = new Map<string, Past>();
  for (const run of [...runs].sort((one, other) => one.endedAt - other.endedAt)) {
    const key = JSON.stringify([run.source, run.folder, run.name]);
    const past = pasts.get(key) ?? { lastOutcome: undefined, failures: 0 };
    const { mail, why, rule } = decide(run, rules, { ...assumed, ...past });
    if (rule !== undefined && (mail || why === 'mutedByRule')) found.get(rule.id)?.unshift(run);
    if (tells(run)) pasts.set(key, next(past, run));
  }
  return found;
}

const assumed = {
  asked: false,
  told: false,
  enabled: true,
  isAway: () => true,
  muted: false,
  workspace: undefined,
} as const;

/** What was stopped or lost, and the cycles of a compiler, tell nothing of how the thing goes. */
function tells({ outcome, cycle }: Run): boolean {
  return cycle === undefined && outcome !== 'stopped' && outcome !== 'lost';
}

function next({ failures }: Past, { outcome }: Run): Past {
  return { lastOutcome: outcome, failures: isGood(outcome) ? 0 : failures + 1 };
}
