import type { LastRuns } from './lastRuns';
import type { Course } from './report';
import type { Run } from './run';

/** How the runs of a thing went up to this one. @param past before it */
export function courseOf({ outcome, cycle }: Pick<Run, 'outcome' | 'cycle'>, past: LastRuns): Course {
  // The history does not count the cycles of a compiler; that one is fixed tells how the one before it went.
  const previous = cycle === undefined ? past.lastOutcome : cycle === 'fixed' ? 'failed' : undefined;
  const before = cycle === undefined ? past.failures : 0;
  return {
    ...(previous === undefined ? {} : { previous }),
    failures: outcome === 'failed' ? before + 1 : 0,
    ...(past.lastMail === undefined ? {} : { lastMail: past.lastMail }),
  };
}
