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

/** The offset basis of 64-bit FNV-1a (RFC 9923), and another one for 64 more bits. */
const bases = [0xcbf29ce484222325n, 0x6c62272e07bb0142n];
const prime = 0x100000001b3n;

/** 32 hexadecimal digits that are the same for all mails about one thing, and different for any other thing. */
export function threadKey({ source, workspace, folder, name }: ThreadKind): string {
  const bytes = new TextEncoder().encode(JSON.stringify([source, workspace, folder, name]));
  return bases.map((basis) => fnv(bytes, basis).toString(16).padStart(16, '0')).join('');
}

type ThreadKind = Pick<Run, 'source' | 'workspace' | 'folder' | 'name'>;

function fnv(bytes: Uint8Array, basis: bigint): bigint {
  let hash = basis;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime);
  return hash;
}

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
    thread: threadOf(run, report),
  };
}

/** The thread of all mails about the same thing. */
function threadOf(run: Pick<Run, 'source' | 'workspace' | 'folder' | 'name'>, report?: Report): Thread {
  const last = report?.lastRuns?.lastMail;
  return { key: threadKey(run), ...(last === undefined ? {} : { inReplyTo: last }) };
}

/**
 * The mail about a run that is still going on.
 * @param arrange rearranges it, for a template
 */
export function composeSilenceMail(mail: StalledMail, language: string, arrange: Arrange = asUsual): Letter {
  const { running, where, account, report } = mail;
  const headline = stalledHeadline(mail, language);
  const { subject, verdict, sections } = arrange(headline, stalledBlocks(mail, language));
  const body = { verdict, tone: headline.tone, language, sections };
  return { ...letterOf(account, subject, body), thread: threadOf({ ...running, ...where }, report) };
}
