import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../../src/model/log';
import { Disk } from '../../../../src/system/disk';
import type { Entry } from '../../../../src/outbox/store/entry';
import { trim } from '../../../../src/outbox/store/retention';
import { Store, storeFolders } from '../../../../src/outbox/store/store';
import { StoreFailure } from '../../../../src/system/diskFailure';
import { claimed, delivered, doubted } from '../../../../src/outbox/store/transition';
import { assertPrivate } from '../../../support/fileMode';
import { FakeTime, until } from '../../../support/fakeTime';
import { mail } from '../../../support/outboxes';
import { removeFolder } from '../../../support/removeFolder';

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
  afterEach(async () => {
    for (const disk of disks) disk.close();
    await removeFolder(path.dirname(root));
  });

  /** The store as a process of that name opens it. */
  function open(owner: string): Store {
    const disk = new Disk(root, owner);
    disks.push(disk);
    const store = new Store({ disk, clock: time, scheduler: time, log: silentLog });
    disk.prepare(storeFolders);
    return store;
  }

  const receipt = (reply: string) => ({ accepted: ['a'], rejected: [], reply, at: 1, duration: 2 });
  const logs = (): readonly string[] => readdirSync(path.join(root, 'receipts'));
  const fileOf = (name = ''): string => path.join(root, 'receipts', name);

  /** Leaves a message whose body is out, as a process that goes no further does. */
  async function inDoubt(store: Store, id: string): Promise<Entry> {
    const entry = await store.add(mail(id), 'account-1', {});
    const taken = claimed(entry, '1.a', time.now());
    const next = doubted(taken, time.now());
    assert.ok(store.move(entry, taken) && store.move(taken, next));
    return next;
  }

  async function sent(store: Store, id: string): Promise<void> {
    const entry = await inDoubt(store, id);
    await store.writeResult(id, { receipt: receipt(`250 ${id}`) }, true);
    assert.ok(store.move(entry, delivered(entry, time.now())));
  }

  it('share a file, and the next process reads them even if their writer did no more', async () => {
    const first = open('one');
    await inDoubt(first, 'mail-1');
    await inDoubt(first, 'mail-2');
    const line = { at: 0, speaker: 'client', text: 'QUIT' } as const;
    const second = open('two');
    await second.scan();
    assert.equal(second.freshResult('mail-1').receipt, undefined);
    const written = ['mail-1', 'mail-2'].map((id) =>
      first.writeResult(id, { receipt: receipt(`250 ${id}`), transcript: [line] }, true),
    );
    assert.equal(second.freshResult('mail-1').receipt?.reply, '250 mail-1', 'before the disk has it');
    await Promise.all(written);
    assert.equal(second.freshResult('mail-2').receipt?.reply, '250 mail-2');
    assert.deepEqual([second.transcript('mail-2'), first.transcript('mail-1')], [[line], [line]]);
    assert.equal(logs().length, 1);
    assertPrivate(fileOf(logs()[0]));
    assert.deepEqual(readdirSync(path.join(root, 'results')), []);
  });

  it('of another process are seen with its sent messages, at the next look', async () => {
    const [first, second] = [open('one'), open('two')];
    await sent(first, 'mail-1');
    await second.scan();
    assert.equal(second.resultOf('mail-1').receipt?.reply, '250 mail-1');
    await sent(first, 'mail-2');
    await second.scan();
    assert.equal(second.resultOf('mail-2').receipt?.reply, '250 mail-2');
  });

  it('count only as whole lines, no matter where one is cut off or damaged', async () => {
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
        assert.equal(second.resultOf('mail-1').receipt?.reply, '250 mail-1');
        assert.deepEqual(second.resultOf('mail-2'), {});
      }
    }
    // Zeros in the middle, as a power cut may leave them, with lines after them.
    writeFileSync(file, Buffer.concat([Buffer.alloc(start - 1), whole.subarray(start - 1)]));
    const third = open('three');
    await third.scan();
    assert.deepEqual([third.resultOf('mail-1'), third.resultOf('mail-2').receipt?.reply], [{}, '250 mail-2']);
  });

  it('do not apply to a later message with the same id', async () => {
    const first = open('one');
    await sent(first, 'mail-1');
    const entry = first.index.get('mail-1');
    assert.ok(entry !== undefined && first.remove(entry));
    const again = await first.add(mail('mail-1', { date: mail('mail-1').date + 1 }), 'account-1', {});
    const taken = claimed(again, '2.a', time.now());
    assert.ok(first.move(again, taken));
    assert.equal(first.freshResult('mail-1').receipt, undefined);
  });

  it('stay when a body is dropped, and go when their file has no message left', async () => {
    const first = open('one');
    for (const id of ['mail-1', 'mail-2']) await sent(first, id);
    trim(first, { entries: 0, days: 7 }, time);
    const second = open('two');
    await second.scan();
    assert.equal(second.resultOf('mail-1').receipt?.reply, '250 mail-1');
    assert.deepEqual(readdirSync(path.join(root, 'results')), []);
    const gone = (id: string): void => {
      const entry = second.index.get(id);
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
    // Before Windows 10, and in Wine, a removed file keeps its name until everybody has closed it.
    if (process.platform === 'win32') disks[0]?.close();
    await until('gone', () => logs().length === 0);
  });

  it('begin another file if one is full, or if a line may have been written only in part', async () => {
    const first = open('one');
    for (const id of ['mail-1', 'mail-2', 'mail-3']) await inDoubt(first, id);
    await first.writeResult('mail-1', { receipt: receipt('x'.repeat(1_100_000)) }, true);
    await first.writeResult('mail-2', { receipt: receipt('250 2') }, true);
    assert.equal(logs().length, 2);
    // Before Windows 10, and in Wine, a folder with an open file cannot be removed.
    if (process.platform === 'win32') disks[0]?.close();
    await removeFolder(path.join(root, 'receipts'));
    disks[0]?.close();
    await assert.rejects(first.writeResult('mail-3', { receipt: receipt('250 3') }, true), StoreFailure);
    disks[0]?.prepare(storeFolders);
    await first.writeResult('mail-3', { receipt: receipt('250 3') }, true);
    assert.equal(logs().length, 1);
    const second = open('two');
    await second.scan();
    assert.equal(second.resultOf('mail-3').receipt?.reply, '250 3');
  });

  it('are distinguished from foreign files', async () => {
    const first = open('one');
    writeFileSync(fileOf('readme.txt'), 'mail-9 0 {}\n');
    writeFileSync(fileOf('.DS_Store'), 'x');
    await sent(first, 'mail-1');
    appendFileSync(fileOf(logs().find((name) => name.startsWith('one.'))), 'nonsense\n\n');
    const second = open('two');
    await second.scan();
    assert.equal(second.resultOf('mail-1').receipt?.reply, '250 mail-1');
    time.wall += 300 * day;
    second.tidyReceipts();
    assert.ok(logs().includes('readme.txt'));
  });
});
