import assert from 'node:assert/strict';
import { SharedFlush } from '../../../src/system/sharedFlush';

describe('a flush with several callers', () => {
  /** Work that lasts until it is released. */
  function held() {
    const ends: { done: () => void; fail: (error: Error) => void }[] = [];
    const work = (): Promise<void> => new Promise((done, fail) => ends.push({ done, fail }));
    return { ends, work };
  }

  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  it('is one for all calls before it begins, and another one for calls while it runs', async () => {
    const flush = new SharedFlush();
    const { ends, work } = held();
    const told: string[] = [];
    const wait = (name: string): Promise<unknown> => flush.wait('folder', work).then(() => told.push(name));
    const first = [wait('first'), wait('second')];
    await turns();
    assert.equal(ends.length, 1);
    const third = wait('third');
    await turns();
    assert.equal(ends.length, 1);
    ends[0]?.done();
    await Promise.all(first);
    await turns();
    assert.deepEqual([told, ends.length], [['first', 'second'], 2]);
    ends[1]?.done();
    await third;
  });

  it('begins together with those of other keys, and only after the previous ones are over', async () => {
    const flush = new SharedFlush();
    const { ends: folders, work: ofFolder } = held();
    const { ends: files, work: ofFile } = held();
    const folder = flush.wait('folder', ofFolder);
    const file = flush.wait('file', ofFile);
    await turns();
    assert.deepEqual([folders.length, files.length], [1, 1]);
    folders[0]?.done();
    // A caller of one key does not wait for the other key.
    await folder;
    const next = flush.wait('folder', ofFolder);
    await turns();
    assert.equal(folders.length, 1);
    files[0]?.done();
    await file;
    await turns();
    folders[1]?.done();
    await next;
  });

  it('fails for the callers of the failed key only, and only this time', async () => {
    const flush = new SharedFlush();
    const { ends, work } = held();
    const failing = assert.rejects(flush.wait('folder', work), /no space/);
    const other = flush.wait('file', () => Promise.resolve());
    await turns();
    ends[0]?.fail(new Error('no space'));
    await Promise.all([failing, other]);
    await flush.wait('folder', () => Promise.resolve());
  });

  it('has settled when no requested flush is running, successful or not', async () => {
    const flush = new SharedFlush();
    await flush.settled();
    const { ends, work } = held();
    const failing = assert.rejects(flush.wait('folder', work), /no space/);
    let isSettled = false;
    const settled = flush.settled().then(() => (isSettled = true));
    await turns();
    assert.equal(isSettled, false);
    ends[0]?.fail(new Error('no space'));
    await Promise.all([failing, settled]);
    assert.equal(isSettled, true);
  });
});
