import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../src/model/clock';
import { systemScheduler } from '../src/system/scheduler';
import { StormScene } from '../test/support/stormScene';

export interface Storm {
  /** The longest time that nothing else could run, in milliseconds. */
  readonly longest: number;
  /** The same of a process that does nothing. */
  readonly idle: number;
  readonly mails: number;
}

/**
 * Milliseconds in which the runs end; what the outbox does for one takes as long whether that is a second or a minute.
 */
const span = 5_000;

/**
 * So many runs end, each has its mail on the disk, and they are told together: how long the editor's process is
 * blocked.
 */
export async function measureStorm(runs: number): Promise<Storm> {
  const idle = await watched(() => setTimeout(span));
  const scene = await StormScene.open(systemClock, systemScheduler);
  scene.plan = { ...scene.plan, grace: 2_000, digest: 2_000 };
  // The first mail loads what composes.
  scene.ends(runs, systemClock.now() - 60_000);
  while (scene.notes.size < 1) await setTimeout(20);
  const longest = await watched(async () => {
    for (let number = 0; number < runs; number++) {
      scene.ends(number, systemClock.now());
      await setTimeout(span / runs);
    }
    while (scene.notes.size < runs + 1 || scene.outbox.snapshot().counts.sent < 2) await setTimeout(20);
  });
  const mails = scene.outbox.snapshot().counts.sent - 1;
  await scene.close();
  return { longest, idle, mails };
}

async function watched(work: () => Promise<unknown>): Promise<number> {
  const resolution = 1;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  await work();
  delay.disable();
  return delay.max / 1e6 - resolution;
}
