import assert from 'node:assert/strict';
import { FakeTime, until } from '../../support/fakeTime';
import { StormScene, usualHoldPlan } from '../../support/stormScene';

const second = 1_000;
const minute = 60 * second;
const runs = 500;

describe('a storm of 500 runs that end within a minute', () => {
  let time: FakeTime;
  let scene: StormScene;

  beforeEach(async () => {
    time = new FakeTime();
    scene = await StormScene.open(time, time);
    time.settled = () => scene.outbox.settled();
  });
  afterEach(async () => {
    const closed = scene.close();
    await time.pass(5 * second);
    await closed;
  });

  /** Time goes on only when the disk has everything: a slow one must not make another storm of it. */
  async function storm(portion: number): Promise<void> {
    for (let number = 0; number < runs; number++) {
      scene.ends(number, time.now());
      if ((number + 1) % portion !== 0 && number + 1 !== runs) continue;
      await until(
        () => `${number + 1} settled, not ${scene.settled}`,
        () => scene.settled === number + 1,
      );
      await time.pass((portion * minute) / runs);
    }
  }
  const isDone = (): boolean => scene.notes.size === runs;
  /** Lets as much time pass as it takes; the disk may be late. */
  async function pass(seconds: number, isSo: () => boolean): Promise<void> {
    for (let passed = 0; passed < seconds && !isSo(); passed += 5) {
      await time.pass(5 * second);
      await scene.outbox.settled();
    }
    await until('so', isSo);
    await scene.outbox.settled();
  }
  const texts = (): string[] => scene.server.taken.map((body) => body.toString().replaceAll('=\r\n', ''));

  it('becomes one mail that reports every run', async () => {
    await storm(25);
    await pass(5 * 60, () => isDone() && scene.outbox.snapshot().counts.sent === 1);
    const { sent, queued, inDoubt, parked, dead, sending } = scene.outbox.snapshot().counts;
    assert.deepEqual({ sent, queued, inDoubt, parked, dead, sending }, { sent: 1, ...nothing });
    const kinds = [...scene.notes.values()].map((notes) => notes.map(({ mailNote }) => mailNote).join());
    assert.deepEqual([...new Set(kinds)], ['merged']);
    const ids = new Set([...scene.notes.values()].flat().map((note) => note.mail ?? ''));
    assert.equal(ids.size, 1);
    const [text = ''] = texts();
    assert.match(text, /^Subject: FAILED: 167 of 500/m);
    // Failed runs first, as many as anybody reads; the others are counted.
    const plain = text.slice(0, text.indexOf('text/html'));
    const listed = new Set([...plain.matchAll(/build-\d+-end - app/g)].map(([name]) => name));
    assert.deepEqual([listed.size, plain.includes('and 450 more')], [50, true]);
    await pass(60 * 60, () => true);
    await time.leap(25 * 60 * minute);
    await scene.outbox.settled();
    assert.equal(scene.server.bodies.length, 1, 'nothing of it goes by itself later on');
  });

  for (const portion of [40, runs])
    it(`without a digest, ${portion} at a time, causes no more mails than the limits of a day and a minute allow`, async () => {
      scene.plan = { ...usualHoldPlan, digest: 0 };
      await storm(portion);
      await pass(10 * 60, () => isDone() && scene.outbox.snapshot().counts.sent === 100);
      const kinds = [...scene.notes.values()].flatMap((notes) => notes.map(({ mailNote }) => mailNote));
      assert.equal(kinds.length, runs, 'each is told of once');
      assert.deepEqual(
        [kinds.filter((kind) => kind === 'written').length, kinds.filter((kind) => kind === 'cap').length],
        [100, 400],
      );
      const told = texts().map((text) => /build-(\d+)-end/.exec(text)?.[1] ?? '');
      assert.equal(new Set(told).size, 100);
      // At most twenty in any minute.
      const times = scene.sentAt;
      assert.equal(times.length, 100);
      times.forEach((at, number) => assert.ok(at - (times[number - 20] ?? -Infinity) >= minute, `${number}`));
      // The first mail of the next day lists the runs that were not mailed.
      assert.equal(scene.suppressed.runs.length, 50);
      await time.leap(24 * 60 * minute);
      scene.ends(runs, time.now());
      await pass(10 * 60, () => scene.outbox.snapshot().counts.sent === 101);
      assert.match(texts().at(-1) ?? '', /Not mailed meanwhile, .* and 40 more/s);
      assert.equal(scene.suppressed.runs.length, 0);
    });
});

const nothing = { queued: 0, inDoubt: 0, parked: 0, dead: 0, sending: 0 };
