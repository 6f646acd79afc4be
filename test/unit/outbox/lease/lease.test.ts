import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../../src/model/log';
import { leaseFolder, Leases } from '../../../../src/outbox/lease/lease';
import { timeoutMs, Presence, presenceFolder, readIdentity } from '../../../../src/outbox/lease/presence';
import { isRunning, processStat, thisProcess, type ProcessIdentity } from '../../../../src/system/processIdentity';
import { FakeTime } from '../../../support/fakeTime';

const account = '0123456789abcdef';

describe('leases', () => {
  let root: string;
  let time: FakeTime;
  let windows: Presence[];

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'lease-'));
    for (const folder of [leaseFolder, presenceFolder]) mkdirSync(path.join(root, folder));
    time = new FakeTime();
    windows = [];
  });
  afterEach(() => {
    for (const presence of windows) presence.stop();
    rmSync(root, { recursive: true });
  });

  /** A window that shows itself. */
  function open(change: Partial<ProcessIdentity> = {}): { leases: Leases; presence: Presence } {
    const identity = { ...thisProcess(), ...change };
    const presence = new Presence({ root, identity, scheduler: time, log: silentLog });
    presence.start(() => undefined);
    windows.push(presence);
    return { leases: new Leases({ root, identity, presence, log: silentLog }), presence };
  }

  /** Lets seconds pass in which some windows give signs of life and all look around. */
  async function pass(seconds: number, living: readonly { presence: Presence }[]): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      await time.pass(1_000);
      for (const { presence } of living) presence.beat();
      for (const presence of windows) presence.look();
    }
  }

  it('have one holder at a time, and a growing token', () => {
    const [one, other] = [open().leases, open().leases];
    const first = one.acquire(account)!;
    assert.equal(other.acquire(account), undefined);
    assert.ok(other.acquire('another account'), 'other accounts have theirs');
    assert.equal(one.holds(first), true);
    one.release(first);
    assert.equal(one.holds(first), false);
    const second = other.acquire(account)!;
    assert.ok(second.token > first.token);
    assert.notEqual(second.claim, first.claim);
    assert.deepEqual([first.isHandedOver, second.isHandedOver], [false, true]);
    other.release(second);
    assert.equal(other.acquire(account)?.isHandedOver, false);
    assert.deepEqual(readdirSync(path.join(root, leaseFolder)).filter((name) => name.startsWith(account)).length, 1);
  });

  it('are void once there is a later one, even if the earlier file is still there', () => {
    for (const later of ['2', '2.free']) {
      const { leases } = open();
      const key = `${account.slice(1)}${later.length}`;
      const lease = leases.acquire(key)!;
      assert.equal(leases.holds(lease), true);
      writeFileSync(path.join(root, leaseFolder, `${key}.${later}`), '');
      assert.equal(leases.holds(lease), false, later);
    }
  });

  it('of a dead process are taken over at once', () => {
    const dead = open({ pid: 2 ** 22 + 1 }).leases;
    const first = dead.acquire(account)!;
    const second = open().leases.acquire(account)!;
    assert.ok(second.token > first.token);
    assert.equal(dead.holds(first), false, 'one that was not dead after all knows it');
    dead.release(first);
    assert.equal(dead.acquire(account), undefined);
  });

  it('of a process whose pid was reused are taken over at once', function () {
    if (thisProcess().startedAt === '') this.skip();
    const gone = open({ startedAt: '1' }).leases;
    assert.ok(gone.acquire(account));
    assert.ok(open().leases.acquire(account));
  });

  it('of a frozen process are taken over after it was silent for long enough, not before', async () => {
    const frozen = open();
    const other = open();
    const first = frozen.leases.acquire(account)!;
    await pass(timeoutMs / 1000 - 2, [other]);
    assert.equal(other.leases.acquire(account), undefined);
    await pass(4, [other]);
    const second = other.leases.acquire(account)!;
    assert.ok(second);
    assert.equal(frozen.leases.holds(first), false);
    frozen.leases.release(first);
    assert.equal(other.leases.holds(second), true, 'the late release of the frozen one changes nothing');
  });

  it('of a living process stay its own for hours', async () => {
    const [one, other] = [open(), open()];
    const lease = one.leases.acquire(account)!;
    await pass(3_600, [one, other]);
    assert.equal(other.leases.acquire(account), undefined);
    assert.equal(one.leases.holds(lease), true);
  });

  it('of another computer depend on the heartbeat alone', async () => {
    const far = open({ host: 'far away', pid: 2 ** 22 + 1 });
    const other = open();
    assert.ok(far.leases.acquire(account));
    await pass(60, [far, other]);
    assert.equal(other.leases.acquire(account), undefined);
    await pass(timeoutMs / 1000 + 1, [other]);
    assert.ok(other.leases.acquire(account));
  });

  it('are not taken over by a window that slept itself', async () => {
    const [one, other] = [open(), open()];
    one.leases.acquire(account);
    await time.pass(3_600_000);
    other.presence.look();
    assert.equal(other.leases.acquire(account), undefined);
  });

  it('that are torn count as held as long as those of a silent holder', async () => {
    writeFileSync(path.join(root, leaseFolder, `${account}.7`), '');
    const one = open();
    assert.equal(one.leases.acquire(account), undefined);
    await pass(timeoutMs / 1000 + 2, [one]);
    assert.equal(one.leases.acquire(account)?.token, 8);
  });

  it('are not the only sign of a death: a killed process without one counts as news, once', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    const { pid = 0 } = child;
    try {
      const startedAt = processStat(pid)?.startedAt ?? '';
      const [killed, survivor] = [open({ pid, startedAt, instance: 'killed' }), open()];
      survivor.presence.look();
      await time.pass(1_000);
      assert.equal(survivor.presence.look(), false, 'it lives');
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
      assert.deepEqual(readdirSync(path.join(root, presenceFolder)).includes('killed'), true);
      await time.pass(1_000);
      assert.equal(survivor.presence.look(), true);
      assert.deepEqual(readdirSync(path.join(root, presenceFolder)).includes('killed'), false);
      await time.pass(1_000);
      assert.equal(survivor.presence.look(), false);
      assert.equal(survivor.presence.isKnown('killed'), false);
      // A process that was taken for dead shows itself again.
      killed.presence.sign();
      await time.pass(1_000);
      const text = readFileSync(path.join(root, presenceFolder, 'killed'), 'utf8');
      assert.equal(readIdentity(text)?.instance, 'killed');
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('are not made with an old token', () => {
    assert.ok(open({ pid: 2 ** 22 + 1 }).leases.acquire(account));
    const late = open();
    const other = open().leases;
    // Between looking and making, another process takes the lease over and releases it.
    late.presence.isAlive = () => {
      other.release(other.acquire(account)!);
      return false;
    };
    assert.equal(late.leases.acquire(account), undefined);
    assert.equal(other.acquire(account)?.token, 3);
  });
});

describe('the state of a process', () => {
  it('is known for our own and for one that has ended', async () => {
    assert.notEqual(isRunning(thisProcess()), false);
    const child = spawn(process.execPath, ['-e', '']);
    const { pid = 0 } = child;
    await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(isRunning({ ...thisProcess(), pid }), false);
  });

  it('is not known on another computer', () => {
    assert.equal(isRunning({ ...thisProcess(), host: 'far away' }), undefined);
  });
});
