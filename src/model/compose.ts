import { allBlocks, type Body } from './body';
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

/** The mail that tells how a run went. */
export function composeRunMail(mail: RunMail, options: ComposeOptions): Letter {
  const { run, report, decision, account } = mail;
  const { subject, verdict, tone } = headlineOf(run, report?.course, options.language);
  const body: Body = { verdict, tone, language: options.language, sections: allBlocks(runBlocks(mail, options)) };
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
