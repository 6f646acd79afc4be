import { silentLog } from '../../src/model/log';
import { durationOf, type Run } from '../../src/model/run/run';

/** Where runs start and end at times that a test sets, and what was reported of them. */
export class Timeline {
  /** Milliseconds. */
  time = 1_000_000;
  changes = 0;
  readonly ended: Run[] = [];
  readonly log = silentLog;
  readonly clock = { now: (): number => this.time };
  private timers: { readonly at: number; readonly work: () => void }[] = [];
  /** What every source reports, and the timer of those that wait. */
  readonly ear = {
    ended: (run: Run): void => void this.ended.push(run),
    changed: (): void => {
      this.changes++;
    },
    after: (milliseconds: number, work: () => void): (() => void) => {
      const timer = { at: this.time + milliseconds, work };
      this.timers.push(timer);
      return () => {
        this.timers = this.timers.filter((one) => one !== timer);
      };
    },
  };

  /** Each run that has ended as `name outcome code milliseconds`, with a `+` if the start is not known. */
  get shown(): string[] {
    return this.ended.map(
      (run) => `${run.name} ${run.outcome} ${run.exitCode} ${durationOf(run)}${run.startKnown ? '' : '+'}`,
    );
  }

  pass(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.timers.filter(({ at }) => at <= this.time);
    this.timers = this.timers.filter((timer) => !due.includes(timer));
    for (const { work } of due) work();
  }
}
