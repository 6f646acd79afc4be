import type { Account } from '../account/account';
import { noReport, type Report, type Withheld } from '../report/report';
import { contentOf, type Decision, covers } from '../rule/decision';
import type { Rule } from '../rule/rule';
import type { Silence } from '../rule/silence';
import type { Printed, Run, Running } from '../run/run';

/** A run to be mailed, with everything needed for the mail. */
export interface RunMail {
  readonly run: Run;
  readonly decision: Decision;
  /** With the recipients of the rule, if it has any. */
  readonly account: Account;
  /** What else is known of the run; left out if nothing was collected. */
  readonly report?: Report;
}

/** A run that is still going on, to be mailed, and why. */
export interface StalledMail {
  readonly running: Running;
  readonly silence: Silence;
  readonly rule: Rule;
  /** With the recipients of the rule, if it has any. */
  readonly account: Account;
  readonly where: Pick<Run, 'workspace' | 'host'>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What else is known of the run; left out if nothing was collected. */
  readonly report?: Report;
}

/**
 * The run so far, as if it had ended: its report can then be collected, redacted and approved like that of any run.
 */
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

export function withReport(mail: StalledMail, reported: RunMail, usual: number | undefined): StalledMail {
  const { run, decision, report = noReport } = reported;
  const { name, command, folder, workspace, host } = run;
  return {
    ...mail,
    running: { ...mail.running, name, command, folder },
    rule: decision.rule ?? mail.rule,
    where: { workspace, host },
    report: usual === undefined ? report : { ...report, usual },
  };
}

/**
 * A report without output and everything derived from it.
 * @param withheld the reason, if a mail would have shown it
 */
export function withoutOutput(report: Report, withheld?: Withheld): Report {
  const kept: { -readonly [Key in keyof Report]: Report[Key] } = { ...report };
  delete kept.output;
  delete kept.firstError;
  delete kept.tests;
  delete kept.summary;
  return withheld === undefined ? kept : { ...kept, withheld };
}

/** A run without the error that it printed: for a notebook or a cycle, the first detail is a count. */
function withoutPrinted(run: Run): Run {
  return hasPrinted(run) ? { ...run, details: (run.details ?? []).slice(0, 1) } : run;
}

/**
 * A mail without output.
 * @param withheld as above
 */
export function mailWithoutOutput(mail: RunMail, withheld?: Withheld): RunMail {
  const { run, report } = mail;
  const kept = { ...mail, run: withoutPrinted(run) };
  return report === undefined ? kept : { ...kept, report: withoutOutput(report, withheld) };
}

/** A mail without output if its level does not include output, or if the output could not be redacted. */
export function asItsLevelAllows(mail: RunMail): RunMail {
  const isShown = covers(contentOf(mail.decision), 'tail') && mail.report?.withheld === undefined;
  return isShown ? mail : mailWithoutOutput(mail);
}

/** Whether a mail contains anything that the same mail without output would not. */
export function hasOutput({ run, report = noReport }: Pick<RunMail, 'run' | 'report'>): boolean {
  const { output, firstError, summary } = report;
  return output !== undefined || firstError !== undefined || summary !== undefined || hasPrinted(run);
}

function hasPrinted({ source, cycle, details = [] }: Run): boolean {
  return (source === 'notebook' || cycle !== undefined) && details.length > 1;
}

/** A rule of the history, which stores no recipients, with the account and the recipients of the current rule. */
export function withCurrentRecipients(rule: Rule, rules: readonly Rule[]): Rule {
  const present = rules.find(({ id }) => id !== '' && id === rule.id);
  if (present === undefined) return rule;
  const { account, recipients, ccRecipients, bccRecipients } = present;
  return { ...rule, account, recipients, ccRecipients, bccRecipients };
}

/** The account for the mails of a rule: with the recipients of the rule, if it has any. */
export function withRecipientsOf(rule: Rule | undefined, account: Account): Account {
  if (rule === undefined || rule.recipients.length === 0) return account;
  const { recipients, ccRecipients, bccRecipients } = rule;
  return { ...account, recipients, ccRecipients, bccRecipients };
}
