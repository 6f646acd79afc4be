import type { CompiledRule, Miss } from './compiledRule';
import type { Rule } from './rule';
import type { Outcome, Run } from './run';

/** What is known beside the run as it is decided. */
export interface Circumstances {
  /** The user asked for a mail about this very run. */
  readonly asked: boolean;
  /** It was told that it was still going on: its end has to be told too. */
  readonly told: boolean;
  /** Notifications are on. */
  readonly enabled: boolean;
  /** Somebody is at the editor. @param after seconds without input after which nobody is */
  isAway(after: number): boolean;
  /** How the last run of the same thing ended; `undefined`: none is known. */
  readonly lastOutcome: Outcome | undefined;
  /** How many of its runs in a row failed before this one. */
  readonly failures: number;
  /** All mails of rules are muted now, or those of this thing. */
  readonly muted: boolean;
  /** A rule of the workspace: mutes the thing, or has it watched whatever the rules say. */
  readonly workspace: 'mute' | 'watch' | undefined;
}

/** Why a run is mailed or not. */
export type Why =
  | 'asked'
  | 'told'
  | 'rule'
  | 'watchedByWorkspace'
  | 'off'
  | 'noRule'
  | 'mutedByRule'
  | 'mutedByWorkspace'
  | 'muted'
  | 'present'
  | 'unchanged'
  | 'sameCycle';

/** What was decided of a run, and why; for the history. */
export interface Decision {
  readonly mail: boolean;
  readonly why: Why;
  /** The rule that the run is meant by; of the usual rules too. */
  readonly rule?: Rule;
  /** Where no rule means the run: the first that nearly does, and what is missing. */
  readonly nearest?: { readonly rule: Rule; readonly miss: Miss };
}

/**
 * Which rule decides of a run, and what. A mail that was asked for goes whatever is set, and the end of what was told to go on
 * whatever the rules say.
 */
export function decide(run: Run, rules: readonly CompiledRule[], known: Circumstances): Decision {
  let found: Rule | undefined;
  let nearest: { rule: Rule; miss: Miss } | undefined;
  for (const compiled of rules) {
    const miss = compiled.missed(run);
    if (miss === undefined) {
      found = compiled.rule;
      break;
    }
    if (nearest === undefined || closeness[miss] > closeness[nearest.miss]) nearest = { rule: compiled.rule, miss };
  }
  const rule = found === undefined ? {} : { rule: found };
  if (known.asked) return { mail: true, why: 'asked', ...rule };
  const not = (why: Why): Decision => ({ mail: false, why, ...rule });
  // Of a compiler that watches only what has changed is told, whatever the rule: else each saved file would be a mail.
  if (run.cycle === 'same') return not('sameCycle');
  if (!known.enabled) return not('off');
  if (known.workspace === 'mute') return not('mutedByWorkspace');
  if (known.told) return known.muted ? not('muted') : { mail: true, why: 'told', ...rule };
  if (found === undefined) {
    // Who stopped it knows; only a rule can ask to be told all the same.
    if (known.workspace === 'watch' && run.outcome !== 'stopped')
      return known.muted ? not('muted') : { mail: true, why: 'watchedByWorkspace' };
    return { mail: false, why: 'noRule', ...(nearest === undefined ? {} : { nearest }) };
  }
  if (!found.mails) return not('mutedByRule');
  if (known.muted) return not('muted');
  if (found.onlyOnChange && !isNews(run, found, known)) return not('unchanged');
  if (found.onlyWhenAway && !known.isAway(found.awayAfter)) return not('present');
  return { mail: true, why: 'rule', rule: found };
}

/** How nearly a rule means a run that misses it here; the later a question is asked, the more was right before. */
const closeness: Readonly<Record<Miss, number>> = {
  disabled: 0,
  problem: 1,
  source: 2,
  interactive: 3,
  match: 4,
  folder: 5,
  outcome: 6,
  exitCode: 7,
  duration: 8,
};

/** The first run of a thing is news where it failed; later ones where they end in another way, or fail once more too often. */
function isNews(run: Run, { repeatEvery }: Rule, { lastOutcome, failures }: Circumstances): boolean {
  if (run.cycle !== undefined) return true;
  if (isGood(run.outcome)) return lastOutcome !== undefined && !isGood(lastOutcome);
  if (lastOutcome === undefined || isGood(lastOutcome)) return true;
  return repeatEvery > 0 && (failures + 1) % repeatEvery === 0;
}

/** Nothing went wrong, as far as anybody knows. */
export function isGood(outcome: Outcome): boolean {
  return outcome === 'done' || outcome === 'ended';
}
