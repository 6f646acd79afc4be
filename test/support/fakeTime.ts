import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/model/clock';
import type { Scheduler } from '../../src/outbox/scheduler';

interface Timer {
  readonly at: number;
  readonly work: () => void;
}

/** A clock and a scheduler whose time passes only when a test says so. */
export class FakeTime implements Clock, Scheduler {
  /** Resolves when what the passing of time set going is done; time waits for it, but not for ever. */
  settled: () => Promise<unknown> = () => Promise.resolve();
  private passed = 1_000_000;
  private readonly timers = new Set<Timer>();

  /** @param wall milliseconds since 1970, moved by tests that set the clock */
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

  /** Lets time pass: every timer that falls due goes off at its time, and what it began gets on for a while. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.passed + milliseconds;
    let isStuck = false;
    await calm();
    for (;;) {
      const next = [...this.timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (next === undefined) break;
      this.timers.delete(next);
      this.moveTo(next.at);
      next.work();
      await calm();
      const stuck = setTimeout(patience, 'stuck', { ref: false });
      if (!isStuck) isStuck = (await Promise.race([this.settled(), stuck])) === 'stuck';
    }
    this.moveTo(end);
    await calm();
  }

  /** A long time in which nothing was to happen: what was due goes off at its end, as after a computer slept. */
  async leap(milliseconds: number): Promise<void> {
    this.wall += milliseconds;
    await this.pass(1_000);
  }

  private moveTo(time: number): void {
    if (time <= this.passed) return;
    this.wall += time - this.passed;
    this.passed = time;
  }
}

/** How long time waits for what does not settle, in real milliseconds. */
const patience = 50;

/** Lets what is under way get on: a few rounds of the event loop. */
async function calm(): Promise<void> {
  for (let round = 0; round < 4; round++) await setImmediate();
}

/** Waits until something is so; fails when it is not after thirty seconds, the time of a stuck test. */
export async function until(what: string | (() => string), isSo: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`not so in time: ${typeof what === 'string' ? what : what()}`);
    await setTimeout(2);
  }
}
