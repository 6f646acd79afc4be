import type { Account } from './account';
import type { Report } from './report';
import type { Rule } from './rule';
import type { Run, Running } from './run';
import type { Silence } from './silence';

/** A run that goes on and is to be mailed, and why. */
export interface StalledMail {
  readonly running: Running;
  readonly silence: Silence;
  readonly rule: Rule;
  /** With the recipients of the rule, where it has some. */
  readonly account: Account;
  readonly where: Pick<Run, 'workspace' | 'host'>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What is known beside the run; left out where nothing was gathered. */
  readonly report?: Report;
}
