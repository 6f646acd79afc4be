import type { Account } from './account';
import type { Decision } from './decision';
import type { Report } from './report';
import type { Run } from './run';

/** A run that is to be mailed, and how. */
export interface RunMail {
  readonly run: Run;
  readonly decision: Decision;
  /** With the recipients of the rule, where it has some. */
  readonly account: Account;
  /** What is known beside the run; left out where nothing was gathered. */
  readonly report?: Report;
}
