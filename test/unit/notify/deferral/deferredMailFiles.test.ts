import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../../src/model/log';
import { plainRule } from '../../../../src/model/rule/rule';
import type { StoredDeferredMail } from '../../../../src/notify/deferral/deferredMailFiles';
import { DeferredMailFiles } from '../../../../src/notify/deferral/deferredMailFiles';
import type { ProcessSight } from '../../../../src/system/processWatch';
import { anAccount, aRun } from '../../../support/builders';
import { assertPrivate } from '../../../support/fileMode';
import { BrokenDisks } from '../../../support/brokenDisks';
import { FakeTime } from '../../../support/fakeTime';

const second = 1_000;
const here = 'box boot-1 ns-1';

function aMail(id: string): StoredDeferredMail {
  const run = aRun({ id: `run of ${id}`, details: ['cell 3'] });
  const decision = {
    mail: true,
    why: 'rule',
    rule: {
      ...plainRule,
      id: 'r',
      name: 'slow ones',
      recipients: ['team@example.org'],
      bccRecipients: ['team@example.org'],
    },
  } as const;
  const listed = [{ id: 'x', name: 'x', outcome: 'failed', endedAt: 7, why: 'cap' }] as const;
  const rest = {
    messageId: `<${id}@example.com>`,
    recipients: ['team@example.org'],
    yields: true,
    isQuiet: false,
    readyAt: 99,
  };
  return { id, run, decision, accountId: 'account-1', listed, ...rest };
}

describe('DeferredMailFiles', () => {
  let root: string;
  let time: FakeTime;
  let sights: Map<number, ProcessSight>;
  let usable: boolean;
  /** The processes cannot be looked at. */
  let blind: boolean;
  let warnings: string[];
  let open: DeferredMailFiles[];

  beforeEach(() => {
    root = path.join(mkdtempSync(path.join(tmpdir(), 'deferred-')), 'deferred');
    time = new FakeTime();
    sights = new Map();
    usable = true;
    blind = false;
    warnings = [];
    open = [];
  });
  afterEach(() => {
    for (const window of open) window.dispose();
    rmSync(path.dirname(root), { recursive: true, force: true });
  });

  async function aWindow(pid: number, { home = 'home-1', machine = here, startedAt = `start of ${pid}` } = {}) {
    sights.set(pid, { startedAt, isAtPrompt: false, work: '' });
    const look = (pids: readonly number[]) =>
      blind
        ? Promise.reject(new Error('ps does not answer'))
        : Promise.resolve(new Map([...sights].filter(([one]) => pids.includes(one))));
    const log = { ...silentLog, warn: (line: string) => void warnings.push(line) };
    const accounts = { complete: () => (usable ? anAccount() : undefined) };
    const kept = new DeferredMailFiles({
      ...{ root, pid, machine, home, look, accounts },
      ...{ clock: time, scheduler: time, log },
    });
    open.push(kept);
    const got: StoredDeferredMail[] = [];
    await kept.start((mails) => void got.push(...mails));
    const die = () => {
      kept.dispose();
      sights.delete(pid);
    };
    return { kept, got, die };
  }
  const ids = ({ got }: { got: readonly StoredDeferredMail[] }) => got.map(({ id }) => id).sort();
  const files = () => readdirSync(path.join(root, 'waiting'));

  it('hand the next window all it needs, readable by nobody else, and without output', async () => {
    const first = await aWindow(1);
    first.kept.put({ ...aMail('a'), run: { ...aMail('a').run, output: 'it was printed' } });
    const [name = ''] = files();
    assertPrivate(path.join(root, 'waiting', name));
    assert.doesNotMatch(readFileSync(path.join(root, 'waiting', name), 'utf8'), /it was printed/);
    first.die();
    const { got } = await aWindow(2);
    const [mail] = got;
    const { run, decision, ...rest } = aMail('a');
    assert.deepEqual(mail?.run, run);
    assert.deepEqual([mail.decision.mail, mail.decision.why, mail.decision.rule?.name], [true, 'rule', 'slow ones']);
    assert.equal(decision.why, 'rule');
    assert.deepEqual(mail.decision.rule?.recipients, ['team@example.org']);
    assert.deepEqual(mail.decision.rule.bccRecipients, ['team@example.org']);
    for (const [key, value] of Object.entries(rest))
      assert.deepEqual(mail[key as keyof StoredDeferredMail], value, key);
  });

  it('leave a living window its mails, and are taken over when it is gone', async () => {
    const first = await aWindow(1);
    const second_ = await aWindow(2);
    first.kept.put(aMail('a'));
    await time.pass(60 * second);
    assert.deepEqual(ids(second_), []);
    first.die();
    await time.pass(6 * second);
    assert.deepEqual(ids(second_), ['a']);
    second_.kept.remove('a');
    assert.deepEqual(files(), []);
  });

  it('are taken over by one of several windows, and by one after the other', async () => {
    const first = await aWindow(1);
    for (const id of ['a', 'b', 'c']) first.kept.put(aMail(id));
    const others = [await aWindow(2), await aWindow(3)];
    first.die();
    await time.pass(10 * second);
    assert.deepEqual(others.flatMap(ids).sort(), ['a', 'b', 'c']);
    for (const { die } of others) die();
    assert.deepEqual(ids(await aWindow(4)), ['a', 'b', 'c']);
  });

  it('are left to the next window of their workspace for a while', async () => {
    const first = await aWindow(1, { home: 'home-2' });
    first.kept.put(aMail('a'));
    const other = await aWindow(2);
    first.die();
    await time.pass(15 * second);
    assert.deepEqual(ids(other), []);
    const right = await aWindow(3, { home: 'home-2' });
    assert.deepEqual(ids(right), ['a']);
    right.die();
    await time.pass(40 * second);
    assert.deepEqual(ids(other), ['a']);
  });

  it('are not judged on another computer, and recognize a reused pid of their window', async () => {
    const first = await aWindow(1);
    first.kept.put(aMail('a'));
    first.die();
    assert.deepEqual(ids(await aWindow(2, { machine: 'other boot-2 ns-1' })), []);
    sights.set(1, { startedAt: 'another', isAtPrompt: false, work: '' });
    assert.deepEqual(ids(await aWindow(3)), ['a']);
  });

  it('wait until their account can send', async () => {
    const first = await aWindow(1);
    first.kept.put(aMail('a'));
    first.die();
    usable = false;
    const next = await aWindow(2);
    await time.pass(60 * second);
    assert.deepEqual(ids(next), []);
    usable = true;
    await time.pass(6 * second);
    assert.deepEqual(ids(next), ['a']);
  });

  for (const [what, refuse] of [
    ['the disk is full', (disks: BrokenDisks) => disks.refuse('ENOSPC', ['prepare', 'put'])],
    ['the disk is read-only', (disks: BrokenDisks) => disks.refuse('EROFS', ['prepare', 'put', 'move'])],
    ['the folder cannot be read', (disks: BrokenDisks) => disks.refuse('EMFILE', ['namesNow', 'put'])],
    ['the processes cannot be seen', () => (blind = true)],
  ] as const)
    it(`are kept as soon as that is possible if ${what} when the window starts, which is told once`, async () => {
      const disks = new BrokenDisks();
      try {
        refuse(disks);
        const first = await aWindow(1);
        for (const id of ['a', 'b', 'c']) first.kept.put(aMail(id));
        first.kept.remove('b');
        await time.pass(30 * second);
        assert.equal(warnings.length, 1, warnings.join());
        disks.heal();
        blind = false;
        await time.pass(6 * second);
        assert.equal(files().length, 2);
        first.die();
        assert.deepEqual(ids(await aWindow(2)), ['a', 'c']);
      } finally {
        disks.heal();
      }
    });

  it('are there again after their folder was removed', async () => {
    const first = await aWindow(1);
    for (const id of ['a', 'b']) first.kept.put(aMail(id));
    rmSync(root, { recursive: true });
    first.kept.put(aMail('c'));
    assert.equal(files().length, 3);
    rmSync(root, { recursive: true });
    await time.pass(6 * second);
    first.die();
    assert.deepEqual(ids(await aWindow(2)), ['a', 'b', 'c']);
  });

  it('skip foreign files, and work even if the disk takes nothing', async () => {
    const first = await aWindow(1);
    first.kept.put(aMail('a'));
    first.die();
    const [name = ''] = files();
    const mark = name.slice(16);
    for (const [index, text] of ['', 'null', '{}', '{"id":"x","line":"{}"}'].entries())
      writeFileSync(path.join(root, 'waiting', `${'0'.repeat(15)}${index}${mark}`), text);
    assert.deepEqual(ids(await aWindow(2)), ['a']);
    rmSync(root, { recursive: true });
    writeFileSync(root, '');
    const last = await aWindow(3);
    last.kept.put(aMail('b'));
    last.kept.remove('b');
    assert.deepEqual(ids(last), []);
    rmSync(root);
  });
});
