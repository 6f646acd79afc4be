import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Decision } from '../../../../src/model/rule/decision';
import type { Log } from '../../../../src/model/log';
import { plainRule } from '../../../../src/model/rule/rule';
import { RunHistory } from '../../../../src/notify/history/runHistory';
import { SharedLines } from '../../../../src/system/sharedLines';
import { aRun } from '../../../support/builders';
import { assertPrivate } from '../../../support/fileMode';
import { FakeTime, until } from '../../../support/fakeTime';
import { testProgram } from '../../../support/testProgram';
import { needsSharedAppends } from '../../../support/wine';

const rule = { ...plainRule, id: 'r', name: 'slow ones', recipients: ['secret@example.org'] };
const tooShort: Decision = { mail: false, why: 'noRule', nearest: { rule, miss: 'duration' } };
const mailed: Decision = { mail: true, why: 'rule', rule };

describe('RunHistory', () => {
  let folder: string;
  let time: FakeTime;
  let lines: string[];
  let open: RunHistory[];

  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'run-history-')), 'runs');
    time = new FakeTime();
    lines = [];
    open = [];
  });
  afterEach(() => {
    for (const history of open) history.dispose();
    rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  /** A window. */
  function aHistory(clock = time): RunHistory {
    const write = (line: string) => void lines.push(line);
    const log: Log = { debug: write, info: write, warn: write, error: write };
    const history = new RunHistory({ folder, clock, scheduler: time, log });
    open.push(history);
    history.start();
    return history;
  }
  const ids = (history: RunHistory) => history.all().map(({ run }) => run.id);
  const onDisk = () =>
    readdirSync(folder)
      .map((name) => readFileSync(path.join(folder, name), 'utf8'))
      .join('');

  it('keeps all it needs to say what became of a run, and reads it again', () => {
    const first = aHistory();
    const run = aRun({
      details: ['cell 3'],
      place: { terminal: 7, document: 'file:///a.ipynb', cell: 2 },
      cycle: 'broke',
      exitCode: undefined,
    });
    first.add({ ...run, output: 'printed' }, tooShort, 50_000);
    first.noteMail(run.id, { mail: 'mail-1' });
    first.noteMail(run.id, { mailNote: 'waits' });
    assert.equal(aHistory().find(run.id)?.mailNote, 'waits');
    first.noteMail(run.id, { mailNote: 'withdrawn' });
    const { recipients } = plainRule;
    const expected = {
      run,
      decision: { ...tooShort, nearest: { rule: { ...rule, recipients }, miss: 'duration' } },
      usual: 50_000,
      mail: 'mail-1',
      mailNote: 'withdrawn',
    };
    assert.deepEqual(aHistory().all(), [expected]);
    assert.doesNotMatch(onDisk(), /printed|secret@example/);
  });

  it('is not read at the start of a window, but when somebody looks, and then all of it', async () => {
    const first = aHistory();
    for (let number = 0; number < 500; number++) first.add(aRun({ id: `run-${number}`, endedAt: number }), mailed, 5);
    first.dispose();
    const read = mock.method(SharedLines.prototype, 'read');
    try {
      const second = aHistory();
      await time.pass(10_000);
      assert.equal(second.mayHaveRuns, true);
      assert.equal(read.mock.callCount(), 0);
      let told = 0;
      second.onDidChange(() => (told += 1));
      const ready = second.ready();
      second.add(aRun({ id: 'new', endedAt: 1_000 }), mailed, 5);
      await ready;
      await time.pass(1);
      assert.equal(second.all().length, 500);
      assert.deepEqual(ids(second).slice(0, 2), ['new', 'run-499'], 'also while it is being read');
      assert.ok(told > 0);
    } finally {
      read.mock.restore();
    }
  });

  it('cuts long commands, keeps its files private and logs nothing of them', () => {
    const history = aHistory();
    history.add(aRun({ command: `deploy ${'s3cret'.repeat(1_000)}` }), mailed, undefined);
    assert.equal(aHistory().all()[0]?.run.command.length, 1_000);
    const [name = ''] = readdirSync(folder);
    assertPrivate(folder, path.join(folder, name));
    assert.deepEqual(lines, []);
  });

  it('lists runs by their end, newest first, and can correct an end later', () => {
    const history = aHistory();
    history.add(aRun({ id: 'lost', outcome: 'ended', exitCode: undefined, endedAt: 3, disconnected: true }), mailed, 9);
    history.add(aRun({ id: 'a', endedAt: 5 }), mailed, undefined);
    history.add(aRun({ id: 'b', endedAt: 4 }), mailed, undefined);
    assert.deepEqual(ids(history), ['a', 'b', 'lost']);
    history.correct(aRun({ id: 'lost', outcome: 'failed', exitCode: 4, endedAt: 7 }));
    for (const window of [history, aHistory()]) {
      assert.deepEqual(ids(window), ['lost', 'a', 'b']);
      const [{ run, decision, usual } = assert.fail()] = window.all();
      assert.deepEqual(
        [run.outcome, run.exitCode, run.disconnected, decision.why, usual],
        ['failed', 4, undefined, 'rule', 9],
      );
    }
  });

  it('shows a window what happened in another within a second', async () => {
    const [one, other] = [aHistory(), aHistory()];
    assert.deepEqual(other.all(), []);
    let told = 0;
    other.onDidChange(() => (told += 1));
    one.add(aRun({ id: 'a' }), mailed, undefined);
    one.noteMail('a', { mail: 'mail-a' });
    await time.pass(1_000);
    assert.deepEqual(other.all(), one.all());
    assert.equal(told, 1);
    await time.pass(5_000);
    assert.equal(told, 1);
    other.clear();
    await time.pass(1_000);
    assert.deepEqual([one.all(), other.all()], [[], []]);
  });

  it('keeps 500 runs, in a file of at most a few times that', async () => {
    const history = aHistory();
    for (let serial = 0; serial < 1_300; serial++) {
      history.add(aRun({ id: `run-${serial}`, endedAt: serial }), mailed, undefined);
      history.noteMail(`run-${serial}`, { mail: `mail-${serial}` });
      await setImmediate();
    }
    await until('compacted', () => readdirSync(folder).length === 1);
    const expected = Array.from({ length: 500 }, (_, place) => `run-${1_299 - place}`);
    for (const window of [history, aHistory()]) {
      assert.deepEqual(ids(window), expected);
      assert.equal(window.all()[0]?.mail, 'mail-1299');
    }
    const written = onDisk().split('\n').filter(Boolean).length;
    assert.ok(written >= 1_000 && written <= 2_002, `${written} lines`);
  });

  /** How often the files were compacted. */
  const generation = () => Math.max(...readdirSync(folder).map((name) => Number(name.split('.')[1])));
  /** Does something, and resolves with how many turns of the event loop it took. */
  async function turnsOf(work: Promise<void>): Promise<number> {
    let [turns, isOver] = [0, false];
    void work.finally(() => (isOver = true));
    while (!isOver) {
      turns += 1;
      await setImmediate();
    }
    return turns;
  }
  const merged = { mail: 'mail-9', mailNote: 'merged', messageId: '<mail-9@example.com>' } as const;

  for (const [what, known] of [
    ['none of which is known', 0],
    ['of which 400 are known', 400],
    ['of which the history keeps 500', 3_000],
  ] as const)
    it(`notes one mail about 3,000 runs, ${what}, a little at a time, and goes on quickly`, async () => {
      const history = aHistory();
      const all = Array.from({ length: 3_000 }, (_, place) => `run-${place}`);
      for (const [place, id] of all.slice(0, known).entries()) {
        history.add(aRun({ id, endedAt: place }), mailed, undefined);
        if (place % 20 === 0) await setImmediate();
      }
      const begun = known === 0 ? 1 : generation();
      const turns = await turnsOf(history.noteMails(all, merged));
      assert.ok(turns >= 3_000 / 100, `${turns} turns`);
      await until('compacted', () => readdirSync(folder).length === 1);
      assert.ok(generation() - begun <= 4, `${generation() - begun} compactions`);
      const noted = generation();
      for (let serial = 0; serial < 300; serial++) {
        history.add(aRun({ id: `late-${serial}`, endedAt: 5_000 + serial }), mailed, undefined);
        history.noteMail(`late-${serial}`, { mailNote: 'written' });
        await setImmediate();
      }
      await until('compacted', () => readdirSync(folder).length === 1);
      assert.ok(generation() - noted <= 2, `${generation() - noted} compactions`);
      assert.ok(onDisk().split('\n').filter(Boolean).length <= 4_100);
      for (const window of [history, aHistory()]) {
        const others = window.all().filter(({ run }) => run.id.startsWith('run-'));
        assert.equal(others.length, Math.min(known, 200));
        assert.ok(others.every(({ mailNote, messageId }) => mailNote === 'merged' && messageId === merged.messageId));
      }
      // Those whose line is yet to come are bounded, the last ones.
      history.add(aRun({ id: 'run-2999', endedAt: 9_000 }), mailed, undefined);
      assert.equal(history.find('run-2999')?.mailNote, 'merged');
    });

  it('keeps what was known of a mail when more is learnt, before and after the line of its run', () => {
    const history = aHistory();
    history.noteMail('a', { mail: 'mail-1' });
    history.noteMail('a', { messageId: '<mail-1@example.com>' });
    history.add(aRun({ id: 'a' }), mailed, undefined);
    assert.equal(history.all()[0]?.mail, 'mail-1');
    history.noteMail('a', { mailNote: 'written' });
    for (const window of [history, aHistory()]) {
      const { mail, mailNote, messageId } = window.find('a') ?? {};
      assert.deepEqual([mail, mailNote, messageId], ['mail-1', 'written', '<mail-1@example.com>']);
    }
    history.clear();
    history.noteMail('a', { mailNote: 'withdrawn' });
    history.add(aRun({ id: 'a' }), mailed, undefined);
    assert.equal(aHistory().find('a')?.mail, undefined);
  });

  for (const code of ['ENOSPC', 'EROFS', 'EIO'])
    it(`does not try to compact with each line while the disk refuses it (${code}), and does it later`, async () => {
      const history = aHistory();
      const whole = Object.getOwnPropertyDescriptor(SharedLines.prototype, 'compactInTurns') ?? {};
      let tries = 0;
      SharedLines.prototype.compactInTurns = () => {
        tries += 1;
        return Promise.reject(Object.assign(new Error(code), { code }));
      };
      try {
        for (let serial = 0; serial < 2_200; serial++) {
          history.noteMail(`run-${serial}`, merged);
          if (serial % 50 === 0) await setImmediate();
        }
        await time.pass(9_000);
        assert.deepEqual([tries, lines.length], [1, 1]);
        await time.pass(2_000);
        assert.equal(tries, 2);
      } finally {
        Object.defineProperty(SharedLines.prototype, 'compactInTurns', whole);
      }
      await time.pass(11_000);
      await until('compacted', () => generation() === 2 && readdirSync(folder).length === 1);
      assert.ok(onDisk().split('\n').filter(Boolean).length <= 600);
    });

  it('skips torn, foreign and damaged lines', () => {
    const history = aHistory();
    history.add(aRun({ id: 'a' }), mailed, undefined);
    const file = path.join(folder, readdirSync(folder)[0] ?? '');
    const good = onDisk().trim();
    const [, ...rest] = good;
    const damaged = [
      rest.join(''),
      good.slice(0, 200),
      'null',
      '[]',
      '{"at":1,"kind":"run"}',
      '{"at":1e300,"kind":"clear"}',
      '{"at":-1,"kind":"clear"}',
      '{"at":5,"kind":"tomorrow","id":"a"}',
      good.replace('"outcome":"failed"', '"outcome":"burnt"'),
      good.replace('"why":"rule"', '"why":"toString"'),
      good.replace('"source":"task"', '"source":3'),
    ];
    appendFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe, 0x80, 0x0a]), Buffer.from(damaged.join('\n'))]));
    appendFileSync(path.join(folder, 'runs.x.jsonl'), good.replace('run-1', 'foreign'));
    const other = aHistory();
    assert.deepEqual(ids(other), ['a']);
    // The last line had no line end, but does not damage the next one.
    other.add(aRun({ id: 'b', endedAt: 70_000 }), mailed, undefined);
    assert.deepEqual(ids(aHistory()), ['b', 'a']);
  });

  it('leaves lines of a later version to it when it compacts, the newest ones, and clears them too', async () => {
    const history = aHistory();
    history.add(aRun({ id: 'a' }), mailed, undefined);
    const good = onDisk().trim();
    const later = [
      '{"at":5,"kind":"tomorrow","id":"a"}',
      '{"at":6,"kind":"tag","words":["x"]}',
      good.replace('"outcome":"failed"', '"outcome":"burnt"'),
      good.replace('"source":"task"', '"source":"satellite"'),
    ];
    const torn = [good.slice(0, 200), 'null', '[]', '{"at":1e300,"kind":"x"}', '{"kind":"x"}', '{"at":7}'];
    const many = Array.from({ length: 2_100 }, (_, index) => `{"at":${index + 1},"kind":"old"}`);
    const file = path.join(folder, readdirSync(folder)[0] ?? '');
    appendFileSync(file, `\n${[...many, ...later.slice(2), ...torn].join('\n')}\n`);
    await time.pass(1_000);
    await time.pass(11_000);
    await until('compacted', () => !readdirSync(folder).includes('runs.1.jsonl'));
    let kept = onDisk().split('\n').filter(Boolean);
    for (const line of later.slice(2)) assert.ok(kept.includes(line), line);
    for (const line of torn) assert.ok(!kept.includes(line), line);
    assert.ok(kept.includes('{"at":2100,"kind":"old"}') && !kept.includes('{"at":1,"kind":"old"}'));
    assert.ok(kept.length <= 510, String(kept.length));
    assert.deepEqual(ids(aHistory()), ['a']);
    appendFileSync(path.join(folder, readdirSync(folder)[0] ?? ''), `\n${later.slice(0, 2).join('\n')}\n`);
    history.clear();
    await time.pass(11_000);
    await until('cleared', () => !onDisk().includes('satellite') && readdirSync(folder).length === 1);
    kept = onDisk().split('\n').filter(Boolean);
    assert.equal(kept.length, 1, kept.join('\n'));
  });

  it('removes cleared runs from the disk', () => {
    const history = aHistory();
    history.add(aRun({ command: 'top-s3cret' }), mailed, undefined);
    assert.match(onDisk(), /top-s3cret/);
    history.clear();
    assert.doesNotMatch(onDisk(), /top-s3cret/);
    assert.deepEqual(aHistory().all(), []);
    history.add(aRun({ id: 'next' }), mailed, undefined);
    assert.deepEqual(ids(aHistory()), ['next']);
  });

  it('shows runs added after a clearing, even if the clock was set back', () => {
    const history = aHistory();
    history.clear();
    time.wall -= 3_600_000;
    history.add(aRun(), mailed, undefined);
    assert.deepEqual(ids(aHistory()), ['run-1']);
  });

  it('keeps a run that the disk does not take, and writes it when it does', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) {
      // Root ignores modes, and so do Windows folders: a file takes the folder's place.
      appendFileSync(folder, '');
    } else {
      chmodSync(path.dirname(folder), 0o500);
    }
    const history = aHistory();
    history.add(aRun(), mailed, undefined);
    assert.deepEqual(ids(history), ['run-1']);
    await time.pass(3_000);
    assert.equal(lines.length, 1, lines.join());
    assert.match(lines[0] ?? '', /^the history of runs cannot be used: (ENOTDIR|EEXIST|EACCES)$/);
    chmodSync(path.dirname(folder), 0o700);
    rmSync(folder, { recursive: true, force: true });
    await time.pass(1_000);
    assert.deepEqual(ids(aHistory()), ['run-1']);
  });

  it('says how the last runs of a thing ended', () => {
    const history = aHistory();
    const kind = { source: 'task', name: 'test', folder: '/src' } as const;
    assert.deepEqual(history.lastOf(kind), { lastOutcome: undefined, failures: 0 });
    const ends = ['failed', 'done', 'failed', 'stopped', 'failed', 'lost'] as const;
    ends.forEach((outcome, endedAt) =>
      history.add(aRun({ id: `run-${endedAt}`, outcome, endedAt }), mailed, undefined),
    );
    history.add(aRun({ id: 'other', outcome: 'done', endedAt: 99, folder: '/other' }), mailed, undefined);
    history.add(aRun({ id: 'cycle', outcome: 'done', endedAt: 99, cycle: 'fixed' }), mailed, undefined);
    assert.deepEqual(history.lastOf(kind), { lastOutcome: 'failed', failures: 2 });
    assert.deepEqual(history.lastOf({ ...kind, folder: '/other' }), { lastOutcome: 'done', failures: 0 });
  });

  it('says how the runs before one had ended, and which mail was the last about one of them alone', () => {
    const history = aHistory();
    const kind = { source: 'task', name: 'test', folder: '/src' } as const;
    ['failed', 'failed', 'done', 'failed'].forEach((outcome, endedAt) =>
      history.add(aRun({ id: `run-${endedAt}`, outcome: outcome as 'failed' | 'done', endedAt }), mailed, undefined),
    );
    assert.deepEqual(history.lastOf(kind, 'run-2'), { lastOutcome: 'failed', failures: 2 });
    assert.deepEqual(history.lastOf(kind, 'run-0'), { lastOutcome: undefined, failures: 0 });
    history.noteMail('run-0', { mail: 'a', mailNote: 'written', messageId: '<a@example.com>' });
    history.noteMail('run-1', { mail: 'b', mailNote: 'merged', messageId: '<b@example.com>' });
    history.noteMail('run-2', { mailNote: 'withdrawn' });
    history.noteMail('run-3', { mail: 'd', mailNote: 'written', messageId: '<d@example.com>' });
    assert.equal(history.lastOf(kind, 'run-3').lastMail, '<a@example.com>');
    assert.equal(aHistory().lastOf(kind).lastMail, '<d@example.com>');
    assert.equal(history.lastOf(kind, 'run-0').lastMail, undefined);
    // A mail said that it goes on before its end was known: the mail about its end replies to that one.
    history.noteMail('run-9', { messageId: '<going@example.com>' });
    assert.equal(aHistory().lastOf(kind, 'run-9').lastMail, '<going@example.com>');
    history.add(aRun({ id: 'run-9', outcome: 'failed', endedAt: 9 }), mailed, undefined);
    assert.equal(aHistory().lastOf(kind, 'run-9').lastMail, '<going@example.com>');
    history.noteMail('run-9', { mail: 'e', mailNote: 'written', messageId: '<end@example.com>' });
    assert.equal(history.lastOf(kind, 'run-9').lastMail, '<d@example.com>');
    assert.equal(aHistory().lastOf(kind).lastMail, '<end@example.com>');
  });

  it('ignores a Message-ID that would be invalid in a header', () => {
    const history = aHistory();
    history.add(aRun({ id: 'run-1' }), mailed, undefined);
    for (const messageId of ['<a@b>\r\nBcc: x@y', 'a@b', '<a b@c>', '<a@b> <c@d>'])
      history.noteMail('run-1', { mail: 'a', mailNote: 'written', messageId });
    assert.equal(aHistory().find('run-1')?.messageId, undefined);
  });

  describe('of several processes at once', () => {
    let home: string;
    let script: string;

    before(async function () {
      home = mkdtempSync(path.join(tmpdir(), 'run-history-writer-'));
      needsSharedAppends(this);
      script = await testProgram('test/support/historyWriter.ts', home);
    });
    after(() => rmSync(home, { recursive: true, force: true }));

    /** Resolves with the runs that the process added. @param kill after so many of them */
    function writer(name: string, count: number, { clear = '', kill = Infinity } = {}): Promise<string[]> {
      return new Promise((resolve, reject) => {
        const args = [script, folder, name, String(count), clear];
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
        let text = '';
        child.stdout.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          if (text.split('\n').length > kill) child.kill('SIGKILL');
        });
        child.on('close', (code) => {
          const told = text.split('\n').slice(0, -1);
          if (code === 0 || kill < Infinity) resolve(told);
          else reject(new Error(`writer ended with ${code}`));
        });
      });
    }
    /** How often the files were compacted. */
    const compactions = () => Math.max(...readdirSync(folder).map((name) => Number(name.split('.')[1]))) - 1;

    it('loses none of 500 runs while others are compacted away', async () => {
      const told = await Promise.all([writer('one', 250), writer('two', 250)]);
      assert.ok(compactions() >= 10, `${compactions()} compactions`);
      const expected = told.flat();
      assert.equal(expected.length, 500);
      const all = aHistory().all();
      assert.deepEqual(all.map(({ run }) => run.id).sort(), expected.sort());
      for (const { run, mail } of all) {
        const isThird = Number(run.id.split('-')[1]) % 3 === 0;
        assert.equal(mail, isThird ? `mail-${run.id}` : undefined);
      }
    });

    it('loses no added run when they are killed', async () => {
      const told: string[] = [];
      for (const round of [0, 1, 2, 3]) {
        const kill = 15 + 10 * round;
        const names = [`a${round}`, `b${round}`];
        told.push(...(await Promise.all(names.map((name) => writer(name, 60, { kill })))).flat());
      }
      assert.ok(compactions() >= 4, `${compactions()} compactions`);
      const here = new Set(ids(aHistory()));
      assert.ok(told.length >= 200, `${told.length} runs only`);
      assert.deepEqual(
        told.filter((id) => !here.has(id)),
        [],
      );
    });

    it('forgets runs cleared in one of them, and no later ones', async () => {
      await Promise.all([writer('one', 200), writer('two', 200, { clear: '100' })]);
      const mine = ids(aHistory()).filter((id) => id.startsWith('two-'));
      assert.deepEqual(
        mine.sort(),
        Array.from({ length: 99 }, (_, place) => `two-${101 + place}`),
      );
    });
  });
});
