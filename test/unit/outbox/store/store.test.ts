import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { silentLog } from '../../../src/model/log';
import { Disk } from '../../../src/outbox/disk';
import { entryName, type Entry } from '../../../src/outbox/entry';
import { trim } from '../../../src/outbox/history';
import { isOnDisk } from '../../../src/outbox/listing';
import { Store, storeFolders } from '../../../src/outbox/store';
import { StoreFailure } from '../../../src/outbox/storeFailure';
import { claimed, delivered, doubted, judged } from '../../../src/outbox/transition';
import { aFailure } from '../../support/builders';
import { FakeTime, until } from '../../support/fakeTime';
import { breakable, mail, Outboxes } from '../../support/outboxes';
import { failed, taken } from '../../support/scriptedTransport';

const day = 24 * 3_600_000;

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
  afterEach(() => rmSync(path.dirname(root), { recursive: true, force: true }));

  function open(disk = new Disk(root, 'test')): Store {
    const onSetAside = (paths: readonly string[]): void => void aside.push(...paths);
    const store = new Store({
      disk,
      clock: time,
      log: silentLog,
      onChange: () => undefined,
      onStale: () => (stale += 1),
      onSetAside,
    });
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

  it('keeps messages to itself: folders 0700, files 0600', async () => {
    const store = open();
    await store.add(mail('mail-1'), 'account-1', {});
    await store.writeFacts('mail-1', {});
    const [name = ''] = readdirSync(path.join(root, 'queued'));
    const mode = (...parts: string[]): string => (statSync(path.join(root, ...parts)).mode & 0o777).toString(8);
    assert.deepEqual([mode(), mode('queued'), mode('tmp'), mode('facts')], ['700', '700', '700', '700']);
    assert.deepEqual([mode('queued', name), mode('facts', 'mail-1.json')], ['600', '600']);
    assert.deepEqual(readdirSync(path.join(root, 'tmp')), []);
  });

  it('is read by the next process as it was left', async () => {
    const first = open();
    await first.add(mail('mail-1'), 'account-1', { run: 'run-1' });
    const entry = await sent(first, 'mail-2');
    await first.writeFacts('mail-2', { receipt });
    const second = open();
    await second.scan();
    assert.deepEqual(second.ledger.counts, { queued: 1, sending: 0, inDoubt: 0, parked: 0, dead: 0, sent: 1 });
    assert.deepEqual(second.ledger.get('mail-2'), entry);
    assert.equal(second.factsOf('mail-2').receipt?.reply, '250');
    assert.deepEqual(second.headOf(second.ledger.get('mail-1')!)?.about, { run: 'run-1' });
    assert.deepEqual(second.message(second.ledger.get('mail-1')!), mail('mail-1'));
  });

  it('has a receipt behind the body of its message, which stays as it was', async () => {
    const first = open();
    const entry = await sent(first, 'mail-1');
    await first.writeFacts('mail-1', { receipt, transcript: [{ at: 0, speaker: 'client', text: 'QUIT' }] });
    assert.deepEqual(readdirSync(path.join(root, 'facts')), []);
    const second = open();
    await second.scan();
    assert.deepEqual(second.factsOf('mail-1').receipt, receipt);
    assert.equal(second.transcript('mail-1')[0]?.text, 'QUIT');
    assert.deepEqual(second.message(entry), mail('mail-1'));
    trim(second, { entries: 0, days: 7 }, time);
    const third = open();
    await third.scan();
    assert.equal(third.message(third.ledger.get('mail-1')!), undefined);
    assert.deepEqual(third.factsOf('mail-1').receipt, receipt, 'kept without the body');
    assert.equal(third.transcript('mail-1')[0]?.text, 'QUIT');
    assert.deepEqual(aside, []);
  });

  it('counts half a receipt as none, and the message as whole', async () => {
    const first = open();
    const entry = await sent(first, 'mail-1');
    await first.writeFacts('mail-1', { receipt });
    const [name = ''] = readdirSync(path.join(root, 'sent'));
    const file = path.join(root, 'sent', name);
    const whole = readFileSync(file);
    for (const torn of [whole.subarray(0, -3), Buffer.concat([whole.subarray(0, -30), Buffer.alloc(30)])]) {
      writeFileSync(file, torn);
      const second = open();
      await second.scan();
      assert.deepEqual([second.factsOf('mail-1'), second.message(entry)], [{}, mail('mail-1')]);
    }
    assert.deepEqual(aside, []);
  });

  it('reads a receipt that is longer than most', async () => {
    const first = open();
    await sent(first, 'mail-1');
    await first.writeFacts('mail-1', { receipt: { ...receipt, reply: 'x'.repeat(20_000) } });
    const second = open();
    await second.scan();
    assert.equal(second.factsOf('mail-1').receipt?.reply.length, 20_000);
  });

  it('tells whoever has taken a message over of a receipt that came late', async () => {
    const [frozen, next] = [open(), open()];
    const entry = await frozen.add(mail('mail-1'), 'account-1', {});
    const taken = claimed(entry, '1.a', time.now());
    const doubtful = doubted(taken, time.now());
    assert.ok(frozen.move(entry, taken) && frozen.move(taken, doubtful));
    await next.scan();
    const again = judged(doubtful, { to: 'inDoubt', due: time.now() }, time.now());
    assert.ok(next.move(doubtful, again));
    await frozen.writeFacts('mail-1', { receipt });
    assert.equal(frozen.move(doubtful, delivered(doubtful, time.now())), false);
    assert.deepEqual(next.freshFacts('mail-1').receipt, receipt);
  });

  it('lets one of two have a message', async () => {
    const [one, other] = [open(), open()];
    const entry = await one.add(mail('mail-1'), 'account-1', {});
    await other.scan();
    const same = other.ledger.get('mail-1')!;
    assert.equal(one.move(entry, claimed(entry, '1.a', time.now())), true);
    assert.equal(other.move(same, claimed(same, '2.b', time.now())), false);
    assert.equal(other.remove(same), false);
    assert.equal(other.headOf(same), undefined);
    assert.ok(stale > 0);
    await other.scan();
    assert.equal(other.ledger.get('mail-1')?.claim, '1.a');
  });

  it('can be asked for a message that this process does not know of, whatever its state', async () => {
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
      assert.equal(other.ledger.get('mail-1'), undefined);
      assert.equal(isOnDisk(root, 'mail-1'), true, to.state);
    }
    assert.deepEqual([isOnDisk(root, 'mail'), isOnDisk(root, 'mail-11')], [false, false]);
    assert.equal(isOnDisk(path.join(root, 'nothing here'), 'mail-1'), false);
  });

  it('takes a message once, however often it is given', async () => {
    const store = open();
    const entry = await store.add(mail('mail-1'), 'account-1', {});
    assert.equal(await store.add(mail('mail-1'), 'account-1', {}), entry);
    await assert.rejects(store.add(mail('../mail'), 'account-1', {}), RangeError);
  });

  it('moves away what is torn when it is read, and says so once', async () => {
    const first = open();
    await first.add(mail('mail-1'), 'account-1', {});
    const [name = ''] = readdirSync(path.join(root, 'queued'));
    const file = path.join(root, 'queued', name);
    writeFileSync(file, readFileSync(file).subarray(0, -3));
    const store = open();
    await store.scan();
    const entry = store.ledger.get('mail-1')!;
    assert.equal(store.message(entry), undefined);
    assert.equal(store.ledger.get('mail-1'), undefined);
    assert.equal(aside.length, 1);
    await store.scan();
    assert.equal(aside.length, 1);
    assert.equal(readFileSync(aside[0]!).byteLength > 0, true);
  });

  for (const isRead of [false, true])
    it(`moves away what cannot be read${isRead ? ' any more, though its head was,' : ','} and says so once`, async () => {
      const first = open();
      const failure = aFailure({ cause: 'busy', retry: 'later', step: 'recipients' });
      const entry = await first.add(mail('mail-1'), 'account-1', {});
      const taken = claimed(entry, '1.a', time.now());
      const later = judged(taken, { to: 'queued', due: time.now(), holds: false }, time.now());
      assert.ok(first.move(entry, taken) && first.move(taken, later));
      await first.writeFacts('mail-1', { failure });
      const store = open();
      await store.scan();
      const known = store.ledger.get('mail-1')!;
      if (isRead) assert.equal(store.headOf(known)?.id, 'mail-1');
      const file = path.join(root, 'queued', entryName(known));
      rmSync(file);
      mkdirSync(file);
      if (isRead) assert.deepEqual(store.freshFacts('mail-1'), {});
      else assert.equal(store.headOf(known), undefined);
      assert.equal(store.message(known), undefined);
      await store.scan();
      assert.equal(store.ledger.get('mail-1'), undefined);
      assert.deepEqual([aside.length, readdirSync(path.join(root, 'queued'))], [1, []]);
    });

  it('does not look again at what can neither be read nor moved away', async () => {
    const disk = new Disk(root, 'test');
    const store = open(disk);
    const entry = await store.add(mail('mail-1'), 'account-1', {});
    const fail = (): never => {
      throw new StoreFailure('unknown', 'EIO');
    };
    disk.move = fail;
    disk.head = fail;
    assert.equal(store.message(entry), undefined);
    await store.scan();
    assert.deepEqual([store.ledger.get('mail-1'), aside], [undefined, []]);
  });

  it('blames the disk and no file where the folder is gone or full, or there are too many files open', async () => {
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
    assert.equal(store.ledger.get('mail-1'), entry);
  });

  it('leaves to a later version what it has written', async () => {
    const first = open();
    await first.add(mail('mail-1'), 'account-1', {});
    const [name = ''] = readdirSync(path.join(root, 'queued'));
    const file = path.join(root, 'queued', name);
    writeFileSync(file, readFileSync(file, 'latin1').replace('MailWhenDone/2', 'MailWhenDone/9'), 'latin1');
    const store = open();
    await store.scan();
    assert.equal(store.headOf(store.ledger.get('mail-1')!), undefined);
    await store.scan();
    assert.deepEqual([aside, readdirSync(path.join(root, 'queued'))], [[], [name]]);
  });

  it('drops bodies beyond the history and keeps the receipts', async () => {
    const store = open();
    for (const id of ['mail-1', 'mail-2', 'mail-3']) {
      await sent(store, id);
      time.wall += 1_000;
    }
    trim(store, { entries: 2, days: 7 }, time);
    const bodies = (): boolean[] =>
      ['mail-1', 'mail-2', 'mail-3'].map((id) => store.message(store.ledger.get(id)!) !== undefined);
    assert.deepEqual(bodies(), [false, true, true]);
    assert.equal(store.headOf(store.ledger.get('mail-1')!)?.subject, mail('mail-1').subject);
    time.wall += 8 * day;
    trim(store, { entries: 2, days: 7 }, time);
    assert.deepEqual(bodies(), [false, false, false]);
    const next = open();
    await next.scan();
    assert.equal(next.ledger.counts.sent, 3);
    time.wall += 100 * day;
    trim(store, { entries: 2, days: 7 }, time);
    assert.equal(store.ledger.counts.sent, 0);
    assert.deepEqual([readdirSync(path.join(root, 'sent')), aside], [[], []]);
  });

  it('remembers for a day that what was deleted was sent, and nothing else of it', async () => {
    const [store, other] = [open(), open()];
    const entry = await sent(store, 'mail-1');
    await store.writeFacts('mail-1', { receipt });
    await other.scan();
    assert.equal(store.erase(entry), true);
    const [name = ''] = readdirSync(path.join(root, 'sent'));
    assert.equal(statSync(path.join(root, 'sent', name)).size, 0);
    assert.deepEqual(readdirSync(path.join(root, 'facts')), []);
    assert.equal(other.erase(entry), false);
    const next = open();
    for (const one of [store, other, next]) {
      await one.scan();
      const { ledger } = one;
      assert.deepEqual([[...ledger.all()], ledger.counts.sent, ledger.get('mail-1')], [[], 0, undefined]);
      assert.deepEqual(ledger.of(entry.account).sent, [entry.since]);
      assert.deepEqual([one.transcript('mail-1'), one.freshFacts('mail-1')], [[], {}]);
    }
    await next.add(mail('mail-1'), 'account-1', {});
    assert.deepEqual(readdirSync(path.join(root, 'queued')), [], 'it was sent');
    time.wall += day;
    trim(next, { entries: 0, days: 0 }, time);
    assert.deepEqual(readdirSync(path.join(root, 'sent')), [name]);
    time.wall += 1;
    assert.equal(trim(next, { entries: 0, days: 0 }, time), false);
    assert.deepEqual([readdirSync(path.join(root, 'sent')), next.ledger.of(entry.account).sent], [[], []]);
    await other.scan();
    assert.deepEqual(other.ledger.of(entry.account).sent, []);
    assert.deepEqual(aside, []);
  });

  it('is found whole with 10,000 waiting', async () => {
    const store = open();
    const ids = Array.from({ length: 10_000 }, (_, number) => `mail-${number}`);
    for (let from = 0; from < ids.length; from += 500)
      await Promise.all(ids.slice(from, from + 500).map((id) => store.add(mail(id), 'account-1', {})));
    const next = open();
    await next.scan();
    assert.equal(next.ledger.counts.queued, 10_000);
    assert.equal(next.isLoaded(next.ledger.get('mail-1')!), false, 'no file was opened');
  }).timeout(60_000);
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
    it(`says ${cause} on ${code}, keeps the message in memory, and goes on when it can`, async () => {
      let error: Error | undefined;
      const outbox = await all.start({ disk: breakable(new Disk(all.root, 'test'), () => error) });
      await outbox.enqueue(mail('mail-1'), 'account-1');
      await all.has(outbox, 'sent', 1);
      error = new StoreFailure(cause, code);
      const accepted = outbox.enqueue(mail('mail-2'), 'account-1');
      await all.time.pass(5_000);
      assert.equal(outbox.snapshot().trouble?.failureCause, cause);
      assert.equal(outbox.snapshot().unsaved, 1);
      assert.equal(outbox.snapshot().items[0]?.id, 'mail-1', 'what is there can be read');
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

  it('sends nothing whose doubt it cannot write down', async () => {
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

  it('prepares the next mail while the disk takes a receipt, and lets no body out before it has it', async () => {
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
    await setTimeout(100);
    assert.equal(all.transport.attempts.length, 2);
    assert.deepEqual(all.transport.bodies.length, 1);
    assert.deepEqual(all.host.sentItems, [], 'nobody is told before the disk has it');
    const other = await all.start();
    const receipts = other.snapshot().items.filter(({ receipt }) => receipt !== undefined);
    assert.deepEqual(
      receipts.map(({ id }) => id),
      [all.transport.bodies[0]],
      'other processes can read it at once',
    );
    go();
    await all.has(outbox, 'sent', 2);
  });

  it('does not send again what was taken while the disk refused to know', async () => {
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

  it('makes its folders anew where somebody removed them', async () => {
    const outbox = await all.start();
    rmSync(all.root, { recursive: true });
    const accepted = outbox.enqueue(mail('mail-1'), 'account-1');
    await all.time.pass(5_000);
    await accepted;
    await all.has(outbox, 'sent', 1);
  });

  it('takes what a really full disk did not', async function () {
    mkdirSync(all.root, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=192k', 'tmpfs', all.root], { stdio: 'ignore' });
    } catch {
      // Only root may mount; elsewhere the errors above stand for it.
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
      assert.equal(outbox.snapshot().items[0]?.state, 'sent');
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
