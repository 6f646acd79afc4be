import { isHeldBack, type HeldBackRun } from '../model/heldBackRun';
import { isMessageId, readRecord, recordLine, type RunEntry } from '../model/runRecord';

/** A mail of `HeldMails`, as another window needs it to go on with. Its message lies in the outbox. */
export interface KeptMail {
  /** Of its message. */
  readonly id: string;
  /** RFC 5322, in angle brackets. */
  readonly messageId?: string;
  readonly run: RunEntry['run'];
  readonly decision: RunEntry['decision'];
  readonly accountId: string;
  readonly recipients: readonly string[];
  /** What its message lists. */
  readonly listed: readonly HeldBackRun[];
  /** Withdrawn where somebody is there. */
  readonly yields: boolean;
  readonly isQuiet: boolean;
  /** Milliseconds since 1970. */
  readonly readyAt: number;
}

/** With where it was written. */
export interface KeptMailFile extends KeptMail {
  /** Which workspace its window has open. */
  readonly home: string;
  /** See `thisHost`. */
  readonly machine: string;
}

/** As JSON is to hold it: of the run what the history keeps of it, without what it printed. */
export function storedMail({ run, decision, ...rest }: KeptMailFile): Record<string, unknown> {
  const line = recordLine({ at: 0, kind: 'run', id: run.id, entry: { run, decision, usual: undefined } });
  return { ...rest, line, ruleRecipients: decision.rule?.recipients ?? [] };
}

/** What a file holds, or `undefined` where it is not one of ours. */
export function readKeptMail(text: string): KeptMailFile | undefined {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { id, line, accountId, recipients, listed, yields, isQuiet, readyAt, home, machine } = stored as Record<
    string,
    unknown
  >;
  const record = typeof line === 'string' ? readRecord(line) : undefined;
  if (record?.kind !== 'run' || typeof id !== 'string' || typeof accountId !== 'string') return undefined;
  if (!isListOf(recipients, isText) || !isListOf(listed, isHeldBack)) return undefined;
  if (typeof yields !== 'boolean' || typeof isQuiet !== 'boolean' || !Number.isFinite(readyAt)) return undefined;
  if (typeof home !== 'string' || typeof machine !== 'string') return undefined;
  const { run, decision: told } = record.entry;
  // The history does not keep to whom a rule mails.
  const { ruleRecipients = [], messageId } = stored as Record<string, unknown>;
  if (!isListOf(ruleRecipients, isText)) return undefined;
  const { rule } = told;
  const decision = rule === undefined ? told : { ...told, rule: { ...rule, recipients: ruleRecipients } };
  const rest = { recipients, listed, yields, isQuiet, readyAt: Number(readyAt), home, machine };
  return { id, ...(isMessageId(messageId) ? { messageId } : {}), run, decision, accountId, ...rest };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<Item>(value: unknown, isItem: (one: unknown) => one is Item): value is readonly Item[] {
  return Array.isArray(value) && value.every(isItem);
}
