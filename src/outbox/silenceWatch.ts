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
  /** Tells it; the end will be told too. */
  readonly tell: (running: Running, silence: Silence, rule: Rule) => void;
}

/** How often is looked, in milliseconds. */
const gap = 5_000;

/** Tells of runs that go on for too long, that are silent or that ask something: each once. */
export class SilenceWatch {
  private readonly told = new Set<string>();
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
    const { clock, running, printed, usual, rules, isAway, tell } = this.parts;
    const runs = running();
    for (const id of this.told) if (!runs.some((run) => run.id === id)) this.told.delete(id);
    if (runs.length === 0) return;
    const current = rules();
    for (const run of runs) {
      if (this.told.has(run.id)) continue;
      const rule = silenceRule(run, current);
      if (rule === undefined) continue;
      const silence = silenceOf(run, rule, printed(run.id), usual(run), clock.now());
      // Whoever is there sees it; it is told as soon as nobody is.
      if (silence === undefined || (rule.onlyWhenAway && !isAway(rule.awayAfter))) continue;
      this.told.add(run.id);
      tell(run, silence, rule);
    }
  }
}
