import type { Clock } from '../model/clock';
import type { CompiledRule } from '../model/compiledRule';
import type { Rule } from '../model/rule';
import type { Printed, Running } from '../model/run';
import { silenceOf, silenceRule, type Silence } from '../model/silence';
import type { UsualDuration } from '../model/usualDuration';
import type { Scheduler } from './scheduler';

export interface SilenceWatchParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly running: () => readonly Running[];
  readonly printed: (id: string) => Printed | undefined;
  readonly usual: (running: Running) => UsualDuration | undefined;
  /** None while mails of rules are off or muted. */
  readonly rules: () => readonly CompiledRule[];
  /** Whether nobody is there. @param after seconds */
  readonly isAway: (after: number) => boolean;
  /** Whether it was told of the run with this id, in an earlier window too. */
  readonly isTold: (id: string) => boolean;
  /** Tells it; the end will be told too. Resolves with whether it could; never rejects. */
  readonly tell: (running: Running, silence: Silence, rule: Rule) => Promise<boolean>;
}

/** How often is looked, in milliseconds. */
const gap = 5_000;
/** After how many milliseconds it is told what could not be. */
const pause = 60_000;

/** Tells of runs that go on for too long, that are silent or that ask something: each once. */
export class SilenceWatch {
  /** Is being told, or could not be a moment ago. */
  private readonly telling = new Set<string>();
  private cancel: (() => void) | undefined;

  constructor(private readonly parts: SilenceWatchParts) {
    this.wait();
  }

  dispose(): void {
    this.cancel?.();
  }

  private wait(): void {
    this.cancel = this.parts.scheduler.after(gap, () => {
      this.look();
      this.wait();
    });
  }

  private look(): void {
    const { clock, running, printed, usual, rules, isAway, isTold } = this.parts;
    const runs = running();
    if (runs.length === 0) return;
    const current = rules();
    for (const run of runs) {
      if (this.telling.has(run.id) || isTold(run.id)) continue;
      const rule = silenceRule(run, current);
      if (rule === undefined) continue;
      const silence = silenceOf(run, rule, printed(run.id), usual(run), clock.now());
      // Whoever is there sees it; it is told as soon as nobody is.
      if (silence === undefined || (rule.onlyWhenAway && !isAway(rule.awayAfter))) continue;
      void this.tell(run, silence, rule);
    }
  }

  private async tell(run: Running, silence: Silence, rule: Rule): Promise<void> {
    this.telling.add(run.id);
    const again = (): void => void this.telling.delete(run.id);
    if (await this.parts.tell(run, silence, rule)) again();
    else this.parts.scheduler.after(pause, again);
  }
}
