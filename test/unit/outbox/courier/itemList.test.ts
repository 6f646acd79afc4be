import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { retryAfter, type FailureCause } from '../../../../src/model/failure/failure';
import type { Step } from '../../../../src/model/failure/attempt';
import { entryName } from '../../../../src/outbox/store/entry';
import { encodeRecord } from '../../../../src/outbox/store/record';
import { accepted } from '../../../../src/outbox/store/transition';
import { Disk } from '../../../../src/system/disk';
import { aFailure } from '../../../support/builders';
import { until } from '../../../support/fakeTime';
import { mail, Outboxes } from '../../../support/outboxes';

const hour = 3_600_000;

/** A disk that counts how often a message is read. */
class CountingDisk extends Disk {
  reads = 0;

  override head(...all: Parameters<Disk['head']>): Buffer | undefined {
    if (all[0].folder === 'queued') this.reads += 1;
    return super.head(...all);
  }

  override read(...all: Parameters<Disk['read']>): Buffer | undefined {
    if (all[0].folder === 'queued') this.reads += 1;
    return super.read(...all);
  }
}

describe('the list of the outbox', () => {
  let all: Outboxes;
  beforeEach(() => (all = new Outboxes()));
  afterEach(() => all.clear());

  /** Leaves mails that wait for later in the folder, as an earlier window would have. */
  async function leave(count: number): Promise<void> {
    await (await all.start()).stop();
    const now = all.time.now();
    for (let number = 0; number < count; number++) {
      const id = `mail-${number}`;
      const { parts } = encodeRecord(mail(id, { date: now + number }), 'account-1', {});
      const name = entryName(accepted(id, 'account-1', now + number, now + 24 * hour + number));
      writeFileSync(path.join(all.root, 'queued', name), Buffer.concat(parts));
    }
  }

  it('has 10,000 waiting mails at the start of a window without reading one of them', async () => {
    await leave(10_000);
    const disk = new CountingDisk(all.root, 'counting');
    const outbox = await all.start({ disk });
    await all.time.pass(5_000);
    const { counts, groups, isLoaded } = outbox.snapshot();
    assert.deepEqual(
      [counts.queued, groups.waiting, outbox.unsentOf('account-1'), isLoaded],
      [10_000, 10_000, 10_000, true],
    );
    assert.equal(outbox.isWaiting('mail-77'), true);
    assert.equal(disk.reads, 0);

    await outbox.enqueue(mail('now'), 'account-1');
    await all.has(outbox, 'sent', 1);
    assert.deepEqual(all.transport.bodies, ['now']);
    assert.ok(disk.reads < 5, 'sending reads what is sent');
  });

  it('reads of 10,000 waiting mails the rows that are seen, and one that a command is for', async () => {
    await leave(10_000);
    const disk = new CountingDisk(all.root, 'counting');
    const outbox = await all.start({ disk });
    assert.equal(outbox.item('mail-77')?.subject, mail('mail-77').subject);
    assert.equal(disk.reads, 1);
    const rows = await outbox.items(['waiting', 'dead'], 200);
    const newest = Array.from({ length: 200 }, (_, number) => `mail-${9_800 + number}`);
    assert.deepEqual(
      rows.map(({ id }) => id),
      newest,
    );
    assert.equal(disk.reads, 201);
    assert.equal((await outbox.items()).length, 10_000, 'all for who asks for all');
    assert.equal(disk.reads, 10_000);
    await outbox.items();
    assert.equal(disk.reads, 10_000, 'each once');
  });

  it('lets other work go on while all of them are read', async () => {
    await leave(3_000);
    const outbox = await all.start();
    let turns = 0;
    let isRead = false;
    const turn = (): void => {
      turns += 1;
      if (!isRead) setImmediate(turn);
    };
    turn();
    await outbox.items();
    isRead = true;
    assert.ok(turns > 5, `${turns} turns`);
  });

  it('waits until the disk has been looked at, also if that fails', async () => {
    await leave(1);
    const outbox = all.create();
    const early = outbox.items();
    await outbox.start();
    assert.deepEqual((await early).length, 1);
  });

  it('leaves out what cannot be read, and reports a damaged mail when it is looked at', async () => {
    await leave(2);
    const name = entryName(accepted('torn', 'account-1', all.time.now(), all.time.now() + hour));
    writeFileSync(path.join(all.root, 'queued', name), 'MailWhenDone/1 torn');
    const outbox = await all.start();
    assert.deepEqual([outbox.snapshot().groups.waiting, all.host.aside.length], [3, 0]);
    assert.deepEqual(
      (await outbox.items()).map(({ id }) => id),
      ['mail-0', 'mail-1'],
    );
    assert.deepEqual([outbox.snapshot().groups.waiting, all.host.aside.length], [2, 1]);
  });

  const failure = (cause: FailureCause, step: Step) => aFailure({ cause, step, retry: retryAfter(cause) });

  it('counts what waits, what is parked for an account with all behind it, and what was given up', async () => {
    const outbox = await all.start();
    all.transport.turn = (_count, { message: { id } }) =>
      id === 'dead'
        ? failure('contentRefused', 'message')
        : id === 'parked'
          ? failure('passwordRefused', 'signIn')
          : failure('connectionRefused', 'connect');
    await outbox.enqueue(mail('dead'), 'account-1');
    await all.has(outbox, 'dead', 1);
    await outbox.enqueue(mail('parked'), 'account-1');
    await all.has(outbox, 'parked', 1);
    await outbox.enqueue(mail('behind'), 'account-1');
    await outbox.enqueue(mail('later'), 'account-2');
    await until('held', () => outbox.snapshot().holds.length === 2);
    await outbox.settled();
    const groups = { sending: 0, waiting: 1, inDoubt: 0, parked: 2, dead: 1, sent: 0 };
    assert.deepEqual(outbox.snapshot().groups, groups);
    const listed = Object.fromEntries((await outbox.items()).map(({ id, group, hold }) => [id, [group, hold?.until]]));
    const later = outbox.snapshot().holds.find(({ accountId }) => accountId === 'account-2');
    assert.deepEqual(listed, {
      dead: ['dead', undefined],
      parked: ['parked', undefined],
      behind: ['parked', null],
      later: ['waiting', later?.until],
    });
  });
});
