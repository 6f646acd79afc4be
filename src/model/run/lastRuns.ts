import { isGood, type Outcome, type Run } from './run';

/** How the last runs of the same thing ended. */
export interface LastRuns {
  /** `undefined` if none is known. */
  readonly lastOutcome: Outcome | undefined;
  /** How many of them have failed in a row, up to the last one. */
  readonly failures: number;
  /** The RFC 5322 Message-ID, in angle brackets, of the last mail about one of them alone. */
  readonly lastMail?: string;
}

export const noRuns: LastRuns = { lastOutcome: undefined, failures: 0 };

/**
 * Adds one run. Runs that were stopped or lost, and the cycles of a compiler, say nothing about how the thing goes.
 */
export function withRun(past: LastRuns, { outcome, cycle }: Pick<Run, 'outcome' | 'cycle'>): LastRuns {
  if (cycle !== undefined || outcome === 'stopped' || outcome === 'lost') return past;
  return { ...past, lastOutcome: outcome, failures: isGood(outcome) ? 0 : past.failures + 1 };
}

/**
 * The last runs as a mail about this one sees them. The history leaves out the cycles of a compiler; that one is fixed
 * shows how the previous one ended.
 */
export function lastRunsBefore({ cycle }: Pick<Run, 'cycle'>, past: LastRuns): LastRuns {
  return cycle === undefined ? past : { ...past, lastOutcome: cycle === 'fixed' ? 'failed' : undefined, failures: 0 };
}
