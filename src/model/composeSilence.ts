import { allBlocks } from './body';
import { threadOf } from './compose';
import { letterOf } from './letter';
import type { Letter } from './message';
import { stalledBlocks, stalledHeadline } from './stalledBlocks';
import type { StalledMail } from './stalledMail';

/** Tells of a run that goes on, and why that is worth a mail. */
export function composeSilenceMail(mail: StalledMail, language: string): Letter {
  const { running, where, account, report } = mail;
  const { subject, verdict, tone } = stalledHeadline(mail, language);
  const body = { verdict, tone, language, sections: allBlocks(stalledBlocks(mail, language)) };
  return { ...letterOf(account, subject, body), thread: threadOf({ ...running, ...where }, report) };
}
