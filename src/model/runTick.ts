import type { Running } from './run';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/**
 * After how many milliseconds the time that runs have taken is to be shown anew: each second within the first minute, then
 * every ten, then each minute. `undefined` where nothing runs.
 */
export function untilNextTick(running: readonly Pick<Running, 'startedAt'>[], now: number): number | undefined {
  if (running.length === 0) return undefined;
  const elapsed = Math.max(0, now - Math.max(...running.map(({ startedAt }) => startedAt)));
  const step = elapsed < minute ? second : elapsed < hour ? 10 * second : minute;
  return step - (elapsed % step);
}
