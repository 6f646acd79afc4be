import type { Account } from '../../model/account/account';
import type { Clock } from '../../model/clock';
import { isMessageId, readRecord, recordLine, type RunEntry } from '../../model/history/runRecord';
import { type SuppressedRun, isSuppressedRun } from '../../model/letter/suppressedRun';
import type { Log } from '../../model/log';
import { OwnedFiles } from '../../system/ownedFiles';
import { isNear } from '../../system/processIdentity';
import type { ProcessWatch } from '../../system/processWatch';
import type { Scheduler } from '../../system/scheduler';

/** A deferred mail with what another window needs to take it over. Its message is in the outbox. */
export interface StoredDeferredMail {
  /** The id of its message. */
  readonly id: string;
  /** RFC 5322, in angle brackets. */
  readonly messageId: string;
  readonly run: RunEntry['run'];
  readonly decision: RunEntry['decision'];
  readonly accountId: string;
  readonly recipients: readonly string[];
  /** What its message lists. */
  readonly listed: readonly SuppressedRun[];
  /** Withdrawn if the user is there. */
  readonly yields: boolean;
  readonly isQuiet: boolean;
  /** Milliseconds since 1970. */
  readonly readyAt: number;
}

/** With where it was written. */
export interface DeferredMailFile extends StoredDeferredMail {
  /** The workspace open in its window. */
  readonly home: string;
  /** See `thisHost`. */
  readonly machine: string;
}

/** Its JSON form, with the run as the history keeps it, without its output. */
export function storedDeferredMail({ run, decision, ...rest }: DeferredMailFile): Record<string, unknown> {
  const line = recordLine({ at: 0, kind: 'run', id: run.id, entry: { run, decision, usual: undefined } });
  const { recipients = [], ccRecipients = [], bccRecipients = [] } = decision.rule ?? {};
  return { ...rest, line, ruleRecipients: recipients, ruleCopies: { ccRecipients, bccRecipients } };
}

/** The mail in a file, or `undefined` if it is not ours. */
export function readDeferredMail(text: string): DeferredMailFile | undefined {
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
  if (!isListOf(recipients, isText) || !isListOf(listed, isSuppressedRun)) return undefined;
  if (typeof yields !== 'boolean' || typeof isQuiet !== 'boolean' || !Number.isFinite(readyAt)) return undefined;
  if (typeof home !== 'string' || typeof machine !== 'string') return undefined;
  const { run, decision: kept } = record.entry;
  // The history does not keep the recipients of a rule.
  const { ruleRecipients = [], ruleCopies = {}, messageId } = stored as Record<string, unknown>;
  if (!isListOf(ruleRecipients, isText) || !isMessageId(messageId)) return undefined;
  // Missing in files of earlier versions, which had no copies.
  const { ccRecipients = [], bccRecipients = [] } = ruleCopies as Record<string, unknown>;
  if (!isListOf(ccRecipients, isText) || !isListOf(bccRecipients, isText)) return undefined;
  const { rule } = kept;
  const decision =
    rule === undefined ? kept : { ...kept, rule: { ...rule, recipients: ruleRecipients, ccRecipients, bccRecipients } };
  const rest = { recipients, listed, yields, isQuiet, readyAt: Number(readyAt), home, machine };
  return { id, messageId, run, decision, accountId, ...rest };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<Item>(value: unknown, isItem: (one: unknown) => one is Item): value is readonly Item[] {
  return Array.isArray(value) && value.every(isItem);
}

export interface DeferredMailFilesParts {
  /** Shared by all windows; created if missing. */
  readonly root: string;
  /** Of this process. */
  readonly pid: number;
  /** See `thisHost`. */
  readonly machine: string;
  /** The workspace open in this window. */
  readonly home: string;
  readonly look: ProcessWatch;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly log: Log;
  /** Returns an account that can send now. */
  readonly accounts: { complete(id: string): Account | undefined };
}

/** How often to look for what other windows left, in milliseconds. */
const interval = 5_000;
/** How long a window leaves mails to one of their own workspace, which may be opening, in milliseconds. */
const courtesy = 20_000;

/**
 * The deferred mails of this window, on disk, so that another can take them over once it is gone. Never throws: a mail
 * that the disk refuses goes by itself.
 */
export class DeferredMailFiles {
  private files: OwnedFiles<DeferredMailFile> | undefined;
  /** What is to be written once it is known who we are. */
  private readonly early = new Map<string, DeferredMailFile>();
  /** When the window of a file was first seen to be gone. */
  private readonly ownerless = new Map<string, number>();
  private cancel: (() => void) | undefined;
  private isDisposed = false;
  private trouble = '';

  constructor(private readonly parts: DeferredMailFilesParts) {}

  /**
   * Takes over what windows now gone have left, and later ones too. Resolves after the first look. Call it after the
   * outbox has been read.
   */
  async start(onLeft: (mails: readonly StoredDeferredMail[]) => void): Promise<void> {
    try {
      this.files ??= await this.open();
      await this.takeOver(this.files, onLeft);
      this.trouble = '';
    } catch (error) {
      if (String(error) !== this.trouble)
        this.parts.log.warn(`deferred mails of other windows cannot be looked for: ${String(error)}`);
      this.trouble = String(error);
    }
    if (!this.isDisposed) this.cancel = this.parts.scheduler.after(interval, () => void this.start(onLeft));
  }

  put(mail: StoredDeferredMail): void {
    const { home, machine } = this.parts;
    const file = { ...mail, home, machine };
    if (this.files === undefined) this.early.set(mail.id, file);
    else this.files.put(file);
  }

  remove(id: string): void {
    this.early.delete(id);
    this.files?.remove(id);
  }

  /** Waiting mails stay on disk, for another window. */
  dispose(): void {
    this.isDisposed = true;
    this.cancel?.();
  }

  private async open(): Promise<OwnedFiles<DeferredMailFile>> {
    const { root, pid, machine, look, clock, log } = this.parts;
    const startedAt = (await look([pid])).get(pid)?.startedAt ?? '';
    const files = new OwnedFiles<DeferredMailFile>({
      root,
      folder: 'waiting',
      owner: { pid, startedAt, machine },
      read: readDeferredMail,
      write: storedDeferredMail,
      idOf: ({ id }) => id,
      isKept: () => false,
      log,
    });
    files.prepare(clock.now());
    for (const mail of this.early.values()) files.put(mail);
    this.early.clear();
    return files;
  }

  private async takeOver(
    files: OwnedFiles<DeferredMailFile>,
    onLeft: (mails: readonly StoredDeferredMail[]) => void,
  ): Promise<void> {
    const { look, machine, home, scheduler, accounts, log } = this.parts;
    const found = files.others().filter(({ entry }) => isNear(entry.machine, machine));
    for (const name of this.ownerless.keys()) if (!found.some((one) => one.name === name)) this.ownerless.delete(name);
    if (found.length === 0) return;
    const sights = await look(found.map(({ ownerPid }) => ownerPid));
    const elapsed = scheduler.elapsed();
    const left = found.filter((one) => {
      const owner = sights.get(one.ownerPid);
      if (owner !== undefined && one.isOwner(owner.startedAt)) {
        this.ownerless.delete(one.name);
        return false;
      }
      const since = this.ownerless.get(one.name) ?? elapsed;
      this.ownerless.set(one.name, since);
      const isOurs = one.entry.home === home || elapsed - since >= courtesy;
      return isOurs && accounts.complete(one.entry.accountId) && !this.isDisposed && files.take(one);
    });
    if (left.length === 0) return;
    log.info(`${left.length} deferred mails are taken over from a window that is gone`);
    onLeft(left.map(({ entry }) => entry));
  }
}
