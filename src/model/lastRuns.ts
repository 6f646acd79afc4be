import { isGood } from './decision';
import type { Outcome, Run } from './run';

/** How the last runs of a thing ended. */
export interface LastRuns {
  /** `undefined`: none is known. */
  readonly lastOutcome: Outcome | undefined;
  /** How many of them in a row have failed. */
  readonly failures: number;
  /** The RFC 5322 Message-ID of the last mail that was about one of them alone. */
  readonly lastMail?: string;
}

export const noRuns: LastRuns = { lastOutcome: undefined, failures: 0 };

/** With one run more. What was stopped or lost, and the cycles of a compiler, tell nothing of how the thing goes. */
export function withRun(past: LastRuns, { outcome, cycle }: Pick<Run, 'outcome' | 'cycle'>): LastRuns {
  if (cycle !== undefined || outcome === 'stopped' || outcome === 'lost') return past;
  return { ...past, lastOutcome: outcome, failures: isGood(outcome) ? 0 : past.failures + 1 };
}
