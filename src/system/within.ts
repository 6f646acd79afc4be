import type { Scheduler } from './scheduler';

/**
 * What a promise gives within so many milliseconds; `undefined` if it takes longer or rejects. Keeps no process alive.
 * @param hurry aborted: no more is waited for
 */
export function within<Value>(
  scheduler: Pick<Scheduler, 'after'>,
  milliseconds: number,
  promise: PromiseLike<Value>,
  hurry?: AbortSignal,
): Promise<Value | undefined> {
  return new Promise((resolve) => {
    const end = (value: Value | undefined): void => {
      cancel();
      hurry?.removeEventListener('abort', giveUp);
      resolve(value);
    };
    const giveUp = (): void => end(undefined);
    const cancel = scheduler.after(milliseconds, giveUp);
    hurry?.addEventListener('abort', giveUp);
    promise.then(end, giveUp);
    if (hurry?.aborted === true) giveUp();
  });
}

/** Milliseconds. */
const slice = 50;

/**
 * The same for an answer from another process, in time in which this one could hear it: what holds up a slice of it,
 * such as the start of other extensions, counts as one slice.
 */
export async function withinHearing<Value>(
  scheduler: Pick<Scheduler, 'after'>,
  milliseconds: number,
  promise: PromiseLike<Value>,
): Promise<Value | undefined> {
  const settled = promise.then(
    (value) => ({ value }),
    () => ({ value: undefined }),
  );
  for (let left = milliseconds; left > 0; left -= slice) {
    const found = await within(scheduler, Math.min(slice, left), settled);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

/** What a promise gives. Rejects with the signal's reason as soon as the signal is aborted. */
export async function unlessAborted<Value>(promise: PromiseLike<Value>, signal: AbortSignal): Promise<Value> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Resolves after so many milliseconds. Keeps no process alive. */
export function pause(scheduler: Pick<Scheduler, 'after'>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => scheduler.after(milliseconds, resolve));
}
