import type { CompiledRule } from '../../model/rule/compiledRule';
import { type Circumstances, decide } from '../../model/rule/decision';
import { type LastRuns, noRuns, withRun } from '../../model/run/lastRuns';
import type { Run } from '../../model/run/run';

/** How many of the last runs are previewed. */
export const previewedRuns = 50;

/**
 * The runs that each rule would have mailed, or muted if it is a muting rule, by the id of the rule; the newest first.
 * Assumes that the user was away, and judges changes of the outcome by these runs alone.
 * @param listed whether a run is muted or watched by its name
 */
export function previewRules(
  runs: readonly Run[],
  rules: readonly CompiledRule[],
  listed: (run: Run) => Circumstances['workspace'] = () => undefined,
): ReadonlyMap<string, readonly Run[]> {
  const found = new Map<string, Run[]>(rules.map(({ rule }) => [rule.id, []]));
  const pasts = new Map<string, LastRuns>();
  for (const run of [...runs].sort((one, other) => one.endedAt - other.endedAt)) {
    const key = JSON.stringify([run.source, run.folder, run.name]);
    const past = pasts.get(key) ?? noRuns;
    const { mail, why, rule } = decide(run, rules, { ...assumed, ...past, workspace: listed(run) });
    if (rule !== undefined && (mail || why === 'mutedByRule')) found.get(rule.id)?.unshift(run);
    pasts.set(key, withRun(past, run));
  }
  return found;
}

const assumed = {
  asked: false,
  told: false,
  enabled: true,
  isAway: () => true,
  muted: false,
} as const;
