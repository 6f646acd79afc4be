import { asUsual, type Arrange } from './arrangement';
import { threadOf } from './compose';
import { letterOf } from './letter';
import type { Letter } from './message';
import { stalledBlocks, stalledHeadline } from './stalledBlocks';
import type { StalledMail } from './stalledMail';

/** Tells of a run that goes on, and why that is worth a mail. @param arrange says it in other words */
export function composeSilenceMail(mail: StalledMail, language: string, arrange: Arrange = asUsual): Letter {
  const { running, where, account, report } = mail;
  const headline = stalledHeadline(mail, language);
  const { subject, verdict, sections } = arrange(headline, stalledBlocks(mail, language));
  const body = { verdict, tone: headline.tone, language, sections };
  return { ...letterOf(account, subject, body), thread: threadOf({ ...running, ...where }, report) };
}
