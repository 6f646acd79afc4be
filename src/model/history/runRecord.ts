import type { Miss } from './compiledRule';
import type { Decision, Why } from './decision';
import { plainRule, type Rule } from './rule';
import { outcomes, sources, type Outcome, type Run } from './run';
import { readRules, storedRule } from './storedRule';

/** What became of the mail about a run, beside that it was written. */
export type MailNote = 'waits' | 'written' | 'withdrawn' | 'merged' | 'cap' | 'noAccount' | 'unwritten';

/** A run of the history: without what it printed. */
export interface RunEntry {
  readonly run: Run;
  readonly decision: Decision;
  /** How long it usually took at that time, in milliseconds; `undefined`: not known. */
  readonly usual: number | undefined;
  /** The id of the mail about it, where one was written. */
  readonly mail?: string;
  readonly mailNote?: MailNote;
  /** The RFC 5322 Message-ID of that mail, in angle brackets. */
  readonly messageId?: string;
}

/** What became of the mail about a run. */
export type ToldMail = Pick<RunEntry, 'mail' | 'mailNote' | 'messageId'>;

/** What is learnt of a run later than that it ended: how it truly did. */
export type TrueEnd = Pick<Run, 'outcome' | 'exitCode' | 'endedAt'> & Pick<Partial<Run>, 'disconnected'>;

/**
 * A line of the history. Lines only come to it, in any order and perhaps more than once: of those of one kind about one run
 * the one with the highest `at` counts: when it was written, in milliseconds since 1970, and later than all that was known then.
 */
export type RunRecord = { readonly at: number } & (
  | { readonly kind: 'run'; readonly id: string; readonly entry: RunEntry }
  | { readonly kind: 'end'; readonly id: string; readonly end: TrueEnd }
  | ({ readonly kind: 'mail'; readonly id: string } & ToldMail)
  /** Nothing counts that was written before. */
  | { readonly kind: 'clear' }
);

/** The most characters that are kept of a command, */
export const mostCommand = 1_000;
/** and of anything else. */
export const mostText = 500;
const mostDetails = 20;

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

/** A run as it is kept: what it printed is left out, since that may be much and may hold secrets. */
export function keptRun(run: Run): Run {
  const kept: { -readonly [Key in keyof Run]: Run[Key] } = {
    ...run,
    name: run.name.slice(0, mostText),
    command: run.command.slice(0, mostCommand),
    folder: run.folder.slice(0, mostText),
    workspace: run.workspace.slice(0, mostText),
  };
  delete kept.output;
  delete kept.outputGap;
  if (run.details !== undefined)
    kept.details = run.details.slice(0, mostDetails).map((line) => line.slice(0, mostText));
  return kept;
}

/** The line that holds a record, without its end. */
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

/** The record that a line holds; `undefined` where it is torn, or not of ours. */
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

/** As much of a rule as it takes to say what it asks for; who gets its mails is not the history's business. */
function keptRule(rule: Rule): Record<string, unknown> {
  const { recipients, account, silence } = plainRule;
  return storedRule({ ...rule, recipients, account, silence });
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

function readRun(value: unknown): Run | undefined {
  if (!isRecord(value)) return undefined;
  const { id, source, name, startedAt, startKnown, details, place, cycle, interactive } = value;
  const end = readEnd(value);
  const known = sources.find((one) => one === source);
  if (typeof id !== 'string' || id === '' || known === undefined || end === undefined) return undefined;
  if (typeof name !== 'string' || !isTime(startedAt)) return undefined;
  const { terminal, document, cell } = isRecord(place) ? place : {};
  return {
    id,
    source: known,
    name,
    command: text(value['command']),
    startedAt,
    startKnown: startKnown !== false,
    folder: text(value['folder']),
    workspace: text(value['workspace']),
    host: text(value['host']),
    ...end,
    ...(interactive === true ? { interactive } : {}),
    ...(Array.isArray(details) ? { details: details.filter((one) => typeof one === 'string') } : {}),
    ...(isRecord(place)
      ? {
          place: {
            ...(typeof terminal === 'number' ? { terminal } : {}),
            ...(typeof document === 'string' ? { document } : {}),
            ...(typeof cell === 'number' ? { cell } : {}),
          },
        }
      : {}),
    ...(cycle === 'broke' || cycle === 'fixed' || cycle === 'same' ? { cycle } : {}),
  };
}

function readEnd(value: unknown): TrueEnd | undefined {
  if (!isRecord(value)) return undefined;
  const { outcome, exitCode, endedAt, disconnected } = value;
  const known: Outcome | undefined = outcomes.find((one) => one === outcome);
  if (known === undefined || !isTime(endedAt)) return undefined;
  return {
    outcome: known,
    exitCode: typeof exitCode === 'number' ? exitCode : undefined,
    endedAt,
    ...(disconnected === true ? { disconnected } : {}),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Whether it is one that may stand in a header, as ours do. */
export function isMessageId(value: unknown): value is string {
  return typeof value === 'string' && /^<[\w.-]{1,64}@[\w.-]{1,255}>$/.test(value);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isOneOf<Word extends string>(known: Readonly<Record<Word, true>>, value: unknown): value is Word {
  return typeof value === 'string' && Object.hasOwn(known, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
