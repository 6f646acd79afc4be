import type { CompiledRule } from '../model/compiledRule';
import { decide, type Circumstances } from '../model/decision';
import { noRuns, withRun, type LastRuns } from '../model/lastRuns';
import type { Run } from '../model/run';

/** How many of the last runs are looked at. */
export const previewedRuns = 50;

/**
 * Which of these runs each rule would have had mailed, by the id of the rule, or where it mutes which ones it would have muted;
 * the newest first. It is assumed that nobody was there, and whether an outcome was a change is judged by these runs alone.
 * @param listed whether a run is to be muted or watched by its name, as of now
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
