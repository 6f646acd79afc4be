import { noRuns, withRun, type LastRuns } from './lastRuns';
import type { Run } from './run';
import { mostText, recordLine, type RunEntry, type RunRecord, type ToldMail, type TrueEnd } from './runRecord';
import type { RunKind } from './usualDuration';

type Of<Kind extends RunRecord['kind']> = Extract<RunRecord, { kind: Kind }>;

/** How many runs are kept: the newest by their end. */
export const mostRuns = 500;
/** For how long a line about a run waits for the one that tells of the run, in milliseconds. */
const orphanTime = 86_400_000;

/** The lines of the history, joined. It comes to the same in whatever order they come, and however often. */
export class RunRecords {
  private readonly runs = new Map<string, Of<'run'>>();
  private readonly ends = new Map<string, Of<'end'>>();
  private readonly mails = new Map<string, Of<'mail'>>();
  private clearing: Of<'clear'> | undefined;
  private highest = 0;
  private sorted: readonly RunEntry[] | undefined;

  /** How many lines are known of runs, kept or not. */
  get size(): number {
    return this.runs.size;
  }

  /** Takes a line in. Answers whether it told anything new. */
  put(record: RunRecord): boolean {
    const isFirst = record.kind === 'run' && !this.runs.has(record.id);
    const isNews = this.take(record);
    this.highest = Math.max(this.highest, record.at);
    if (isNews) this.sorted = isFirst ? this.withRun(record) : undefined;
    return isNews;
  }

  /** The highest `at` of all: what is written with a higher one comes after all that is known. */
  get latest(): number {
    return this.highest;
  }

  /** The runs that are kept, the newest first. */
  entries(): readonly RunEntry[] {
    this.sorted ??= [...this.runs.values()]
      .filter((record) => !this.isCleared(record))
      .map(({ entry }) => this.whole(entry))
      .sort(newestFirst)
      .slice(0, mostRuns);
    return this.sorted;
  }

  /** How the last runs of the same thing ended. @param before the id of a run that does not count, nor do those after it */
  lastOf(kind: RunKind, before?: string): LastRuns {
    const [source, name, folder] = [kind.source, kind.name.slice(0, mostText), kind.folder.slice(0, mostText)];
    const isSame = ({ run }: RunEntry): boolean => run.source === source && run.name === name && run.folder === folder;
    const all = this.entries();
    const first = before === undefined ? 0 : all.findIndex(({ run }) => run.id === before) + 1;
    const past = all
      .slice(first)
      .filter(isSame)
      .reduceRight((past, entry) => withRun({ ...past, ...lastMailOf(entry) }, entry.run), noRuns);
    // Where it was told that it went on, what tells of its end answers that.
    const own = before === undefined ? undefined : this.mails.get(before);
    return own?.mailNote === undefined ? { ...past, ...lastMailOf(own) } : past;
  }

  /** Forgets what is not kept, and answers the lines that say all the rest. */
  compact(): readonly RunRecord[] {
    const kept = new Set(this.entries().map(({ run }) => run.id));
    for (const id of this.runs.keys()) {
      if (kept.has(id)) continue;
      for (const about of [this.runs, this.ends, this.mails]) about.delete(id);
    }
    // The line that tells of the run may still come.
    for (const about of [this.ends, this.mails])
      for (const [id, record] of about)
        if (!kept.has(id) && (this.isCleared(record) || this.highest - record.at > orphanTime)) about.delete(id);
    const clearing = this.clearing === undefined ? [] : [this.clearing];
    return [...clearing, ...this.runs.values(), ...this.ends.values(), ...this.mails.values()];
  }

  /** With one run more, without sorting all of them. `undefined` where they are not sorted. */
  private withRun(record: Of<'run'>): readonly RunEntry[] | undefined {
    if (this.sorted === undefined || this.isCleared(record)) return this.sorted;
    const entry = this.whole(record.entry);
    const place = this.sorted.findIndex((other) => newestFirst(entry, other) < 0);
    const at = place < 0 ? this.sorted.length : place;
    return [...this.sorted.slice(0, at), entry, ...this.sorted.slice(at)].slice(0, mostRuns);
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

  private isCleared({ at }: RunRecord): boolean {
    return this.clearing !== undefined && at <= this.clearing.at;
  }
}

/** What was told together with others is no mail about it; one that was noted before its end told that it went on. */
function lastMailOf({ mailNote, messageId }: ToldMail = {}): Pick<LastRuns, 'lastMail'> {
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
