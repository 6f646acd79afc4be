import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../../src/model/log';
import { plainRule } from '../../../src/model/rule';
import type { KeptMail } from '../../../src/outbox/keptMail';
import { KeptMails } from '../../../src/outbox/keptMails';
import type { ProcessSight } from '../../../src/outbox/processWatch';
import { aRun } from '../../support/builders';
import { FakeTime } from '../../support/fakeTime';

const second = 1_000;
const here = 'box boot-1 ns-1';

function aMail(id: string): KeptMail {
  const run = aRun({ id: `run of ${id}`, details: ['cell 3'] });
  const decision = {
    mail: true,
    why: 'rule',
    rule: { ...plainRule, id: 'r', name: 'slow ones', recipients: ['team@example.org'] },
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

describe('KeptMails', () => {
  let root: string;
  let time: FakeTime;
  let sights: Map<number, ProcessSight>;
  let usable: boolean;
  let open: KeptMails[];

  beforeEach(() => {
    root = path.join(mkdtempSync(path.join(tmpdir(), 'kept-mails-')), 'held');
    time = new FakeTime();
    sights = new Map();
    usable = true;
    open = [];
  });
  afterEach(() => {
    for (const window of open) window.dispose();
    rmSync(path.dirname(root), { recursive: true, force: true });
  });

  async function aWindow(pid: number, { home = 'home-1', machine = here, startedAt = `start of ${pid}` } = {}) {
    sights.set(pid, { startedAt, isAtPrompt: false, work: '' });
    const look = (pids: readonly number[]) =>
      Promise.resolve(new Map([...sights].filter(([one]) => pids.includes(one))));
    const isUsable = () => usable;
    const kept = new KeptMails({
      ...{ root, pid, machine, home, look, isUsable },
      ...{ clock: time, scheduler: time, log: silentLog },
    });
    open.push(kept);
    const got: KeptMail[] = [];
    await kept.start((mails) => void got.push(...mails));
    const die = () => {
      kept.dispose();
      sights.delete(pid);
    };
    return { kept, got, die };
  }
  const ids = ({ got }: { got: readonly KeptMail[] }) => got.map(({ id }) => id).sort();
  const files = () => readdirSync(path.join(root, 'waiting'));

  it('hands all that is needed to the next window, for nobody else to read, and without what was printed', async () => {
    const first = await aWindow(1);
    first.kept.put({ ...aMail('a'), run: { ...aMail('a').run, output: 'it was printed' } });
    const [name = ''] = files();
    assert.equal(statSync(path.join(root, 'waiting', name)).mode & 0o777, 0o600);
    assert.doesNotMatch(readFileSync(path.join(root, 'waiting', name), 'utf8'), /it was printed/);
    first.die();
    const { got } = await aWindow(2);
    const [mail] = got;
    const { run, decision, ...rest } = aMail('a');
    assert.deepEqual(mail?.run, run);
    assert.deepEqual([mail.decision.mail, mail.decision.why, mail.decision.rule?.name], [true, 'rule', 'slow ones']);
    assert.equal(decision.why, 'rule');
    assert.deepEqual(mail.decision.rule?.recipients, ['team@example.org']);
    for (const [key, value] of Object.entries(rest)) assert.deepEqual(mail[key as keyof KeptMail], value, key);
  });

  it('leaves to a living window what it holds, and takes it over when that is gone', async () => {
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

  it('is taken over by one of several, and through several', async () => {
    const first = await aWindow(1);
    for (const id of ['a', 'b', 'c']) first.kept.put(aMail(id));
    const others = [await aWindow(2), await aWindow(3)];
    first.die();
    await time.pass(10 * second);
    assert.deepEqual(others.flatMap(ids).sort(), ['a', 'b', 'c']);
    for (const { die } of others) die();
    assert.deepEqual(ids(await aWindow(4)), ['a', 'b', 'c']);
  });

  it('is left to the next window of its workspace for a while', async () => {
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

  it('is not judged on another computer, and knows another process with the number of its window', async () => {
    const first = await aWindow(1);
    first.kept.put(aMail('a'));
    first.die();
    assert.deepEqual(ids(await aWindow(2, { machine: 'other boot-2 ns-1' })), []);
    sights.set(1, { startedAt: 'another', isAtPrompt: false, work: '' });
    assert.deepEqual(ids(await aWindow(3)), ['a']);
  });

  it('waits until its account can send', async () => {
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

  it('passes over what is not of its own, and goes on where the disk takes nothing', async () => {
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
