import { isGood, type Outcome, type Run } from '../run/run';
import type { CompiledRule, Miss } from './compiledRule';
import { type Content, contents, type Rule } from './rule';

/** The circumstances of a run when it is decided. */
export interface Circumstances {
  /** The user asked for a mail about this run. */
  readonly asked: boolean;
  /** A mail announced that it was still going on, so its end has to be mailed too. */
  readonly told: boolean;
  /** Notifications are on. */
  readonly enabled: boolean;
  /**
   * Nobody is at the editor.
   * @param after seconds without input after which nobody is considered present
   */
  isAway(after: number): boolean;
  /** How the last run of the same thing ended; `undefined` if none is known. */
  readonly lastOutcome: Outcome | undefined;
  /** How many runs of the same thing failed in a row before this one. */
  readonly failures: number;
  /** All mails of rules are muted now, or those about this thing. */
  readonly muted: boolean;
  /** The workspace's setting for it: mute it, or watch it whatever the rules say. */
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

/** What was decided about a run, and why; for the history. */
export interface Decision {
  readonly mail: boolean;
  readonly why: Why;
  /** The rule that matches the run, including the default rules. */
  readonly rule?: Rule;
  /** If no rule matches: the one that came closest, and the condition that failed. */
  readonly nearest?: { readonly rule: Rule; readonly miss: Miss };
}

/**
 * Decides whether a run is mailed, and by which rule. A requested mail is sent whatever the settings, and the end of
 * a run that was reported as going on is mailed whatever the rules.
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
  // For a compiler in watch mode only changes are mailed, whatever the rule: otherwise each saved file would cause a
  // mail.
  if (run.cycle === 'same') return not('sameCycle');
  if (!known.enabled) return not('off');
  if (known.workspace === 'mute') return not('mutedByWorkspace');
  if (known.told) return known.muted ? not('muted') : { mail: true, why: 'told', ...rule };
  if (found === undefined) {
    // The user who stopped it knows; only a rule can ask for a mail all the same.
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

/** How close a rule came to matching: the later a condition is checked, the more of them were met. */
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

/**
 * A first run is news if it failed; a later one if its outcome changed, or at every `repeatEvery`-th failure in a
 * row.
 */
function isNews(run: Run, { repeatEvery }: Rule, { lastOutcome, failures }: Circumstances): boolean {
  if (run.cycle !== undefined) return true;
  if (isGood(run.outcome)) return lastOutcome !== undefined && !isGood(lastOutcome);
  if (lastOutcome === undefined || isGood(lastOutcome)) return true;
  return repeatEvery > 0 && (failures + 1) % repeatEvery === 0;
}

/** How much the mail contains; a requested mail without a rule gets the end of the output too. */
export function contentOf({ rule }: Decision): Content {
  return rule?.content ?? 'tail';
}

/** Whether a mail with this content includes everything of `level`. */
export function covers(content: Content, level: Content): boolean {
  return contents.indexOf(content) >= contents.indexOf(level);
}
