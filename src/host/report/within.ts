import { setTimeout as sleep } from 'node:timers/promises';

/** What a promise gives in that time, in milliseconds; `undefined` where it takes longer or rejects. */
export async function within<Value>(milliseconds: number, promise: PromiseLike<Value>): Promise<Value | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([promise, sleep(milliseconds, undefined, { ref: false, signal: over.signal })]);
  } catch {
    return undefined;
  } finally {
    over.abort();
  }
}
