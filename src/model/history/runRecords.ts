import { type LastRuns, noRuns, withRun } from '../run/lastRuns';
import type { Run } from '../run/run';
import type { RunKind } from '../run/usualDuration';
import { maxText, type TrueEnd } from '../run/keptRun';
import { laterLineAt, recordLine, type RunEntry, type RunRecord, type MailResult } from './runRecord';

type Of<Kind extends RunRecord['kind']> = Extract<RunRecord, { kind: Kind }>;

/** How many runs are kept: those that ended last. */
export const maxRuns = 500;
/** How long a line about a run waits for the line of the run itself, in milliseconds; at most `maxRuns` of them do. */
const orphanMs = 86_400_000;

/** Joins the lines of the history. The result does not depend on their order, or on how often they come. */
export class RunRecords {
  private readonly runs = new Map<string, Of<'run'>>();
  private readonly ends = new Map<string, Of<'end'>>();
  private readonly mails = new Map<string, Of<'mail'>>();
  /** Lines of a later version, with the times at which they were written. */
  private readonly later = new Map<string, number>();
  private clearing: Of<'clear'> | undefined;
  private highest = 0;
  private sorted: readonly RunEntry[] | undefined;

  /** How many lines of runs are known, kept or not. */
  get size(): number {
    return this.runs.size;
  }

  /** Adds a line. Returns whether it changed anything. */
  put(record: RunRecord): boolean {
    const isFirst = record.kind === 'run' && !this.runs.has(record.id);
    const isNews = this.take(record);
    this.highest = Math.max(this.highest, record.at);
    if (isNews && record.kind === 'mail') this.sorted = this.withMail(record);
    else if (isNews) this.sorted = isFirst ? this.withRun(record) : undefined;
    return isNews;
  }

  /** Adds a line that this version cannot read. One of a later version, which another window may have, is kept. */
  putUnread(line: string): void {
    const at = laterLineAt(line);
    if (at !== undefined) this.later.set(line, at);
  }

  /** The lines of a later version that are kept, the newest ones; none from before the runs were cleared. */
  unread(): readonly string[] {
    const kept = [...this.later].filter(([, at]) => !this.isCleared({ at })).sort(([, one], [, other]) => other - one);
    for (const [line] of kept.splice(maxRuns)) this.later.delete(line);
    return kept.map(([line]) => line);
  }

  /** The highest `at` of all lines: a line with a higher one supersedes them. */
  get latest(): number {
    return this.highest;
  }

  /** The runs that are kept, newest first. */
  entries(): readonly RunEntry[] {
    this.sorted ??= [...this.runs.values()]
      .filter((record) => !this.isCleared(record))
      .map(({ entry }) => this.whole(entry))
      .sort(newestFirst)
      .slice(0, maxRuns);
    return this.sorted;
  }

  /** What is known of the mail about a run, even if the run itself is not known. */
  mailOf(id: string): MailResult {
    const record = this.mails.get(id);
    if (record === undefined || this.isCleared(record)) return {};
    const { mail, mailNote, messageId } = record;
    return {
      ...(mail === undefined ? {} : { mail }),
      ...(mailNote === undefined ? {} : { mailNote }),
      ...(messageId === undefined ? {} : { messageId }),
    };
  }

  /**
   * How the last runs of the same thing ended.
   * @param before the id of a run to leave out, together with all runs after it
   */
  lastOf(kind: RunKind, before?: string): LastRuns {
    const [source, name, folder] = [kind.source, kind.name.slice(0, maxText), kind.folder.slice(0, maxText)];
    const isSame = ({ run }: RunEntry): boolean => run.source === source && run.name === name && run.folder === folder;
    const all = this.entries();
    const first = before === undefined ? 0 : all.findIndex(({ run }) => run.id === before) + 1;
    const past = all
      .slice(first)
      .filter(isSame)
      .reduceRight((past, entry) => withRun({ ...past, ...lastMailOf(entry) }, entry.run), noRuns);
    // If a mail said that this run was still going on, the mail about its end replies to that one.
    const own = before === undefined ? undefined : this.mails.get(before);
    return own?.mailNote === undefined ? { ...past, ...lastMailOf(own) } : past;
  }

  /** Drops everything that is not kept, and returns lines with all the rest. */
  compact(): readonly RunRecord[] {
    const kept = new Set(this.entries().map(({ run }) => run.id));
    for (const id of this.runs.keys()) {
      if (kept.has(id)) continue;
      for (const about of [this.runs, this.ends, this.mails]) about.delete(id);
    }
    // The line of the run may still come.
    const orphans = [...this.ends.values(), ...this.mails.values()].filter(({ id }) => !kept.has(id));
    orphans.sort((one, other) => other.at - one.at);
    for (const [place, record] of orphans.entries())
      if (place >= maxRuns || this.isCleared(record) || this.highest - record.at > orphanMs)
        (record.kind === 'end' ? this.ends : this.mails).delete(record.id);
    const clearing = this.clearing === undefined ? [] : [this.clearing];
    return [...clearing, ...this.runs.values(), ...this.ends.values(), ...this.mails.values()];
  }

  /** Shows what became of the mail about a run without sorting all of them; `undefined` if they are not sorted. */
  private withMail({ id }: Of<'mail'>): readonly RunEntry[] | undefined {
    const record = this.runs.get(id);
    const place = record === undefined ? -1 : (this.sorted?.findIndex(({ run }) => run.id === id) ?? -1);
    return record === undefined || place < 0 ? this.sorted : this.sorted?.with(place, this.whole(record.entry));
  }

  /** Adds one run without sorting all of them; `undefined` if they are not sorted. */
  private withRun(record: Of<'run'>): readonly RunEntry[] | undefined {
    if (this.sorted === undefined || this.isCleared(record)) return this.sorted;
    const entry = this.whole(record.entry);
    const place = this.sorted.findIndex((other) => newestFirst(entry, other) < 0);
    const at = place < 0 ? this.sorted.length : place;
    return [...this.sorted.slice(0, at), entry, ...this.sorted.slice(at)].slice(0, maxRuns);
  }

  private take(record: RunRecord): boolean {
    switch (record.kind) {
      case 'run':
        return newer(this.runs, record);
      case 'end':
        return newer(this.ends, record);
      case 'mail':
        return newer(this.mails, record);
      case 'clear':
        if (this.clearing !== undefined && this.clearing.at >= record.at) return false;
        this.clearing = record;
        return true;
    }
  }

  private whole(entry: RunEntry): RunEntry {
    const { end } = this.ends.get(entry.run.id) ?? {};
    const { mail, mailNote, messageId } = this.mails.get(entry.run.id) ?? {};
    return {
      ...entry,
      run: end === undefined ? entry.run : withEnd(entry.run, end),
      ...(mail === undefined ? {} : { mail }),
      ...(mailNote === undefined ? {} : { mailNote }),
      ...(messageId === undefined ? {} : { messageId }),
    };
  }

  private isCleared({ at }: Pick<RunRecord, 'at'>): boolean {
    return this.clearing !== undefined && at <= this.clearing.at;
  }
}

/**
 * A mail that covered several runs is not a mail about this one. A mail without a note reported that the run was
 * still going on.
 */
function lastMailOf({ mailNote, messageId }: MailResult = {}): Pick<LastRuns, 'lastMail'> {
  const isOwn = (mailNote ?? 'written') === 'written' && messageId !== undefined;
  return isOwn ? { lastMail: messageId } : {};
}

function newestFirst(one: RunEntry, other: RunEntry): number {
  return other.run.endedAt - one.run.endedAt || (one.run.id < other.run.id ? 1 : -1);
}

function withEnd(run: Run, end: TrueEnd): Run {
  const ended: { -readonly [Key in keyof Run]: Run[Key] } = { ...run, ...end };
  if (end.disconnected === undefined) delete ended.disconnected;
  return ended;
}

function newer<Kind extends Of<'run' | 'end' | 'mail'>>(known: Map<string, Kind>, record: Kind): boolean {
  const last = known.get(record.id);
  if (last !== undefined && last.at > record.at) return false;
  if (last?.at === record.at && recordLine(last) >= recordLine(record)) return false;
  known.set(record.id, record);
  return true;
}
