import type { Account } from './account';
import { noReport, type Report } from './report';
import type { Rule } from './rule';
import type { Printed, Run, Running } from './run';
import type { RunMail } from './runMail';
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

/** What is known of it up to now, as if it ended: so what is told of it is gathered, redacted and approved as of any run. */
export function soFar({ running, rule, account, where, now }: StalledMail, printed: Printed | undefined): RunMail {
  const { id, source, name, command, folder, startedAt, startKnown, place } = running;
  const run: Run = {
    ...{ id, source, name, command, folder, startedAt, startKnown, ...where },
    outcome: 'ended',
    exitCode: undefined,
    endedAt: now,
    ...(place === undefined ? {} : { place }),
    ...(printed === undefined ? {} : { output: printed.text }),
    ...(printed === undefined || printed.missing === 0 ? {} : { outputGap: { at: 0, length: printed.missing } }),
  };
  return { run, decision: { mail: true, why: 'rule', rule }, account };
}

/** With what may be told of it. @param usual how long it usually takes, in milliseconds */
export function asTold(mail: StalledMail, told: RunMail, usual: number | undefined): StalledMail {
  const { run, decision, report = noReport } = told;
  const { name, command, folder, workspace, host } = run;
  return {
    ...mail,
    running: { ...mail.running, name, command, folder },
    rule: decision.rule ?? mail.rule,
    where: { workspace, host },
    report: usual === undefined ? report : { ...report, usual },
  };
}
