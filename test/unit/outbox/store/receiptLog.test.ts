import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../src/model/log';
import { Disk } from '../../../src/outbox/disk';
import type { Entry } from '../../../src/outbox/entry';
import { trim } from '../../../src/outbox/history';
import { Store, storeFolders } from '../../../src/outbox/store';
import { StoreFailure } from '../../../src/outbox/storeFailure';
import { claimed, delivered, doubted } from '../../../src/outbox/transition';
import { FakeTime } from '../../support/fakeTime';
import { mail } from '../../support/outboxes';

const day = 24 * 3_600_000;

describe('the receipts of a backlog', () => {
  let root: string;
  let time: FakeTime;
  let disks: Disk[];

  beforeEach(() => {
    root = path.join(mkdtempSync(path.join(tmpdir(), 'outbox-')), 'outbox');
    time = new FakeTime();
    disks = [];
  });
  afterEach(() => {
    for (const disk of disks) disk.close();
    rmSync(path.dirname(root), { recursive: true, force: true });
  });

  /** As a process of that name has it. */
  function open(owner: string): Store {
    const disk = new Disk(root, owner);
    disks.push(disk);
    const ignore = (): void => undefined;
    const store = new Store({
      disk,
      clock: time,
      log: silentLog,
      onChange: ignore,
      onStale: ignore,
      onSetAside: ignore,
    });
    disk.prepare(storeFolders);
    return store;
  }

  const receipt = (reply: string) => ({ accepted: ['a'], rejected: [], reply, at: 1, duration: 2 });
  const logs = (): readonly string[] => readdirSync(path.join(root, 'receipts'));
  const fileOf = (name = ''): string => path.join(root, 'receipts', name);

  /** A message whose body is out, by a process that goes no further. */
  async function inDoubt(store: Store, id: string): Promise<Entry> {
    const entry = await store.add(mail(id), 'account-1', {});
    const taken = claimed(entry, '1.a', time.now());
    const next = doubted(taken, time.now());
    assert.ok(store.move(entry, taken) && store.move(taken, next));
    return next;
  }

  async function sent(store: Store, id: string): Promise<void> {
    const entry = await inDoubt(store, id);
    await store.writeFacts(id, { receipt: receipt(`250 ${id}`) }, true);
    assert.ok(store.move(entry, delivered(entry, time.now())));
  }

  it('share a file, and are read by the next process though the one that wrote them did no more', async () => {
    const first = open('one');
    await inDoubt(first, 'mail-1');
    await inDoubt(first, 'mail-2');
    const line = { at: 0, speaker: 'client', text: 'QUIT' } as const;
    const second = open('two');
    await second.scan();
    assert.equal(second.freshFacts('mail-1').receipt, undefined);
    const written = ['mail-1', 'mail-2'].map((id) =>
      first.writeFacts(id, { receipt: receipt(`250 ${id}`), transcript: [line] }, true),
    );
    assert.equal(second.freshFacts('mail-1').receipt?.reply, '250 mail-1', 'before the disk has it');
    await Promise.all(written);
    assert.equal(second.freshFacts('mail-2').receipt?.reply, '250 mail-2');
    assert.deepEqual([second.transcript('mail-2'), first.transcript('mail-1')], [[line], [line]]);
    assert.equal(logs().length, 1);
    assert.equal(statSync(fileOf(logs()[0])).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(path.join(root, 'facts')), []);
  });

  it('are seen with what another process sent, at the next look', async () => {
    const [first, second] = [open('one'), open('two')];
    await sent(first, 'mail-1');
    await second.scan();
    assert.equal(second.factsOf('mail-1').receipt?.reply, '250 mail-1');
    await sent(first, 'mail-2');
    await second.scan();
    assert.equal(second.factsOf('mail-2').receipt?.reply, '250 mail-2');
  });

  it('count only as whole lines, wherever one is cut off or damaged', async () => {
    const first = open('one');
    for (const id of ['mail-1', 'mail-2']) await sent(first, id);
    const file = fileOf(logs()[0]);
    const whole = readFileSync(file);
    const start = whole.indexOf(10) + 1;
    for (let end = start; end < whole.length; end += 7) {
      for (const torn of [whole.subarray(0, end), Buffer.concat([whole.subarray(0, end), Buffer.alloc(30)])]) {
        writeFileSync(file, torn);
        const second = open('two');
        await second.scan();
        assert.equal(second.factsOf('mail-1').receipt?.reply, '250 mail-1');
        assert.deepEqual(second.factsOf('mail-2'), {});
      }
    }
    // Zeros in the midst of it, as a power cut may leave them, and what comes after them.
    writeFileSync(file, Buffer.concat([Buffer.alloc(start - 1), whole.subarray(start - 1)]));
    const third = open('three');
    await third.scan();
    assert.deepEqual([third.factsOf('mail-1'), third.factsOf('mail-2').receipt?.reply], [{}, '250 mail-2']);
  });

  it('are not those of a later message with the same id', async () => {
    const first = open('one');
    await sent(first, 'mail-1');
    const entry = first.ledger.get('mail-1');
    assert.ok(entry !== undefined && first.remove(entry));
    const again = await first.add(mail('mail-1', { date: mail('mail-1').date + 1 }), 'account-1', {});
    const taken = claimed(again, '2.a', time.now());
    assert.ok(first.move(again, taken));
    assert.equal(first.freshFacts('mail-1').receipt, undefined);
  });

  it('stay when a body is dropped, and go when no message of their file is left', async () => {
    const first = open('one');
    for (const id of ['mail-1', 'mail-2']) await sent(first, id);
    trim(first, { entries: 0, days: 7 }, time);
    const second = open('two');
    await second.scan();
    assert.equal(second.factsOf('mail-1').receipt?.reply, '250 mail-1');
    assert.deepEqual(readdirSync(path.join(root, 'facts')), []);
    const gone = (id: string): void => {
      const entry = second.ledger.get(id);
      assert.ok(entry !== undefined && second.remove(entry));
    };
    gone('mail-1');
    time.wall += 3 * day;
    second.tidyReceipts();
    assert.equal(logs().length, 1);
    gone('mail-2');
    time.wall -= 2 * day;
    second.tidyReceipts();
    assert.equal(logs().length, 1, 'somebody may still write it');
    time.wall += 2 * day;
    second.tidyReceipts();
    assert.deepEqual(logs(), []);
  });

  it('begin another file where one is full, and where a line may have been written in part', async () => {
    const first = open('one');
    for (const id of ['mail-1', 'mail-2', 'mail-3']) await inDoubt(first, id);
    await first.writeFacts('mail-1', { receipt: receipt('x'.repeat(1_100_000)) }, true);
    await first.writeFacts('mail-2', { receipt: receipt('250 2') }, true);
    assert.equal(logs().length, 2);
    rmSync(path.join(root, 'receipts'), { recursive: true });
    disks[0]?.close();
    await assert.rejects(first.writeFacts('mail-3', { receipt: receipt('250 3') }, true), StoreFailure);
    disks[0]?.prepare(storeFolders);
    await first.writeFacts('mail-3', { receipt: receipt('250 3') }, true);
    assert.equal(logs().length, 1);
    const second = open('two');
    await second.scan();
    assert.equal(second.factsOf('mail-3').receipt?.reply, '250 3');
  });

  it('are told from files of others', async () => {
    const first = open('one');
    writeFileSync(fileOf('readme.txt'), 'mail-9 0 {}\n');
    writeFileSync(fileOf('.DS_Store'), 'x');
    await sent(first, 'mail-1');
    appendFileSync(fileOf(logs().find((name) => name.startsWith('one.'))), 'nonsense\n\n');
    const second = open('two');
    await second.scan();
    assert.equal(second.factsOf('mail-1').receipt?.reply, '250 mail-1');
    time.wall += 300 * day;
    second.tidyReceipts();
    assert.ok(logs().includes('readme.txt'));
  });
});
