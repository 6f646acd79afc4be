import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What a promise gives in that time, in milliseconds; `undefined` where it takes longer or rejects.
 * @param hurry no more is waited for once this is aborted
 */
export async function within<Value>(
  milliseconds: number,
  promise: PromiseLike<Value>,
  hurry?: AbortSignal,
): Promise<Value | undefined> {
  const over = new AbortController();
  const signal = hurry === undefined ? over.signal : AbortSignal.any([over.signal, hurry]);
  try {
    return await Promise.race([promise, sleep(milliseconds, undefined, { ref: false, signal })]);
  } catch {
    return undefined;
  } finally {
    over.abort();
  }
}
