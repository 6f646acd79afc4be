import type { Account } from '../../model/account/account';
import { type SuppressedRun, isSuppressedRun, peopleOf } from '../../model/letter/suppressedRun';
import type { Log } from '../../model/log';
import type { Decision } from '../../model/rule/decision';
import type { Run } from '../../model/run/run';
import { codeOf } from '../../system/diskFailure';
import { SharedLines } from '../../system/sharedLines';

/** Nobody reads more; the history has them all. */
const maxRuns = 50;
/** More lines than this are compacted. */
const maxLines = 400;
/** How many runs listed in mails are remembered: a line may reach the files twice. */
const maxMailed = 200;

/** A run with its decision, see `DecidedRun`. */
interface SuppressibleRun {
  readonly kept: Run;
  readonly decision: Decision;
  readonly account: Account | undefined;
}

/** The runs muted or over the daily limit since the last mail, the same in all windows. Never throws. */
export class SuppressedRuns {
  private readonly files: SharedLines;
  /** Oldest first. */
  private known: readonly SuppressedRun[] = [];
  private listed: readonly string[] = [];
  /** What the disk has not accepted yet. */
  private unwritten: readonly string[] = [];
  /** The files hold forgotten runs: another process was compacting, or the disk refused to. */
  private isDue = false;

  /** @param folder of its own, shared by all windows; created if missing */
  constructor(
    folder: string,
    private readonly log: Log,
  ) {
    this.files = new SharedLines(folder);
  }

  /** Oldest first, as now on disk. */
  get runs(): readonly SuppressedRun[] {
    this.read();
    return this.known;
  }

  /** A run was decided on. A muted one counts, unless its account cannot send: then nobody would have got a mail. */
  decided({ kept, decision, account }: SuppressibleRun): void {
    if (decision.why === 'muted' && account !== undefined) this.add(kept, 'muted', peopleOf(account));
  }

  /** @param people who its mail was for, see `peopleOf` */
  add(run: Run, why: SuppressedRun['why'], people: string): void {
    const { id, name, outcome, endedAt } = run;
    this.write(JSON.stringify({ id, name, outcome, endedAt, why, people } satisfies SuppressedRun));
  }

  /** A mail lists these. */
  mailed(runs: readonly SuppressedRun[]): void {
    if (runs.length > 0) this.write(JSON.stringify({ mailed: runs.map(({ id }) => id) }));
  }

  /** Forgets them, on disk too. */
  clear(): void {
    this.mailed(this.runs);
    this.isDue = true;
    this.compact();
  }

  private write(line: string): void {
    this.take(line);
    this.unwritten = [...this.unwritten, line].slice(-maxLines);
    this.attempt(() => {
      this.files.append(this.unwritten);
      this.unwritten = [];
    });
    if (this.isDue) this.compact();
  }

  private read(): void {
    this.attempt(() => {
      const { lines, count } = this.files.read();
      for (const line of lines) this.take(line);
      if (this.isDue || count > maxLines) this.compact();
    });
  }

  private compact(): void {
    this.attempt(() => {
      const isDone = this.files.compact(() => {
        for (const line of this.files.read().lines) this.take(line);
        return [JSON.stringify({ mailed: this.listed }), ...this.known.map((run) => JSON.stringify(run))];
      });
      if (isDone) this.isDue = false;
      this.files.read();
    });
  }

  private take(line: string): void {
    const value = parsed(line);
    if (isSuppressedRun(value)) {
      if (this.listed.includes(value.id) || this.known.some(({ id }) => id === value.id)) return;
      this.known = [...this.known, value].sort((one, other) => one.endedAt - other.endedAt).slice(-maxRuns);
    } else if (isMailed(value)) {
      const ids = new Set(value.mailed);
      this.known = this.known.filter(({ id }) => !ids.has(id));
      this.listed = [...this.listed.filter((id) => !ids.has(id)), ...ids].slice(-maxMailed);
    }
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      // Only the code: a message may contain what was being written.
      this.log.warn(`suppressed runs cannot be written down: ${codeOf(error)}`);
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isMailed(value: unknown): value is { readonly mailed: readonly string[] } {
  const ids = typeof value === 'object' && value !== null && 'mailed' in value ? value.mailed : undefined;
  return Array.isArray(ids) && ids.every((id) => typeof id === 'string');
}
