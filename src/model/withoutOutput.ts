import { contentOf, tells } from './mailContent';
import { noReport, type Report, type Withheld } from './report';
import type { Run } from './run';
import type { RunMail } from './runMail';

/** A report without anything that was printed or that comes of it. @param withheld why, where a mail would show it */
export function withoutOutput(report: Report, withheld?: Withheld): Report {
  const kept: { -readonly [Key in keyof Report]: Report[Key] } = { ...report };
  delete kept.output;
  delete kept.firstError;
  delete kept.summary;
  return withheld === undefined ? kept : { ...kept, withheld };
}

/** A run without the error that it printed: what was counted comes first in what is told of a notebook or a cycle. */
export function withoutPrinted(run: Run): Run {
  return hasPrinted(run) ? { ...run, details: (run.details ?? []).slice(0, 1) } : run;
}

/** A mail without anything that was printed. @param withheld as above */
export function mailWithoutOutput(mail: RunMail, withheld?: Withheld): RunMail {
  const { run, report } = mail;
  const kept = { ...mail, run: withoutPrinted(run) };
  return report === undefined ? kept : { ...kept, report: withoutOutput(report, withheld) };
}

/** A mail as its level lets it be, and without what could not be redacted. */
export function asItsLevelAllows(mail: RunMail): RunMail {
  const isTold = tells(contentOf(mail.decision), 'tail') && mail.report?.withheld === undefined;
  return isTold ? mail : mailWithoutOutput(mail);
}

/** Whether there is anything in it that a mail without output would not tell. */
export function hasOutput({ run, report = noReport }: Pick<RunMail, 'run' | 'report'>): boolean {
  const { output, firstError, summary } = report;
  return output !== undefined || firstError !== undefined || summary !== undefined || hasPrinted(run);
}

function hasPrinted({ source, cycle, details = [] }: Run): boolean {
  return (source === 'notebook' || cycle !== undefined) && details.length > 1;
}
