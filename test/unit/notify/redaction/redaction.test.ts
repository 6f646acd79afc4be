import assert from 'node:assert/strict';
import { lintedSecrets } from '../../../../src/notify/redaction/lintedSecrets';
import { Redaction, type RedactionParts } from '../../../../src/notify/redaction/redaction';
import type { Log } from '../../../../src/model/log';
import { KnownSecrets } from '../../../../src/model/redaction/knownSecrets';
import { Redactor } from '../../../../src/model/redaction/redactor';
import { noReport, type Report } from '../../../../src/model/report/report';
import { plainRule } from '../../../../src/model/rule/rule';
import { fakeValues } from '../../../corpus/fakeValues';
import { freshParts, freshSamples } from '../../../corpus/corpus';
import { scoreOf } from '../../../corpus/score';
import { seededRandom } from '../../../support/seededRandom';
import type { Clocks } from '../../../../src/notify/redaction/workTime';
import { aRun } from '../../../support/builders';

const fake = (kind: string) => fakeValues[kind]!(seededRandom(5));
const own = 'Own-Pass w0rd';
const secret = fake('wordy');

/** A report with a secret in each of its texts. */
function fullReport(): Report {
  const link = `https://vscode.dev/redirect?url=${encodeURIComponent('vscode://file/src/app/main.ts:12:5')}`;
  return {
    user: 'ada',
    remote: 'ssh-remote',
    usual: 4_000,
    lastRuns: { lastOutcome: 'failed', failures: 1 },
    firstError: {
      message: `login failed with password=${secret}`,
      place: { path: 'main.ts', line: 12, link },
      lines: [
        { number: 11, text: 'const options = {' },
        { number: 12, text: `  password: "${secret}",` },
        { number: 13, text: '};' },
      ],
    },
    problems: { errors: 1, warnings: 2 },
    git: {
      branch: `fix-token=${fake('generic')}`,
      commit: 'abc1234',
      subject: `Use the token ${fake('github')}`,
      changedFiles: 1,
      sinceGood: { count: 1, commits: [{ id: 'abc1234', subject: `PASSWORD=${secret}` }] },
    },
    output: { text: `$ \u001b[31mlogin\u001b[0m\nDB_PASSWORD=${secret}\nsent ${own}\n`, missing: 0 },
    rerun: `deploy --password ${secret}`,
    openLink: link,
    summary: `The password is ${secret}`,
  };
}

/** Clocks that move with each look at them only. */
function ticking(step: number): Clocks {
  const clock = (): (() => number) => {
    let now = 0;
    return () => (now += step);
  };
  return { elapsed: clock(), processor: clock() };
}

describe('Redaction', () => {
  let logged: string[];
  const log: Log = {
    debug: (line) => void logged.push(line),
    info: (line) => void logged.push(line),
    warn: (line) => void logged.push(line),
    error: (line) => void logged.push(line),
  };
  const redactor = new Redactor(new KnownSecrets([{ username: 'ada', password: own }]));
  const redaction = (parts: Partial<RedactionParts> = {}) =>
    new Redaction({
      known: () => redactor,
      whole: () => Promise.resolve(redactor),
      lint: lintedSecrets,
      timeoutMs: 3_600_000,
      log,
      ...parts,
    });
  const run = () =>
    aRun({
      name: `deploy --token ${fake('generic')}`,
      command: `curl -u ada:${secret} https://example.com; echo ${own}`,
      details: ['first', `password: "${secret}"`],
      output: `PASSWORD=${secret}`,
    });

  beforeEach(() => {
    logged = [];
  });

  it('leaves no secret in any text of a run and its report, and keeps everything else', async () => {
    const told = await redaction().report(run(), fullReport());
    const text = JSON.stringify(told);
    for (const one of [secret, own, fake('github'), fake('generic')]) assert.ok(!text.includes(one), one);
    const { report } = told;
    assert.equal(told.run.name, 'deploy --token ***');
    assert.equal(told.run.command, 'curl -u ada:*** https://example.com; echo ***');
    assert.deepEqual(told.run.details, ['first', 'password: "***"']);
    assert.ok(!('output' in told.run));
    assert.deepEqual(report.firstError?.lines[1], { number: 12, text: '  password: "***",' });
    assert.equal(report.firstError.place?.link, fullReport().firstError?.place?.link);
    assert.equal(report.output?.text, '$ \u001b[31mlogin\u001b[0m\nDB_PASSWORD=***\nsent ***\n');
    assert.equal(report.git?.sinceGood?.commits[0]?.subject, 'PASSWORD=***');
    assert.equal(report.rerun, 'deploy --password ***');
    assert.equal(report.openLink, fullReport().openLink);
    assert.equal(report.withheld, undefined);
    assert.deepEqual(report.problems, { errors: 1, warnings: 2 });
  });

  it('treats the first word as part of a secret only if the beginning is missing', async () => {
    const output = { text: 'v20.19.1-b77 and more', missing: 9 };
    const whole = { ...output, startsWhole: true } as const;
    const text = async (one: typeof output) =>
      (await redaction().report(run(), { ...noReport, output: one })).report.output?.text;
    assert.deepEqual([await text(output), await text(whole)], ['*** and more', output.text]);
  });

  it('drops an address that would hold a secret', async () => {
    const openLink = `https://vscode.dev/redirect?url=${encodeURIComponent(`vscode://file/a?token=${fake('github')}`)}`;
    const { report } = await redaction().report(run(), { ...noReport, openLink });
    assert.ok(!('openLink' in report));
  });

  it('logs how many secrets of each kind it found, and nothing of them', async () => {
    await redaction().report(run(), fullReport());
    assert.match(logged.join('\n'), /masked in its mail: .*\bnamed \d+/);
    for (const one of [secret, own, fake('github'), 'deploy', 'curl']) assert.ok(!logged.join('\n').includes(one), one);
  });

  const failures: Record<string, Partial<RedactionParts>> = {
    'a rule throws': { lint: () => Promise.reject(new Error(secret)) },
    'a password is not known': { whole: () => Promise.reject(new Error('locked')) },
    'it takes too long': { timeoutMs: 0, clocks: ticking(1_000) },
  }; // prettier-ignore
  for (const [what, parts] of Object.entries(failures))
    it(`drops the output, and reports that, if ${what}`, async () => {
      const { report, run: told } = await redaction(parts).report(run(), fullReport());
      assert.deepEqual(report, {
        user: '',
        remote: '',
        rerun: '',
        usual: 4_000,
        lastRuns: { lastOutcome: 'failed', failures: 1 },
        problems: { errors: 1, warnings: 2 },
        withheld: 'notRedacted',
      });
      assert.ok(!JSON.stringify(told).includes(secret));
      const { name, command, details, folder } = told;
      assert.deepEqual([name, command, details, folder], ['deploy --token ***', '***', undefined, run().folder]);
      assert.match(logged.join('\n'), /goes without output/);
      assert.ok(!logged.join('\n').includes(secret));
    });

  it('drops the command if a password is not known: it may be in there', async () => {
    const unknown = redaction({
      known: () => new Redactor(new KnownSecrets()),
      whole: () => Promise.reject(new Error('locked')),
    });
    const command = `send -ap ${own}`;
    for (const source of ['terminal', 'task'] as const) {
      const one = aRun({ source, name: source === 'task' ? 'send' : command, command, details: [own] });
      const told = await unknown.report(one, noReport);
      assert.ok(!JSON.stringify(told).includes(own), source);
      assert.equal(told.run.name, source === 'task' ? 'send' : '***');
    }
    assert.equal(await unknown.question('run-1', `Password ${own} is wrong. Another?`), '***');
  });

  it('redacts the question that a run waits with', async () => {
    assert.equal(await redaction().question('run-1', `Password for ${own}?`), 'Password for ***?');
  });

  it('redacts what a mail says about its rule', () => {
    const rule = { ...plainRule, id: 'r', name: `With ${own}`, match: `*--token ${secret}*`, folder: `/srv/${own}` };
    const told = redaction().rule(rule);
    assert.deepEqual(told, { ...rule, name: 'With ***', match: '*--token ***', folder: '/srv/***' });
  });

  it('reveals nothing about a run whose name cannot be redacted', () => {
    const { name, command, id } = redaction({ known: () => { throw new Error(secret); } }).run(run()); // prettier-ignore
    assert.deepEqual([name, command, id], ['***', '***', run().id]);
    assert.ok(!logged.join('\n').includes(secret));
  });

  it('does not block other work', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const text = 'a line of a log 12 ms\n'.repeat(20_000);
    await redaction().report(run(), { ...noReport, output: { text, missing: 0 } });
    clearInterval(timer);
    assert.ok(turns >= 5, `${turns} turns`);
  });

  it('keeps the output of each of many runs that end together, however long the others take', async () => {
    const text = 'Compiling module main.ts: done\n'.repeat(500);
    const clocks = ticking(1);
    const report = (by: Redaction) => by.report(aRun(), { ...noReport, output: { text, missing: 0 } });
    await report(redaction({ clocks }));
    const limited = redaction({ clocks, timeoutMs: clocks.elapsed() });
    const many = await Promise.all(Array.from({ length: 20 }, () => report(limited)));
    assert.deepEqual(
      many.map((told) => told.report.output?.text),
      many.map(() => text),
    );
  });

  it('keeps the output on a computer that is busy with other things', async () => {
    const text = 'Compiling module main.ts: done\n'.repeat(500);
    const clocks = { elapsed: ticking(1_000).elapsed, processor: () => 0 };
    const { report } = await redaction({ clocks, timeoutMs: 10 }).report(aRun(), {
      ...noReport,
      output: { text, missing: 0 },
    });
    assert.equal(report.output?.text, text);
  });

  it('uses secretlint’s rules, which nothing in the output can switch off', async () => {
    const value = fake('github');
    const text = `/* secretlint-disable */ ${value} // secretlint-disable-line`;
    const [span] = await lintedSecrets(text);
    assert.equal(text.slice(span?.start, span?.end), value);
  });

  it('masks the password in a URL, and a user that is a token, and keeps the rest', async () => {
    const masked = async (text: string) =>
      (await redaction().report(run(), { ...noReport, output: { text, missing: 0, startsWhole: true } })).report.output
        ?.text;
    for (const address of ['@git.example.com/repo.git', '@localhost:5432/db', '@h.example:27017,i.example/x?y=1'])
      for (const scheme of ['https', 'postgres', 'mongodb+srv', 'redis'])
        for (const password of [secret, 'Pa5s@w0rd:x'])
          assert.equal(
            await masked(`of ${scheme}://alice:${password}${address} now`),
            `of ${scheme}://alice:***${address} now`,
          );
    const token = fake('github');
    assert.equal(await masked(`at https://${token}:${secret}@h.example/x`), 'at https://***(GitHub):***@h.example/x');
    assert.deepEqual(await lintedSecrets(`https://alice:${secret}@git.example.com/x`), [
      { start: 14, end: 14 + secret.length, kind: 'linted' },
    ]);
  });

  const told = async (text: string): Promise<string> => {
    const { report } = await redaction().report(aRun(), { ...noReport, output: { text, missing: 0 } });
    return report.output?.text ?? '';
  };

  it('masks no more look-alikes with these rules than without', async () => {
    const score = await scoreOf(told);
    assert.ok(score.leaks.length <= score.secrets * 0.01, score.leaks.join('\n\n'));
    assert.ok(score.alarms.length <= score.harmless * 0.02, score.alarms.join('\n\n'));
  });

  for (const part of freshParts)
    it(`finds nearly all in what programs print, and leaves the rest alone: ${part} part`, async () => {
      const score = await scoreOf(told, freshSamples(part));
      assert.ok(score.leaks.length <= score.secrets * 0.04, score.leaks.join('\n\n'));
      assert.ok(score.alarms.length <= score.harmless * 0.01, score.alarms.join('\n\n'));
    });
});
