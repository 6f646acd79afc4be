import type { Miss } from '../rule/compiledRule';
import type { Decision, Why } from '../rule/decision';
import { plainRule, type Rule } from '../rule/rule';
import { readRules, storedRule } from '../rule/storedRule';
import { isTime, keptRun, readEnd, readRun, type TrueEnd } from '../run/keptRun';
import type { Run } from '../run/run';
import { isRecord } from '../unknown';

/** What happened to the mail about a run. */
export type MailNote = 'waits' | 'written' | 'withdrawn' | 'merged' | 'cap' | 'noAccount' | 'unwritten';

/** A run of the history, without its output. */
export interface RunEntry {
  readonly run: Run;
  readonly decision: Decision;
  /** How long it usually took at that time, in milliseconds; `undefined` if unknown. */
  readonly usual: number | undefined;
  /** The id of the mail about it, if one was written. */
  readonly mail?: string;
  readonly mailNote?: MailNote;
  /** The RFC 5322 Message-ID of that mail, in angle brackets. */
  readonly messageId?: string;
}

/** What happened to the mail about a run, with the ids of the mail. */
export type MailResult = Pick<RunEntry, 'mail' | 'mailNote' | 'messageId'>;

/**
 * A line of the history. Lines are only appended, in any order and perhaps repeatedly: of the lines of one kind about
 * one run, the one with the highest `at` counts. `at` is the time of writing in milliseconds since 1970, raised above
 * that of all lines known then.
 */
export type RunRecord = { readonly at: number } & (
  | { readonly kind: 'run'; readonly id: string; readonly entry: RunEntry }
  | { readonly kind: 'end'; readonly id: string; readonly end: TrueEnd }
  | ({ readonly kind: 'mail'; readonly id: string } & MailResult)
  /** Everything written before is void. */
  | { readonly kind: 'clear' }
);
const whys: Readonly<Record<Why, true>> = {
  asked: true,
  told: true,
  rule: true,
  watchedByWorkspace: true,
  off: true,
  noRule: true,
  mutedByRule: true,
  mutedByWorkspace: true,
  muted: true,
  present: true,
  unchanged: true,
  sameCycle: true,
};
const misses: Readonly<Record<Miss, true>> = {
  problem: true,
  disabled: true,
  source: true,
  interactive: true,
  match: true,
  folder: true,
  outcome: true,
  exitCode: true,
  duration: true,
};
const mailNotes: Readonly<Record<MailNote, true>> = {
  waits: true,
  written: true,
  withdrawn: true,
  merged: true,
  cap: true,
  noAccount: true,
  unwritten: true,
};

/** The line of a record, without its line end. */
export function recordLine(record: RunRecord): string {
  if (record.kind !== 'run') return JSON.stringify(record);
  const { run, decision, usual } = record.entry;
  const { mail, why, rule, nearest } = decision;
  return JSON.stringify({
    at: record.at,
    kind: 'run',
    run: keptRun(run),
    decision: {
      mail,
      why,
      ...(rule === undefined ? {} : { rule: keptRule(rule) }),
      ...(nearest === undefined ? {} : { nearest: { rule: keptRule(nearest.rule), miss: nearest.miss } }),
    },
    usual,
  });
}

/** The record in a line; `undefined` if the line is torn, or not one of ours. */
export function readRecord(line: string): RunRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { at, kind, id } = value;
  if (!isTime(at) || !Number.isSafeInteger(at)) return undefined;
  if (kind === 'clear') return { at, kind };
  if (kind === 'run') {
    const entry = readEntry(value);
    return entry && { at, kind, id: entry.run.id, entry };
  }
  if (typeof id !== 'string' || id === '') return undefined;
  if (kind === 'mail') {
    const { mail, mailNote, messageId } = value;
    return {
      at,
      kind,
      id,
      ...(typeof mail === 'string' ? { mail } : {}),
      ...(isOneOf(mailNotes, mailNote) ? { mailNote } : {}),
      ...(isMessageId(messageId) ? { messageId } : {}),
    };
  }
  const end = kind === 'end' ? readEnd(value['end']) : undefined;
  return end && { at, kind: 'end', id, end };
}

/** When a line was written that a later version understands; `undefined` if it is torn or none of the history. */
export function laterLineAt(line: string): number | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!isRecord(value) || typeof value['kind'] !== 'string') return undefined;
    const { at } = value;
    return isTime(at) && Number.isSafeInteger(at) ? at : undefined;
  } catch {
    return undefined;
  }
}

/** The parts of a rule that describe it; the history does not store its recipients. */
function keptRule(rule: Rule): Record<string, unknown> {
  const { recipients, ccRecipients, bccRecipients, account, silence } = plainRule;
  return storedRule({ ...rule, recipients, ccRecipients, bccRecipients, account, silence });
}

function readEntry({ run: stored, decision: decided, usual }: Record<string, unknown>): RunEntry | undefined {
  const run = readRun(stored);
  if (run === undefined || !isRecord(decided)) return undefined;
  const { mail, why, rule, nearest } = decided;
  if (typeof mail !== 'boolean' || !isOneOf(whys, why)) return undefined;
  const near = isRecord(nearest) && isOneOf(misses, nearest['miss']) ? nearest['miss'] : undefined;
  return {
    run,
    decision: {
      mail,
      why,
      ...(isRecord(rule) ? { rule: readRule(rule) } : {}),
      ...(near === undefined || !isRecord(nearest) ? {} : { nearest: { rule: readRule(nearest['rule']), miss: near } }),
    },
    usual: isTime(usual) ? usual : undefined,
  };
}

function readRule(value: unknown): Rule {
  return readRules([value])[0] ?? plainRule;
}

/** Whether a value is a Message-ID that is safe in a header, as ours are. */
export function isMessageId(value: unknown): value is string {
  return typeof value === 'string' && /^<[\w.-]{1,64}@[\w.-]{1,255}>$/.test(value);
}

function isOneOf<Word extends string>(known: Readonly<Record<Word, true>>, value: unknown): value is Word {
  return typeof value === 'string' && Object.hasOwn(known, value);
}
