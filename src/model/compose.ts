import { asUsual, type Arrange } from './arrangement';
import type { Body } from './body';
import { headlineOf } from './headline';
import { letterOf } from './letter';
import { contentOf } from './mailContent';
import type { Letter, Thread } from './message';
import { outputAttachment } from './outputBlock';
import type { Report } from './report';
import type { Run } from './run';
import { runBlocks, type ComposeOptions } from './runBlocks';
import type { RunMail } from './runMail';
import { threadKey } from './threadKey';

/** The mail that tells how a run went. @param arrange says it in other words */
export function composeRunMail(mail: RunMail, options: ComposeOptions, arrange: Arrange = asUsual): Letter {
  const { run, report, decision, account } = mail;
  const headline = headlineOf(run, report?.course, options.language);
  const { subject, verdict, sections } = arrange(headline, runBlocks(mail, options));
  const body: Body = { verdict, tone: headline.tone, language: options.language, sections };
  const attachment =
    report === undefined || contentOf(decision) !== 'everything'
      ? undefined
      : outputAttachment(report, options.language);
  return {
    ...letterOf(account, subject, body),
    ...(attachment === undefined ? {} : { attachments: [attachment] }),
    thread: threadOf(run, report),
  };
}

/** The conversation of all mails about the same thing. */
export function threadOf(run: Pick<Run, 'source' | 'workspace' | 'folder' | 'name'>, report?: Report): Thread {
  const last = report?.course?.lastMail;
  return { key: threadKey(run), ...(last === undefined ? {} : { inReplyTo: last }) };
}
