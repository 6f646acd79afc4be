import assert from 'node:assert/strict';
import type { UsualDuration } from '../../../../src/model/run/usualDuration';
import { Preconnect, type Going } from '../../../../src/notify/deferral/preconnect';
import { FakeTime } from '../../../support/fakeTime';

describe('Preconnect', () => {
  let time: FakeTime;
  let opened: [account: string, after: number, patience: number][];
  let usual: UsualDuration | undefined;
  let account: string | undefined;
  let preconnect: Preconnect;
  let start: number;
  const asked: [run: string, duration: number][] = [];

  const seconds = (shortest: number, median: number, longest: number): UsualDuration => ({
    shortest: shortest * 1000,
    median: median * 1000,
    longest: longest * 1000,
  });
  const run = (change: Partial<Going> = {}): Going => {
    return { id: 'r', source: 'task', name: 'build', folder: '/', startedAt: start, startKnown: true, ...change };
  };

  beforeEach(() => {
    time = new FakeTime();
    start = time.now();
    opened = [];
    usual = seconds(60, 64, 70);
    account = 'work';
    asked.length = 0;
    preconnect = new Preconnect({
      clock: time,
      scheduler: time,
      usual: () => usual,
      accountFor: ({ id }, duration) => {
        asked.push([id, duration]);
        return account;
      },
      open: (id, timeoutMs) => opened.push([id, time.now() - start, timeoutMs]),
    });
  });

  it('opens five seconds before the shortest of the last runs, until after the longest, once', async () => {
    preconnect.look([run()]);
    await time.pass(30_000);
    preconnect.look([run(), run({ id: 'other', startKnown: false })]);
    await time.pass(24_000);
    assert.deepEqual(opened, []);
    await time.pass(60_000);
    assert.deepEqual(opened, [['work', 55_000, 20_000]]);
    assert.deepEqual(asked, [['r', 64_000]]);
  });

  it('opens at once for runs shorter than that', async () => {
    usual = seconds(1, 2, 3);
    preconnect.look([run()]);
    await time.pass(0);
    assert.deepEqual(opened, [['work', 0, 8_000]]);
  });

  it('uses the median if runs differ much, and keeps no connection longer than two minutes', async () => {
    usual = seconds(10, 600, 3_600);
    preconnect.look([run()]);
    await time.pass(594_000);
    assert.deepEqual(opened, []);
    await time.pass(2_000);
    assert.deepEqual(opened, [['work', 595_000, 120_000]]);
  });

  it('uses the last runs if older ones took a different time', async () => {
    usual = seconds(10, 3_600, 600);
    preconnect.look([run()]);
    await time.pass(596_000);
    assert.deepEqual(opened, [['work', 595_000, 10_000]]);
  });

  it('opens nothing for a run that has ended, is unknown, deserves no mail, or began before we watched', async () => {
    preconnect.look([run()]);
    preconnect.look([]);
    usual = undefined;
    preconnect.look([run({ id: 'unknown' })]);
    usual = seconds(60, 64, 70);
    preconnect.look([run({ id: 'early', startKnown: false })]);
    account = undefined;
    preconnect.look([run({ id: 'unwanted' })]);
    await time.pass(200_000);
    assert.deepEqual(opened, []);
    assert.deepEqual(asked, [['unwanted', 64_000]]);
  });

  it('opens nothing if that time is already past, as after the computer slept', async () => {
    preconnect.look([run({ startedAt: start - 3_600_000 })]);
    await time.pass(1_000);
    assert.deepEqual(opened, []);
  });

  it('plans nothing after its end', async () => {
    preconnect.look([run()]);
    preconnect.dispose();
    await time.pass(200_000);
    assert.deepEqual(opened, []);
  });
});
