import { noReport, type Report, type Withheld } from './report';

/** A report without anything that was printed or that comes of it. @param withheld why, where a mail would show it */
export function withoutOutput(report: Report, withheld?: Withheld): Report {
  const kept: { -readonly [Key in keyof Report]: Report[Key] } = { ...report };
  delete kept.output;
  delete kept.firstError;
  delete kept.summary;
  return withheld === undefined ? kept : { ...kept, withheld };
}

/** Whether there is anything in it that a mail without output would not tell. */
export function hasOutput({ output, firstError, summary }: Report = noReport): boolean {
  return output !== undefined || firstError !== undefined || summary !== undefined;
}
