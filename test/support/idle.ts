import { setTimeout as sleep } from 'node:timers/promises';

/** Requests of this process that complete by themselves. */
const underWay = /^(FS|FileHandle|GetAddrInfo|TCPConnect|Write|Shutdown|PipeConnect)/;

/**
 * Resolves when nothing is under way in this process: no file being written, no connection being made, no byte unread.
 * Work that is not done by then waits for a timer, for another process, or for ever.
 */
export async function idle(isOver: () => boolean = () => false): Promise<void> {
  for (let turns = 0; turns < 10 && !isOver(); turns++) {
    await sleep(1);
    if (process.getActiveResourcesInfo().some((name) => underWay.test(name))) turns = 0;
  }
}

/** Resolves when the promise settles, or when the process is idle and it cannot settle for now. */
export async function settledOrIdle(promise: Promise<unknown>): Promise<void> {
  let isOver = false;
  await Promise.race([promise, idle(() => isOver)]).finally(() => (isOver = true));
}
