import { durationOf, type Run } from './run';

/** Which runs deserve a mail. */
export interface Rule {
  readonly enabled: boolean;
  /** Seconds that a run must have lasted. */
  readonly minimumDuration: number;
}

/** Why a mail is sent: the rule matched, or the user asked for this very run. */
export type Reason = 'rule' | 'oneShot';

/** Why a run deserves a mail, or `undefined` when it does not. What the user asked for goes whatever the rule says. */
export function reasonToMail(run: Run, rule: Rule, asked: boolean): Reason | undefined {
  return reasonAfter(durationOf(run), rule, asked);
}

/** The same for a run that goes on, if it took so many milliseconds. */
export function reasonAfter(duration: number, rule: Rule, asked: boolean): Reason | undefined {
  if (asked) return 'oneShot';
  return rule.enabled && duration >= rule.minimumDuration * 1000 ? 'rule' : undefined;
}
