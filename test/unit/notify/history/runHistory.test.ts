import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { Decision } from '../../../src/model/decision';
import type { Log } from '../../../src/model/log';
import { plainRule } from '../../../src/model/rule';
import { RunHistory } from '../../../src/outbox/runHistory';
import { aRun } from '../../support/builders';
import { FakeTime } from '../../support/fakeTime';

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

  it('keeps all that is needed to say what became of a run, and reads it again', () => {
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

  it('cuts long commands, keeps files to itself and logs nothing of what it keeps', () => {
    const history = aHistory();
    history.add(aRun({ command: `deploy ${'s3cret'.repeat(1_000)}` }), mailed, undefined);
    assert.equal(aHistory().all()[0]?.run.command.length, 1_000);
    const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);
    const [name = ''] = readdirSync(folder);
    assert.deepEqual([mode(folder), mode(path.join(folder, name))], ['700', '600']);
    assert.deepEqual(lines, []);
  });

  it('gives the newest first by their end, and learns the true end of one later', () => {
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

  it('knows in a window what happened in another within a second', async () => {
    const [one, other] = [aHistory(), aHistory()];
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

  it('keeps 500 runs, and a file of no more than a few times that', () => {
    const history = aHistory();
    for (let serial = 0; serial < 1_300; serial++) {
      history.add(aRun({ id: `run-${serial}`, endedAt: serial }), mailed, undefined);
      history.noteMail(`run-${serial}`, { mail: `mail-${serial}` });
    }
    const expected = Array.from({ length: 500 }, (_, place) => `run-${1_299 - place}`);
    for (const window of [history, aHistory()]) {
      assert.deepEqual(ids(window), expected);
      assert.equal(window.all()[0]?.mail, 'mail-1299');
    }
    const written = onDisk().split('\n').filter(Boolean).length;
    assert.ok(written >= 1_000 && written <= 2_002, `${written} lines`);
    assert.equal(readdirSync(folder).length, 1);
  });

  it('passes over lines that are torn, foreign or damaged', () => {
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
    // The last line had no end: it takes no other with it.
    other.add(aRun({ id: 'b', endedAt: 70_000 }), mailed, undefined);
    assert.deepEqual(ids(aHistory()), ['b', 'a']);
  });

  it('removes from the disk what is cleared', () => {
    const history = aHistory();
    history.add(aRun({ command: 'top-s3cret' }), mailed, undefined);
    assert.match(onDisk(), /top-s3cret/);
    history.clear();
    assert.doesNotMatch(onDisk(), /top-s3cret/);
    assert.deepEqual(aHistory().all(), []);
    history.add(aRun({ id: 'next' }), mailed, undefined);
    assert.deepEqual(ids(aHistory()), ['next']);
  });

  it('shows what comes after a clearing although the clock was set back', () => {
    const history = aHistory();
    history.clear();
    time.wall -= 3_600_000;
    history.add(aRun(), mailed, undefined);
    assert.deepEqual(ids(aHistory()), ['run-1']);
  });

  it('knows a run that the disk does not take, and writes it when it does', async function () {
    if (process.getuid?.() === 0) {
      // Nothing is forbidden to root: a file stands in the place of the folder.
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

  it('tells how the last runs of a thing ended', () => {
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

  it('tells how they had ended before one, and which mail was the last about one alone', () => {
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
    // That it went on was told before its end was known: the mail about its end answers that one.
    history.noteMail('run-9', { messageId: '<going@example.com>' });
    assert.equal(aHistory().lastOf(kind, 'run-9').lastMail, '<going@example.com>');
    history.add(aRun({ id: 'run-9', outcome: 'failed', endedAt: 9 }), mailed, undefined);
    assert.equal(aHistory().lastOf(kind, 'run-9').lastMail, '<going@example.com>');
    history.noteMail('run-9', { mail: 'e', mailNote: 'written', messageId: '<end@example.com>' });
    assert.equal(history.lastOf(kind, 'run-9').lastMail, '<d@example.com>');
    assert.equal(aHistory().lastOf(kind).lastMail, '<end@example.com>');
  });

  it('reads no Message-ID that could not stand in a header', () => {
    const history = aHistory();
    history.add(aRun({ id: 'run-1' }), mailed, undefined);
    for (const messageId of ['<a@b>\r\nBcc: x@y', 'a@b', '<a b@c>', '<a@b> <c@d>'])
      history.noteMail('run-1', { mail: 'a', mailNote: 'written', messageId });
    assert.equal(aHistory().find('run-1')?.messageId, undefined);
  });

  describe('of several processes at once', function () {
    this.timeout(60_000);
    let script: string;

    before(() => {
      script = path.join(mkdtempSync(path.join(tmpdir(), 'run-history-writer-')), 'writer.cjs');
      const entryPoints = [path.resolve(__dirname, '../../support/historyWriter.ts')];
      buildSync({ entryPoints, outfile: script, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
    });
    after(() => rmSync(path.dirname(script), { recursive: true, force: true }));

    /** Resolves with the runs that the process was told to be there. @param kill after so many of them */
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

    it('loses none of 500 runs while others are being compacted away', async () => {
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

    it('loses nothing that was told to be there when they are killed', async () => {
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

    it('forgets what was cleared in one of them, and nothing that came after it', async () => {
      await Promise.all([writer('one', 200), writer('two', 200, { clear: '100' })]);
      const mine = ids(aHistory()).filter((id) => id.startsWith('two-'));
      assert.deepEqual(
        mine.sort(),
        Array.from({ length: 99 }, (_, place) => `two-${101 + place}`),
      );
    });
  });
});
