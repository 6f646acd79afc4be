import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { unlessAborted, within, withinHearing } from '../../../src/system/within';

const never = new Promise<string>(() => undefined);

describe('within', () => {
  /** Timers that only a test lets end. */
  const timers: { milliseconds: number; work: () => void }[] = [];
  let cancelled = 0;
  const scheduler = {
    after: (milliseconds: number, work: () => void) => {
      timers.push({ milliseconds, work });
      return () => {
        cancelled++;
      };
    },
  };

  beforeEach(() => {
    timers.length = 0;
    cancelled = 0;
  });

  it('gives what the promise gives in time, and cancels its timer', async () => {
    assert.equal(await within(scheduler, 50, Promise.resolve('value')), 'value');
    assert.deepEqual([timers.map(({ milliseconds }) => milliseconds), cancelled], [[50], 1]);
  });

  it('gives undefined when the time is over, or when the promise rejects', async () => {
    const waiting = within(scheduler, 50, never);
    timers[0]?.work();
    assert.equal(await waiting, undefined);
    assert.equal(await within(scheduler, 50, Promise.reject<string>(new Error('no'))), undefined);
  });

  it('waits no longer once there is a hurry', async () => {
    const closing = new AbortController();
    const waiting = within(scheduler, 50, never, closing.signal);
    closing.abort();
    assert.equal(await waiting, undefined);
    assert.equal(await within(scheduler, 50, never, closing.signal), undefined);
    assert.deepEqual(getEventListeners(closing.signal, 'abort'), []);
  });
});

describe('unlessAborted', () => {
  it('gives what the promise gives, and leaves no listener', async () => {
    const { signal } = new AbortController();
    assert.equal(await unlessAborted(Promise.resolve('value'), signal), 'value');
    await assert.rejects(unlessAborted(Promise.reject(new Error('no')), signal), /^Error: no$/);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  it('rejects with the reason of the signal, also of one that was aborted before', async () => {
    const ending = new AbortController();
    const waiting = unlessAborted(never, ending.signal);
    ending.abort(new Error('closing'));
    await assert.rejects(waiting, /closing/);
    await assert.rejects(unlessAborted(Promise.resolve('value'), ending.signal), /closing/);
  });
});

describe('an answer from another process', () => {
  /** Timers that pass one by one, however late. */
  function aScheduler() {
    const due: (() => void)[] = [];
    const after = (_milliseconds: number, work: () => void): (() => void) => {
      due.push(work);
      return () => void due.splice(due.indexOf(work) >>> 0, 1);
    };
    const pass = async (): Promise<void> => {
      due.shift()?.();
      await turn();
    };
    return { after, pass };
  }

  for (const late of [1, 5, 19])
    it(`counts although ${late} of twenty timers passed before it could be heard`, async () => {
      const scheduler = aScheduler();
      let answer: (words: string) => void = () => undefined;
      const promise = new Promise<string>((resolve) => {
        answer = resolve;
      });
      const asked = withinHearing(scheduler, 1_000, promise);
      for (let passed = 0; passed < late; passed++) await scheduler.pass();
      answer('here');
      assert.equal(await asked, 'here');
    });

  it('is no longer waited for when all of the time has passed, or when it is a no', async () => {
    const scheduler = aScheduler();
    const asked = withinHearing(scheduler, 1_000, never);
    for (let passed = 0; passed < 20; passed++) await scheduler.pass();
    assert.equal(await asked, undefined);
    assert.equal(await withinHearing(scheduler, 1_000, Promise.reject<string>(new Error('no'))), undefined);
  });
});
