import type { Decision } from './decision';
import { noReport, type Report, type Withheld } from './report';
import { plainRule, type Content } from './rule';

/** How much the mail about a run tells: what its rule says, or, where none means it, what a rule says by itself. */
export function contentOf({ rule }: Decision): Content {
  return rule?.content ?? plainRule.content;
}

/** Whether a mail of this kind holds what a run printed. */
export function showsOutput(content: Content): boolean {
  return content === 'tail' || content === 'everything';
}

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
