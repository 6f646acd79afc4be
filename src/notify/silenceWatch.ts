import type { Clock } from '../model/clock';
import type { CompiledRule } from '../model/rule/compiledRule';
import type { Rule } from '../model/rule/rule';
import { type Silence, silenceOf, silenceRule } from '../model/rule/silence';
import type { Printed, Running } from '../model/run/run';
import type { UsualDuration } from '../model/run/usualDuration';
import type { Scheduler } from '../system/scheduler';

export interface SilenceWatchParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly running: () => readonly Running[];
  readonly printed: (id: string) => Printed | undefined;
  readonly usual: (running: Running) => UsualDuration | undefined;
  /** None while mails of rules are off or muted. */
  readonly rules: () => readonly CompiledRule[];
  /** Whether the user is away. @param after seconds */
  readonly isAway: (after: number) => boolean;
  /** Whether a mail said that the run with this id is still going, in an earlier window too. */
  readonly isTold: (id: string) => boolean;
  /** Mails it; the end will be mailed too. Resolves with whether it succeeded; never rejects. */
  readonly mail: (running: Running, silence: Silence, rule: Rule) => Promise<boolean>;
}

/** How often to look, in milliseconds. */
const interval = 5_000;
/** The wait before retrying a failed mail, in milliseconds. */
const retryMs = 60_000;
/** Milliseconds between two looks from which on the computer slept, or stood still, between them. */
const asleepMs = 3 * interval;
/** How many such times are remembered. */
const maxGaps = 200;

/** Mails about runs that take too long, are silent or ask something: once each. */
export class SilenceWatch {
  /** The ids of runs being mailed, or whose mail just failed. */
  private readonly mailing = new Set<string>();
  private cancel: (() => void) | undefined;
  private lastLook: number;
  /** Times in which nothing could run, with their ends in milliseconds since 1970. */
  private readonly gaps: { readonly end: number; readonly milliseconds: number }[] = [];

  constructor(private readonly parts: SilenceWatchParts) {
    this.lastLook = parts.clock.now();
    this.wait();
  }

  dispose(): void {
    this.cancel?.();
  }

  private wait(): void {
    this.cancel = this.parts.scheduler.after(interval, () => {
      this.look();
      this.wait();
    });
  }

  private look(): void {
    const { clock, running, printed, usual, rules, isAway, isTold } = this.parts;
    const now = clock.now();
    const between = now - this.lastLook;
    this.lastLook = now;
    if (between > asleepMs) this.gaps.push({ end: now, milliseconds: between - interval });
    if (this.gaps.length > maxGaps) this.gaps.shift();
    const runs = running();
    if (runs.length === 0) return;
    const current = rules();
    for (const run of runs) {
      if (this.mailing.has(run.id) || isTold(run.id)) continue;
      const rule = silenceRule(run, current);
      if (rule === undefined) continue;
      const silence = silenceOf(run, rule, printed(run.id), usual(run), now, this.asleep);
      // A present user sees it; it is mailed once they are away.
      if (silence === undefined || (rule.onlyWhenAway && !isAway(rule.awayAfter))) continue;
      void this.mail(run, silence, rule);
    }
  }

  /** How long nothing could run since then, in milliseconds. */
  private readonly asleep = (since: number): number =>
    this.gaps.reduce((sum, { end, milliseconds }) => {
      return end <= since ? sum : sum + Math.min(milliseconds, end - since);
    }, 0);

  private async mail(run: Running, silence: Silence, rule: Rule): Promise<void> {
    this.mailing.add(run.id);
    const again = (): void => void this.mailing.delete(run.id);
    if (await this.parts.mail(run, silence, rule)) again();
    else this.parts.scheduler.after(retryMs, again);
  }
}
