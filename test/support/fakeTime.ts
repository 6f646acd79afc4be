import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/model/clock';
import type { Scheduler } from '../../src/system/scheduler';
import { settledOrIdle } from './idle';

interface Timer {
  readonly at: number;
  readonly work: () => void;
}

/** A clock and a scheduler whose time passes only when a test says so. */
export class FakeTime implements Clock, Scheduler {
  /** Resolves when the work that passing time started is done; time waits for it as long as something is under way. */
  settled: () => Promise<unknown> = () => Promise.resolve();
  private passed = 1_000_000;
  private readonly timers = new Set<Timer>();

  /** @param wall milliseconds since 1970; tests that set the clock change it */
  constructor(public wall = Date.UTC(2026, 10, 20, 12)) {}

  now(): number {
    return this.wall;
  }

  elapsed(): number {
    return this.passed;
  }

  after(milliseconds: number, work: () => void): () => void {
    const timer = { at: this.passed + milliseconds, work };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Lets time pass: every timer goes off when it is due, and its work gets a few rounds of the event loop. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.passed + milliseconds;
    await calm();
    for (;;) {
      const next = [...this.timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (next === undefined) break;
      this.timers.delete(next);
      this.moveTo(next.at);
      next.work();
      await calm();
      await settledOrIdle(this.settled());
    }
    this.moveTo(end);
    await calm();
  }

  /** A long time in one step: timers that were due go off at its end, as after a computer slept. */
  async leap(milliseconds: number): Promise<void> {
    this.wall += milliseconds;
    await this.pass(1_000);
  }

  /** A long time during which the computer is awake, in steps: timers that were due go off at the end of each. */
  async stay(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 50_000)
      await this.leap(Math.max(0, Math.min(left, 50_000) - 1_000));
  }

  private moveTo(time: number): void {
    if (time <= this.passed) return;
    this.wall += time - this.passed;
    this.passed = time;
  }
}

/** Lets pending work go on for a few rounds of the event loop. */
async function calm(): Promise<void> {
  for (let round = 0; round < 4; round++) await setImmediate();
}

/** Waits for a condition; fails after three minutes, when a test counts as stuck. */
export async function until(what: string | (() => string), isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 180_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not so in time: ${typeof what === 'string' ? what : what()}`);
    await setTimeout(2);
  }
}
