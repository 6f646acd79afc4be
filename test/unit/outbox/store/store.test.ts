import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../../src/model/log';
import { Disk, type DiskPlace } from '../../../../src/system/disk';
import { entryName, type Entry } from '../../../../src/outbox/store/entry';
import { trim } from '../../../../src/outbox/store/retention';
import { isOnDisk } from '../../../../src/outbox/store/listing';
import { Store, storeFolders } from '../../../../src/outbox/store/store';
import { StoreFailure } from '../../../../src/system/diskFailure';
import { claimed, delivered, doubted, judged } from '../../../../src/outbox/store/transition';
import { aFailure } from '../../../support/builders';
import { assertPrivate } from '../../../support/fileMode';
import { FakeTime, until } from '../../../support/fakeTime';
import { idle } from '../../../support/idle';
import { breakable, mail, Outboxes } from '../../../support/outboxes';
import { removeFolder } from '../../../support/removeFolder';
import { failed, taken } from '../../../support/scriptedTransport';

const day = 24 * 3_600_000;
/** Longer than a file that could not be read is left alone after each failure, in milliseconds. */
const rests = [1_100, 11_000, 61_000, 601_000];

describe('the store', () => {
  let root: string;
  let time: FakeTime;
  let aside: string[];
  let stale: number;

  beforeEach(() => {
    root = path.join(mkdtempSync(path.join(tmpdir(), 'outbox-')), 'outbox');
    time = new FakeTime();
    aside = [];
    stale = 0;
  });
  afterEach(() => removeFolder(path.dirname(root)));

  function open(disk = new Disk(root, 'test')): Store {
    const store = new Store({ disk, clock: time, scheduler: time, log: silentLog });
    store.onDidStale(() => (stale += 1));
    store.onDidSetAside((paths) => aside.push(...paths));
    disk.prepare(storeFolders);
    return store;
  }

  const receipt = { accepted: ['a'], rejected: [], reply: '250', at: 1, duration: 2 };

  async function sent(store: Store, id: string): Promise<Entry> {
    const entry = await store.add(mail(id), 'account-1', {});
    const taken = claimed(entry, '1.a', time.now());
    const done = delivered(taken, time.now());
    assert.ok(store.move(entry, taken) && store.move(taken, done));
    return done;
  }

  it('keeps messages private: folders 0700, files 0600', async () => {
    const store = open();
    await store.add(mail('mail-1'), 'account-1', {});
    await store.writeResult('mail-1', {});
    const [name = ''] = readdirSync(path.join(root, 'queued'));
    const folders = ['', 'queued', 'tmp', 'results'];
    const files = [path.join('queued', name), path.join('results', 'mail-1.json')];
    assertPrivate(...[...folders, ...files].map((one) => path.join(root, one)));
    assert.deepEqual(readdirSync(path.join(root, 'tmp')), []);
  });

  it('is read by the next process as the last one left it', async () => {
    const first = open();
    await first.add(mail('mail-1'), 'account-1', { run: 'run-1' });
    const entry = await sent(first, 'mail-2');
    await first.writeResult('mail-2', { receipt });
    const second = open();
    await second.scan();
    assert.deepEqual(second.index.counts, { queued: 1, sending: 0, inDoubt: 0, parked: 0, dead: 0, sent: 1 });
    assert.deepEqual(second.index.get('mail-2'), entry);
    assert.equal(second.resultOf('mail-2').receipt?.reply, '250');
    assert.deepEqual(second.headOf(second.index.get('mail-1')!)?.about, { run: 'run-1' });
    assert.deepEqual(second.message(second.index.get('mail-1')!), mail('mail-1'));
  });

  it('writes a receipt after the body of its message, which does not change', async () => {
    const first = open();
    const entry = await sent(first, 'mail-1');
    await first.writeResult('mail-1', { receipt, transcript: [{ at: 0, speaker: 'client', text: 'QUIT' }] });
    assert.deepEqual(readdirSync(path.join(root, 'results')), []);
    const second = open();
    await second.scan();
    assert.deepEqual(second.resultOf('mail-1').receipt, receipt);
    assert.equal(second.transcript('mail-1')[0]?.text, 'QUIT');
    assert.deepEqual(second.message(entry), mail('mail-1'));
    trim(second, { entries: 0, days: 7 }, time);
    const third = open();
    await third.scan();
    assert.equal(third.message(third.index.get('mail-1')!), undefined);
    assert.deepEqual(third.resultOf('mail-1').receipt, receipt, 'kept without the body');
    assert.equal(third.transcript('mail-1')[0]?.text, 'QUIT');
    assert.deepEqual(aside, []);
  });

  it('treats half a receipt as none, and the message as whole', async () => {
    const first = open();
    const entry = await sent(first, 'mail-1');
    await first.writeResult('mail-1', { receipt });
    const [name = ''] = readdirSync(path.join(root, 'sent'));
    const file = path.join(root, 'sent', name);
    const whole = readFileSync(file);
    for (const torn of [whole.subarray(0, -3), Buffer.concat([whole.subarray(0, -30), Buffer.alloc(30)])]) {
      writeFileSync(file, torn);
      const second = open();
      await second.scan();
      assert.deepEqual([second.resultOf('mail-1'), second.message(entry)], [{}, mail('mail-1')]);
    }
    assert.deepEqual(aside, []);
  });

  it('reads an unusually long receipt', async () => {
    const first = open();
    await sent(first, 'mail-1');
    await first.writeResult('mail-1', { receipt: { ...receipt, reply: 'x'.repeat(20_000) } });
    const second = open();
    await second.scan();
    assert.equal(second.resultOf('mail-1').receipt?.reply.length, 20_000);
  });

  it('gives a late receipt to the process that has taken the message over', async () => {
    const [frozen, next] = [open(), open()];
    const entry = await frozen.add(mail('mail-1'), 'account-1', {});
    const taken = claimed(entry, '1.a', time.now());
    const doubtful = doubted(taken, time.now());
    assert.ok(frozen.move(entry, taken) && frozen.move(taken, doubtful));
    await next.scan();
    const again = judged(doubtful, { to: 'inDoubt', due: time.now() }, time.now());
    assert.ok(next.move(doubtful, again));
    await frozen.writeResult('mail-1', { receipt });
    assert.equal(frozen.move(doubtful, delivered(doubtful, time.now())), false);
    assert.deepEqual(next.freshResult('mail-1').receipt, receipt);
  });

  it('gives a message to one of two processes', async () => {
    const [one, other] = [open(), open()];
    const entry = await one.add(mail('mail-1'), 'account-1', {});
    await other.scan();
    const same = other.index.get('mail-1')!;
    assert.equal(one.move(entry, claimed(entry, '1.a', time.now())), true);
    assert.equal(other.move(same, claimed(same, '2.b', time.now())), false);
    assert.equal(other.remove(same), false);
    assert.equal(other.headOf(same), undefined);
    assert.ok(stale > 0);
    await other.scan();
    assert.equal(other.index.get('mail-1')?.claim, '1.a');
  });

  it('finds a message that this process does not know of, in any state', async () => {
    const [one, other] = [open(), open()];
    await other.scan();
    const entry = await one.add(mail('mail-1'), 'account-1', {});
    const taken = claimed(entry, '1.a', time.now());
    const doubtful = doubted(taken, time.now());
    for (const [from, to] of [
      [undefined, entry],
      [entry, taken],
      [taken, doubtful],
      [doubtful, delivered(doubtful, time.now())],
    ] as const) {
      if (from !== undefined) assert.ok(one.move(from, to));
      assert.equal(other.index.get('mail-1'), undefined);
      assert.equal(isOnDisk(root, 'mail-1'), true, to.state);
    }
    assert.deepEqual([isOnDisk(root, 'mail'), isOnDisk(root, 'mail-11')], [false, false]);
    assert.equal(isOnDisk(path.join(root, 'nothing here'), 'mail-1'), false);
  });

  it('adds a message once, even if it gets it several times', async () => {
    const store = open();
    const entry = await store.add(mail('mail-1'), 'account-1', {});
    assert.equal(await store.add(mail('mail-1'), 'account-1', {}), entry);
    await assert.rejects(store.add(mail('../mail'), 'account-1', {}), RangeError);
  });

  it('moves a torn file away when it is read, and reports that once', async () => {
    const first = open();
    await first.add(mail('mail-1'), 'account-1', {});
    const [name = ''] = readdirSync(path.join(root, 'queued'));
    const file = path.join(root, 'queued', name);
    writeFileSync(file, readFileSync(file).subarray(0, -3));
    const store = open();
    await store.scan();
    const entry = store.index.get('mail-1')!;
    assert.equal(store.message(entry), undefined);
    assert.equal(store.index.get('mail-1'), undefined);
    assert.equal(aside.length, 1);
    await store.scan();
    assert.equal(aside.length, 1);
    assert.equal(readFileSync(aside[0]!).byteLength > 0, true);
  });

  for (const isRead of [false, true])
    it(`moves away a file that can never be read${isRead ? ' again, though its head was,' : ','} and reports that once`, async () => {
      const first = open();
      const failure = aFailure({ cause: 'busy', retry: 'later', step: 'recipients' });
      const entry = await first.add(mail('mail-1'), 'account-1', {});
      const taken = claimed(entry, '1.a', time.now());
      const later = judged(taken, { to: 'queued', due: time.now(), holds: false }, time.now());
      assert.ok(first.move(entry, taken) && first.move(taken, later));
      await first.writeResult('mail-1', { failure });
      const store = open();
      await store.scan();
      const known = store.index.get('mail-1')!;
      if (isRead) assert.equal(store.headOf(known)?.id, 'mail-1');
      const file = path.join(root, 'queued', entryName(known));
      rmSync(file);
      mkdirSync(file);
      for (const rest of [...rests, 0]) {
        assert.deepEqual([store.index.get('mail-1')?.id, aside], ['mail-1', []], 'not at the first error');
        if (isRead) assert.deepEqual(store.freshResult('mail-1'), {});
        else assert.equal(store.headOf(known), undefined);
        assert.equal(store.message(known), undefined);
        await time.pass(rest);
        await store.scan();
      }
      assert.equal(store.index.get('mail-1'), undefined);
      assert.deepEqual([aside.length, readdirSync(path.join(root, 'queued'))], [1, []]);
    });

  it('does not look again at a file that can neither be read nor moved away', async () => {
    const disk = new Disk(root, 'test');
    const store = open(disk);
    const entry = await store.add(mail('mail-1'), 'account-1', {});
    const fail = (): never => {
      throw new StoreFailure('unknown', 'EIO');
    };
    disk.move = fail;
    disk.head = fail;
    for (const rest of [...rests, 0]) {
      assert.equal(store.message(entry), undefined);
      await time.pass(rest);
      await store.scan();
    }
    assert.deepEqual([store.index.get('mail-1'), aside], [undefined, []]);
  });

  it('blames the disk, not a file, if the folder is gone, the disk full or too many files are open', async () => {
    const disk = new Disk(root, 'test');
    const store = open(disk);
    const entry = await store.add(mail('mail-1'), 'account-1', {});
    for (const code of ['ENOSPC', 'EROFS', 'EMFILE', 'EIO']) {
      disk.head = () => {
        throw new StoreFailure('unknown', code);
      };
      if (code === 'EIO') rmSync(path.join(root, 'queued'), { recursive: true });
      assert.throws(() => store.message(entry), StoreFailure, code);
    }
    assert.equal(store.index.get('mail-1'), entry);
  });

  it('leaves the files of a later version alone', async () => {
    const first = open();
    await first.add(mail('mail-1'), 'account-1', {});
    const [name = ''] = readdirSync(path.join(root, 'queued'));
    const file = path.join(root, 'queued', name);
    writeFileSync(file, readFileSync(file, 'latin1').replace('MailWhenDone/1', 'MailWhenDone/9'), 'latin1');
    const store = open();
    await store.scan();
    assert.equal(store.headOf(store.index.get('mail-1')!), undefined);
    await store.scan();
    assert.deepEqual([aside, readdirSync(path.join(root, 'queued'))], [[], [name]]);
  });

  /** What a later version may write: other names, other contents. */
  const later: readonly (readonly [what: string, name: (name: string) => string, text: (text: string) => string])[] = [
    ['one more mark', (name) => name.replace('.mail', ',z.mail'), (text) => text],
    ['one more field', (name) => name.replace(',k0', ',k0,p5'), (text) => text],
    ['a longer claim', (name) => name.replace('.mail', `,c${'1'.repeat(80)}.mail`), (text) => text],
    ['a longer account', (name) => name.replace(',a', ',aabcdef'), (text) => text],
    ['another format', (name) => name, (text) => text.replace('MailWhenDone/1', 'MailWhenDone/2')],
    ['another first line', (name) => name, (text) => text.replace(/^.*\n/, 'MailWhenDone/12{"size":7}\n')],
    ['another ending', (name) => name.replace('.mail', '.mail2'), (text) => text],
    ['quite another name', () => 'a7', (text) => text.replace('MailWhenDone/1', 'MailWhenDone/30')],
    ['an empty file', (name) => name.replace('.mail', ',z.mail'), () => ''],
  ];
  for (const [what, nameOf, textOf] of later)
    it(`leaves the message of a later version alone: ${what}`, async () => {
      const first = open();
      await first.add(mail('mail-1'), 'account-1', {});
      const [name = ''] = readdirSync(path.join(root, 'queued'));
      const text = textOf(readFileSync(path.join(root, 'queued', name), 'latin1'));
      rmSync(path.join(root, 'queued', name));
      const states = ['queued', 'sending', 'inDoubt', 'parked', 'dead', 'sent'];
      for (const state of states) writeFileSync(path.join(root, state, nameOf(name)), text, 'latin1');
      const store = open();
      for (let look = 0; look < 3; look++) {
        await store.scan();
        for (const entry of [...store.index.all()]) assert.equal(store.headOf(entry), undefined);
        trim(store, { entries: 0, days: 0 }, time);
        await time.pass(700_000);
      }
      assert.deepEqual([[...store.index.all()], aside], [[], []]);
      for (const state of states)
        assert.deepEqual(
          readdirSync(path.join(root, state)).map((one) => [one, readFileSync(path.join(root, state, one), 'latin1')]),
          [[nameOf(name), text]],
          state,
        );
    });

  for (const code of ['EIO', 'EACCES', 'EISDIR'])
    it(`drops the bodies that it can if a hundred others meet ${code}, and has no more to do then`, async () => {
      const disk = new Disk(root, 'test');
      const store = open(disk);
      await Promise.all(Array.from({ length: 130 }, (_, number) => sent(store, `mail-${number}`)));
      const truncate = disk.truncate.bind(disk);
      disk.truncate = (place, length) => {
        if (Number(/mail-(\d+)/.exec(place.name)?.[1]) < 110) throw new StoreFailure('unknown', code);
        return truncate(place, length);
      };
      let turns = 0;
      while (trim(store, { entries: 0, days: 7 }, time)) turns += 1;
      await time.pass(61_000);
      for (let turn = 0; turn < 5; turn++) while (trim(store, { entries: 0, days: 7 }, time)) turns += 1;
      assert.ok(turns < 10, `${turns} turns`);
      assert.equal(store.index.counts.sent, 130);
      const left = [...store.index.all()].filter(({ bodyless }) => !bodyless);
      assert.deepEqual([left.length, aside], [110, []]);
    });

  it('drops bodies beyond the history and keeps the receipts', async () => {
    const store = open();
    for (const id of ['mail-1', 'mail-2', 'mail-3']) {
      await sent(store, id);
      time.wall += 1_000;
    }
    trim(store, { entries: 2, days: 7 }, time);
    const bodies = (): boolean[] =>
      ['mail-1', 'mail-2', 'mail-3'].map((id) => store.message(store.index.get(id)!) !== undefined);
    assert.deepEqual(bodies(), [false, true, true]);
    assert.equal(store.headOf(store.index.get('mail-1')!)?.subject, mail('mail-1').subject);
    time.wall += 8 * day;
    trim(store, { entries: 2, days: 7 }, time);
    assert.deepEqual(bodies(), [false, false, false]);
    const next = open();
    await next.scan();
    assert.equal(next.index.counts.sent, 3);
    time.wall += 100 * day;
    trim(store, { entries: 2, days: 7 }, time);
    assert.equal(store.index.counts.sent, 0);
    assert.deepEqual([readdirSync(path.join(root, 'sent')), aside], [[], []]);
  });

  it('remembers for a day that a deleted message was sent, and nothing else about it', async () => {
    const [store, other] = [open(), open()];
    const entry = await sent(store, 'mail-1');
    await store.writeResult('mail-1', { receipt });
    await other.scan();
    assert.equal(store.erase(entry), true);
    const [name = ''] = readdirSync(path.join(root, 'sent'));
    assert.equal(statSync(path.join(root, 'sent', name)).size, 0);
    assert.deepEqual(readdirSync(path.join(root, 'results')), []);
    assert.equal(other.erase(entry), false);
    const next = open();
    for (const one of [store, other, next]) {
      await one.scan();
      const { index } = one;
      assert.deepEqual([[...index.all()], index.counts.sent, index.get('mail-1')], [[], 0, undefined]);
      assert.deepEqual(index.of(entry.account).sent, [entry.since]);
      assert.deepEqual([one.transcript('mail-1'), one.freshResult('mail-1')], [[], {}]);
    }
    await next.add(mail('mail-1'), 'account-1', {});
    assert.deepEqual(readdirSync(path.join(root, 'queued')), [], 'it was sent');
    time.wall += day;
    trim(next, { entries: 0, days: 0 }, time);
    assert.deepEqual(readdirSync(path.join(root, 'sent')), [name]);
    time.wall += 1;
    assert.equal(trim(next, { entries: 0, days: 0 }, time), false);
    assert.deepEqual([readdirSync(path.join(root, 'sent')), next.index.of(entry.account).sent], [[], []]);
    await other.scan();
    assert.deepEqual(other.index.of(entry.account).sent, []);
    assert.deepEqual(aside, []);
  });

  it('is read completely with 10,000 waiting messages', async () => {
    const store = open();
    const ids = Array.from({ length: 10_000 }, (_, number) => `mail-${number}`);
    for (let from = 0; from < ids.length; from += 500)
      await Promise.all(ids.slice(from, from + 500).map((id) => store.add(mail(id), 'account-1', {})));
    const next = open();
    await next.scan();
    assert.equal(next.index.counts.queued, 10_000);
  });
});

describe('an outbox whose disk fails', () => {
  let all: Outboxes;
  beforeEach(() => (all = new Outboxes()));
  afterEach(() => all.clear());

  for (const [code, cause] of [
    ['ENOSPC', 'diskFull'],
    ['EROFS', 'readOnly'],
    ['EACCES', 'readOnly'],
  ] as const)
    it(`reports ${cause} on ${code}, keeps the message in memory, and goes on when it can`, async () => {
      let error: Error | undefined;
      const outbox = await all.start({ disk: breakable(new Disk(all.root, 'test'), () => error) });
      await outbox.enqueue(mail('mail-1'), 'account-1');
      await all.has(outbox, 'sent', 1);
      error = new StoreFailure(cause, code);
      const accepted = outbox.enqueue(mail('mail-2'), 'account-1');
      await all.time.pass(5_000);
      assert.equal(outbox.snapshot().trouble?.failureCause, cause);
      assert.equal(outbox.snapshot().unsaved, 1);
      assert.equal((await outbox.items())[0]?.id, 'mail-1', 'what is there can be read');
      assert.deepEqual(outbox.message('mail-2'), mail('mail-2'));
      assert.deepEqual(
        all.host.troubles.map((one) => one?.code),
        [code],
        'told once',
      );
      error = undefined;
      await all.time.pass(5_000);
      await accepted;
      await all.has(outbox, 'sent', 2);
      assert.equal(outbox.snapshot().trouble, undefined);
      assert.equal(outbox.snapshot().unsaved, 0);
    });

  it('sends no mail that it cannot record as in doubt', async () => {
    let error: Error | undefined;
    const outbox = await all.start({ disk: breakable(new Disk(all.root, 'test'), () => error) });
    all.transport.turn = () => async (attempt) => {
      error = new StoreFailure('diskFull', 'ENOSPC');
      const failure = await all.transport.sendBody(attempt);
      assert.ok(failure);
      assert.equal(failure.cause, 'cancelled');
      error = undefined;
      all.transport.turn = () => 'ok';
      return failed(failure);
    };
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await all.has(outbox, 'queued', 1);
    assert.deepEqual(all.transport.bodies, []);
    await all.time.pass(40_000);
    await all.has(outbox, 'sent', 1);
    assert.deepEqual(all.transport.bodies, ['mail-1']);
  });

  it('prepares the next mail while a receipt is being written, and lets no body out before that', async () => {
    const disk = new Disk(all.root, 'test');
    const extend = disk.extend.bind(disk);
    let go = (): void => undefined;
    const taking = new Promise<void>((resolve) => (go = resolve));
    disk.extend = async (...args) => {
      const isThere = await extend(...args);
      await taking;
      return isThere;
    };
    const outbox = await all.start({ disk });
    let begin = (): void => undefined;
    const both = new Promise<void>((resolve) => (begin = resolve));
    all.transport.turn = () => async (attempt) => {
      await both;
      await all.transport.sendBody(attempt);
      return taken(attempt);
    };
    await Promise.all([outbox.enqueue(mail('mail-1'), 'account-1'), outbox.enqueue(mail('mail-2'), 'account-1')]);
    begin();
    await until('the second is as far as its body', () => outbox.snapshot().counts.inDoubt === 1);
    await idle();
    assert.equal(all.transport.attempts.length, 2);
    assert.deepEqual(all.transport.bodies.length, 1);
    assert.deepEqual(all.host.sentItems, [], 'nobody is told before the disk has it');
    const other = await all.start();
    const receipts = (await other.items()).filter(({ receipt }) => receipt !== undefined);
    assert.deepEqual(
      receipts.map(({ id }) => id),
      [all.transport.bodies[0]],
      'other processes can read it at once',
    );
    go();
    await all.has(outbox, 'sent', 2);
  });

  it('does not resend a mail that was accepted while the disk was full', async () => {
    let error: Error | undefined;
    const outbox = await all.start({ disk: breakable(new Disk(all.root, 'test'), () => error) });
    all.transport.turn = () => async (attempt) => {
      await all.transport.sendBody(attempt);
      error = new StoreFailure('diskFull', 'ENOSPC');
      return taken(attempt);
    };
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await until('taken', () => all.transport.bodies.length === 1);
    await all.time.pass(20_000);
    assert.equal(outbox.snapshot().counts.inDoubt, 1);
    error = undefined;
    await all.time.pass(5_000);
    await all.has(outbox, 'sent', 1);
    await all.time.pass(20 * 60_000);
    assert.equal(all.transport.bodies.length, 1);
  });

  for (const code of ['EIO', 'ENOSPC', 'EROFS'])
    it(`takes no mail before a flush has worked, after ${code} at the first ones`, async () => {
      const disk = new Disk(all.root, 'test');
      const sync = disk.sync.bind(disk);
      const flushes: string[] = [];
      let failing = 2;
      disk.sync = async (folder) => {
        if (folder === 'queued') failing -= 1;
        const isFailing = folder === 'queued' && failing >= 0;
        flushes.push(isFailing ? code : folder);
        if (isFailing) throw new StoreFailure('unknown', code);
        await sync(folder);
      };
      all.host.senderOf = () => new Promise(() => undefined);
      const outbox = await all.start({ disk });
      const accepted = outbox.enqueue(mail('mail-1'), 'account-1').then(() => flushes.push('taken'));
      await until('taken', async () => {
        await all.time.pass(1_000);
        return flushes.includes('taken');
      });
      await accepted;
      assert.deepEqual(flushes.slice(0, 4), [code, code, 'queued', 'taken']);
    });

  it('flushes every state again once the disk works, since an earlier flush may have failed', async () => {
    const disk = new Disk(all.root, 'test');
    const sync = disk.sync.bind(disk);
    let flushed: string[] = [];
    let isBroken = true;
    disk.sync = async (folder) => {
      if (isBroken && folder === 'sent') throw new StoreFailure('unknown', 'EIO');
      flushed.push(folder);
      await sync(folder);
    };
    disk.extend = () => Promise.reject(new StoreFailure('unknown', 'EIO'));
    const outbox = await all.start({ disk });
    await outbox.enqueue(mail('mail-1'), 'account-1');
    await all.has(outbox, 'sent', 1);
    const comes = (what: string, isSo: () => boolean): Promise<void> =>
      until(what, async () => {
        await all.time.pass(1_000);
        return isSo();
      });
    await comes('trouble', () => outbox.snapshot().trouble?.code === 'EIO');
    [isBroken, flushed] = [false, []];
    await comes('flushed', () => flushed.includes('sent'));
    await comes('no trouble', () => outbox.snapshot().trouble === undefined);
  });

  for (const code of ['EBUSY', 'EACCES', 'EPERM', 'ESTALE', 'ETIMEDOUT', 'UNKNOWN'])
    it(`sends the other mails of an account while the file of the first one cannot be read (${code})`, async () => {
      const disk = new Disk(all.root, 'test');
      for (const method of ['head', 'read'] as const) {
        const read = disk[method].bind(disk) as (...all: unknown[]) => Buffer | undefined;
        disk[method] = (place: DiskPlace, ...rest: unknown[]) => {
          if (place.name.includes('mail-1')) throw new StoreFailure('unknown', code);
          return read(place, ...rest);
        };
      }
      all.transport.turn = () => aFailure({ cause: 'busy', step: 'recipients', retry: 'later' });
      const first = await all.start();
      for (const id of ['mail-1', 'mail-2', 'mail-3']) await first.enqueue(mail(id), 'account-1');
      await until('tried', () => all.transport.attempts.length === 3);
      await first.settled();
      await first.stop();
      all.transport.turn = () => 'ok';
      const next = await all.start({ disk });
      // Within the eleven minutes after which it would be set aside.
      await all.time.pass(6 * 60_000);
      await all.has(next, 'sent', 2);
      assert.deepEqual([all.host.aside, all.host.dead, all.host.troubles], [[], [], []]);
    });

  for (const code of ['EIO', 'EACCES', 'EISDIR', 'ELOOP', 'EBUSY', 'ESTALE', 'ETIMEDOUT', 'ENXIO', 'UNKNOWN'])
    it(`sends a mail although its file could not be read for a moment (${code}), whichever read that was`, async () => {
      for (let bad = 0; bad < 4; bad++) {
        const before = all;
        all = new Outboxes();
        await before.clear();
        const busy = aFailure({ cause: 'busy', step: 'recipients', retry: 'later' });
        all.transport.turn = () => busy;
        const first = await all.start();
        await first.enqueue(mail('mail-1'), 'account-1');
        await first.enqueue(mail('mail-2', { raw: new Uint8Array(Buffer.alloc(10_000, 'x')) }), 'account-1');
        await until('tried', () => all.transport.attempts.length === 2);
        await first.settled();
        await first.stop();
        all.transport.turn = () => 'ok';
        const disk = new Disk(all.root, 'other');
        let reads = 0;
        for (const method of ['head', 'read'] as const) {
          const read = disk[method].bind(disk) as (...all: unknown[]) => Buffer | undefined;
          disk[method] = (place: DiskPlace, ...rest: unknown[]) => {
            if (place.name.includes('mail-') && reads++ === bad) throw new StoreFailure('unknown', code);
            return read(place, ...rest);
          };
        }
        const next = await all.start({ disk });
        await all.time.pass(20 * 60_000);
        await all.has(next, 'sent', 2);
        assert.ok(reads > bad);
        assert.deepEqual([...all.transport.bodies].sort(), ['mail-1', 'mail-2'], `read ${bad}`);
        assert.deepEqual([all.host.aside, all.host.dead, all.host.troubles], [[], [], []], `read ${bad}`);
        assert.equal((await next.items()).length, 2);
      }
    });

  it('recreates its folders if somebody removed them', async () => {
    const outbox = await all.start();
    rmSync(all.root, { recursive: true });
    const accepted = outbox.enqueue(mail('mail-1'), 'account-1');
    await all.time.pass(5_000);
    await accepted;
    await all.has(outbox, 'sent', 1);
  });

  it('takes a mail that a really full disk did not', async function () {
    mkdirSync(all.root, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=192k', 'tmpfs', all.root], { stdio: 'ignore' });
    } catch {
      // Only root may mount; without root the errors above stand in for it.
      this.skip();
    }
    try {
      chmodSync(all.root, 0o700);
      const outbox = await all.start();
      const filler = path.join(all.root, 'filler');
      writeFileSync(filler, Buffer.alloc(150_000));
      const raw = Buffer.alloc(80_000, 'x');
      const accepted = outbox.enqueue(mail('mail-1', { raw }), 'account-1');
      await all.time.pass(5_000);
      assert.equal(outbox.snapshot().trouble?.code, 'ENOSPC');
      assert.deepEqual(readdirSync(path.join(all.root, 'tmp')), []);
      rmSync(filler);
      await all.time.pass(5_000);
      await accepted;
      await all.has(outbox, 'sent', 1);
      execFileSync('mount', ['-o', 'remount,ro', all.root]);
      void outbox.enqueue(mail('mail-2'), 'account-1').catch(() => undefined);
      await all.time.pass(5_000);
      assert.equal(outbox.snapshot().trouble?.failureCause, 'readOnly');
      assert.equal((await outbox.items())[0]?.state, 'sent');
      const other = await all.start();
      assert.equal(other.snapshot().counts.sent, 1, 'a window that opens now sees it too');
      execFileSync('mount', ['-o', 'remount,rw', all.root]);
      await all.time.pass(5_000);
      await all.has(outbox, 'sent', 2);
      const stopped = [outbox.stop(), other.stop()];
      await all.time.pass(1_000);
      await Promise.all(stopped);
    } finally {
      execFileSync('umount', ['-l', all.root]);
    }
  });
});
