import type { Report } from '../report/report';
import { contentOf } from '../rule/decision';
import type { Run } from '../run/run';
import { allBlocks, type Blocks, type Body, type Section } from './body';
import { type Headline, headlineOf } from './headline';
import { letterOf } from './letter';
import type { Letter, Thread } from './message';
import { outputAttachment } from './outputBlock';
import { type ComposeOptions, runBlocks } from './runBlocks';
import type { RunMail, StalledMail } from './runMail';
import { stalledBlocks, stalledHeadline } from './stalledBlocks';

/** The content of a mail, in order. */
export interface Arrangement {
  readonly subject: string;
  readonly verdict: string;
  readonly sections: readonly Section[];
}

/** Arranges a mail from its default headline and its parts. */
export type Arrange = (usual: Headline, blocks: Blocks) => Arrangement;

/** The default arrangement: everything, in the default order. */
function asUsual({ subject, verdict }: Headline, blocks: Blocks): Arrangement {
  return { subject, verdict, sections: allBlocks(blocks) };
}

type ThreadKind = Pick<Run, 'source' | 'workspace' | 'folder' | 'name'>;

/**
 * The mail about how a run ended.
 * @param arrange rearranges it, for a template
 */
export function composeRunMail(mail: RunMail, options: ComposeOptions, arrange: Arrange = asUsual): Letter {
  const { run, report, decision, account } = mail;
  const headline = headlineOf(run, report?.lastRuns, options.language);
  const { subject, verdict, sections } = arrange(headline, runBlocks(mail, options));
  const body: Body = { verdict, tone: headline.tone, language: options.language, sections };
  const attachment =
    report === undefined || contentOf(decision) !== 'everything'
      ? undefined
      : outputAttachment(report, options.language);
  return {
    ...letterOf(account, subject, body),
    ...(attachment === undefined ? {} : { attachments: [attachment] }),
    ...threadOf(run, report, options),
  };
}

/**
 * The thread of all mails about the same thing. Its key is in a header that all recipients get: from a mark without a
 * key of its own they could find out folder and name, which the rule may have kept from them.
 */
function threadOf(
  { source, workspace, folder, name }: ThreadKind,
  report: Report | undefined,
  { mark }: StalledOptions,
): { readonly thread?: Thread } {
  if (mark === undefined) return {};
  const key = mark(JSON.stringify(['thread', source, workspace, folder, name]));
  const last = report?.lastRuns?.lastMail;
  return { thread: { key, ...(last === undefined ? {} : { inReplyTo: last }) } };
}

type StalledOptions = Pick<ComposeOptions, 'language' | 'mark'>;

/**
 * The mail about a run that is still going on.
 * @param arrange rearranges it, for a template
 */
export function composeSilenceMail(mail: StalledMail, options: StalledOptions, arrange: Arrange = asUsual): Letter {
  const { language } = options;
  const { running, where, account, report } = mail;
  const headline = stalledHeadline(mail, language);
  const { subject, verdict, sections } = arrange(headline, stalledBlocks(mail, language));
  const body = { verdict, tone: headline.tone, language, sections };
  return { ...letterOf(account, subject, body), ...threadOf({ ...running, ...where }, report, options) };
}
