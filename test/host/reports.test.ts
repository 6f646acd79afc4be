import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { WorkspaceValues } from '../../src/host/editor/storage';
import { ReportCollector } from '../../src/host/report/reportCollector';
import { activeRepositoryOf } from '../../src/host/report/gitApi';
import { silentLog } from '../../src/model/log';
import type { Content } from '../../src/model/rule/rule';
import type { Report } from '../../src/model/report/report';
import type { Run } from '../../src/model/run/run';
import { plainRule } from '../../src/model/rule/rule';
import type { ParsedMail } from '../../src/model/letter/message';
import { everyRun } from '../support/everyRun';
import { anAccount, aRun } from '../support/builders';
import { emptyStorage } from '../support/fakeMemory';
import { configure, endAll, extension, mails, passed, sandboxAccount, until } from './extension';
import { type Scheduler, slowed, systemScheduler } from '../../src/system/scheduler';
import { patientScheduler } from './patientScheduler';
import { folder } from './sampleTasks';

const source = ['export function total(cart: number[]): number {', '  const sum = 0;', '  return totl;', '}', ''].join(
  '\n',
);

const decision = { mail: true, why: 'rule', rule: plainRule } as const;

describe('what a mail tells beside its run', () => {
  let repository: string;
  let outside: string;
  let problems: vscode.DiagnosticCollection;

  before(async () => {
    repository = await mkdtemp(join(folder().uri.fsPath, 'repository-'));
    outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'cart.ts'), source);
    await mkdir(join(repository, 'src'));
    await writeFile(join(repository, 'src', 'cart.ts'), source);
    await writeFile(join(repository, '.env'), 'TOKEN=none of your business\nTOKEN\n');
    await symlink(join(outside, 'cart.ts'), join(repository, 'src', 'linked.ts'));
    git('init', '--quiet', '--initial-branch', 'work');
    git('config', 'user.name', 'Ada');
    git('config', 'user.email', 'ada@example.com');
    git('add', 'src/cart.ts', '.env');
    git('commit', '--quiet', '-m', 'Begin the cart');
    const extensionOfGit = vscode.extensions.getExtension<{ getAPI(version: 1): OpenRepository }>('vscode.git');
    const api = (await extensionOfGit?.activate())?.getAPI(1);
    await api?.openRepository(vscode.Uri.file(repository));
    await until(() => activeRepositoryOf(repository)?.state.HEAD?.commit !== undefined, 'the repository');
  });

  after(async () => {
    await rm(repository, { recursive: true });
    await rm(outside, { recursive: true });
  });

  beforeEach(async () => {
    problems = vscode.languages.createDiagnosticCollection('test of reports');
    await configure({ accounts: [sandboxAccount] });
    await mailAll('tail');
    (await extension()).sandbox.clear();
  });

  afterEach(async () => {
    problems.dispose();
    await endAll();
    await configure({});
  });

  interface OpenRepository {
    openRepository(root: vscode.Uri): Promise<unknown>;
  }

  function git(...args: readonly string[]): void {
    execFileSync('git', args, {
      cwd: repository,
      stdio: 'pipe',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
    });
  }

  async function mailAll(content: Content): Promise<void> {
    const rules = everyRun().map((rule) => ({ ...(rule as object), content }));
    await vscode.workspace.getConfiguration('mailWhenDone').update('rules', rules, vscode.ConfigurationTarget.Global);
    const { settings } = await extension();
    await until(() => settings.rules()[0]?.content === content, 'the rule');
  }

  async function mailOf(name: string, line: string): Promise<ParsedMail> {
    const { sandbox } = await extension();
    sandbox.clear();
    const execution = new vscode.ShellExecution(line, { cwd: repository });
    const task = new vscode.Task({ type: 'shell', name }, folder(), name, 'test', execution, []);
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Never };
    await vscode.tasks.executeTask(task);
    const [mail] = await mails(1);
    assert.ok(mail);
    return mail;
  }

  function diagnose(errors: number, warnings: number, hints = 0): void {
    const range = new vscode.Range(2, 9, 2, 13);
    const { Error, Warning, Hint } = vscode.DiagnosticSeverity;
    const list = [
      ...Array.from({ length: errors }, () => new vscode.Diagnostic(range, "Cannot find name 'totl'.", Error)),
      ...Array.from({ length: warnings }, () => new vscode.Diagnostic(range, 'unused', Warning)),
      ...Array.from({ length: hints }, () => new vscode.Diagnostic(range, 'shorter', Hint)),
    ];
    problems.set(vscode.Uri.file(join(repository, 'src', 'cart.ts')), list);
    // Not of the workspace.
    problems.set(vscode.Uri.file(join(outside, 'cart.ts')), [new vscode.Diagnostic(range, 'elsewhere', Error)]);
  }

  async function aCollector(scheduler: Scheduler): Promise<ReportCollector> {
    const { history, redaction } = await extension();
    const rules = { current: [], onDidChange: () => ({ dispose: () => undefined }) };
    const storage = emptyStorage<WorkspaceValues>();
    const mark = (name: string): string => name;
    return new ReportCollector({ history, log: silentLog, scheduler, mark, redaction, rules, storage });
  }

  /** What would be told of a run that has just ended here. */
  async function reportOf(change: Partial<Run>, content: Content = 'tail', of?: ReportCollector): Promise<Report> {
    const collector = of ?? (await extension()).collector;
    const now = Date.now();
    const run: Run = {
      id: crypto.randomUUID(),
      source: 'terminal',
      name: 'make',
      command: 'make',
      outcome: 'failed',
      exitCode: 2,
      startedAt: now - 1_000,
      startKnown: true,
      endedAt: now,
      folder: repository,
      workspace: vscode.workspace.name ?? '',
      host: 'box',
      ...change,
    };
    const rule = { ...plainRule, content };
    const { report } = await collector.of({ run, account: anAccount(), decision: { ...decision, rule } });
    assert.ok(report);
    return report;
  }

  it('the first error with its source, Git, problems and what came since it last ended well', async () => {
    diagnose(1, 2, 5);
    const good = await mailOf('check', 'sleep 0.3; echo fine');
    assert.match(good.text, /Branch:\s+work/);
    assert.match(good.text, /Commit:\s+[\da-f]{7} Begin the cart/);
    assert.match(good.text, new RegExp(`User:\\s+${userInfo().username}`));
    assert.match(good.text, /Errors:\s+1\n/);
    assert.match(good.text, /Warnings:\s+2\n/);
    assert.doesNotMatch(good.text, /since the last good run|First error/);
    // It is looked a second later how things stood.
    await passed(1_500);

    await writeFile(join(repository, 'src', 'more.ts'), 'export {};\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Add more', '-m', 'And say why.');
    await writeFile(join(repository, 'src', 'cart.ts'), `${source}// changed\n`);
    await writeFile(join(repository, 'src', 'new.ts'), '');
    diagnose(3, 1);
    const line = `sleep 0.3; printf "src/cart.ts(3,10): error TS2304: Cannot find name 'totl'.\\n"; exit 2`;
    const bad = await mailOf('check', line);
    assert.match(bad.text, /TS2304: Cannot find name 'totl'\./);
    assert.match(bad.text, /repository-\w+\/src\/cart\.ts:3:10/);
    assert.match(bad.text, /2\W+const sum = 0;\n.*3\W+return totl;\n.*4\W+\}/);
    assert.match(bad.text, /Commit:\s+[\da-f]{7} Add more\n/);
    assert.match(bad.text, /Changed files:\s+2\n/);
    assert.match(bad.text, /New commits:\s+1 since/);
    assert.match(bad.text, /Errors:\s+3 \(\+2 since/);
    assert.match(bad.text, /Warnings:\s+1 \(-1 since/);
    assert.ok(bad.text.includes(`cd ${repository} && ${line}`), bad.text);

    const third = await mailOf('check', 'sleep 0.3; exit 2');
    assert.match(third.subject, /^STILL FAILING \(2nd\): check/);
    const fixed = await mailOf('check', 'sleep 0.3');
    assert.match(fixed.subject, /^FIXED: check/);
  });

  it('what was the last mail about it, and how long it usually takes', async () => {
    const { history } = await extension();
    for (let round = 0; round < 3; round++) await mailOf('again', 'sleep 0.2');
    const mail = await mailOf('again', 'sleep 0.2');
    assert.match(mail.text, /usually/);
    const [last, before] = history.all();
    assert.equal(last?.run.name, 'again');
    assert.equal(last.messageId, /^Message-ID: (<.+>)\r?$/im.exec(mail.source)?.[1]);
    assert.equal(history.lastOf(last.run, last.run.id).lastMail, before?.messageId);
    assert.ok(before?.messageId);
  });

  it('no more than its rule allows', async () => {
    diagnose(1, 0);
    const output = 'src/cart.ts:3:10: error: no totl\n';
    const verdict = await reportOf({ output }, 'verdict');
    assert.deepEqual(Object.keys(verdict).sort(), ['lastRuns', 'remote', 'rerun', 'user']);
    assert.deepEqual([verdict.user, verdict.rerun], ['', '']);
    const facts = await reportOf({ output }, 'facts');
    assert.deepEqual(
      [facts.firstError, facts.output, facts.problems?.errors, facts.git?.branch],
      [undefined, undefined, 1, 'work'],
    );
    const tail = await reportOf({ output: `${'x'.repeat(99)}\n`.repeat(1_000) + output });
    assert.equal(tail.output?.text.length, 65_536);
    assert.equal(tail.output.missing, 100_000 + output.length - 65_536);
    assert.equal(tail.firstError?.message, 'no totl');
    const gap = { output: `\u001b[31mbegin\r\n end`, outputGap: { at: 12, length: 7 } };
    const everything = await reportOf(gap, 'everything');
    assert.deepEqual(everything.output, {
      text: '\u001b[31mbegin\u001b[0m\n\n[… 7 characters are missing here …]\n end',
      missing: 7,
      startsWhole: true,
    });
  });

  it('where an error is by the end of its path, from the editor where nothing was printed, and none of what went well', async () => {
    const place = async (output: string) => (await reportOf({ output })).firstError?.place;
    const path = /^repository-\w+\/src\/cart\.ts$/;
    assert.match((await place('../build/../src/cart.ts:3:1: error: x'))?.path ?? '', path);
    const nested = join(repository, 'deep', 'er');
    await mkdir(nested, { recursive: true });
    await writeFile(join(nested, 'Only.java'), 'class Only {}\n');
    const java = 'Exception in thread "main" java.lang.Error: x\n\tat er.Only.main(Only.java:1)';
    assert.match((await place(java))?.path ?? '', /^repository-\w+\/deep\/er\/Only\.java$/);
    diagnose(1, 0);
    assert.equal(
      (await reportOf({ output: 'it went wrong' })).firstError,
      undefined,
      'not for a command of a terminal',
    );
    const listed = (await reportOf({ source: 'task', output: 'it went wrong' })).firstError;
    assert.equal(listed?.message, "Cannot find name 'totl'.");
    assert.match(listed.place?.path ?? '', path);
    assert.deepEqual([listed.place?.line, listed.place?.column], [3, 10]);
    const well = { outcome: 'done', output: 'src/cart.ts:3:1: error: x' } as const;
    assert.equal((await reportOf(well)).firstError, undefined);
    const details = ['Cells run: 1 of 2 (1)', 'Cell 1: TypeError: cannot add'];
    const cell = await reportOf({ source: 'notebook', details, output: '' });
    assert.deepEqual(cell.firstError, { message: 'Cell 1: TypeError: cannot add', lines: [] });
  });

  it('nothing of files outside of the workspace, nor of those that hold secrets', async () => {
    for (const path of [join(outside, 'cart.ts'), '/etc/passwd', 'src/linked.ts', '../../../../../../etc/passwd']) {
      const { firstError } = await reportOf({ output: `${path}:1: error: look` });
      assert.equal(firstError?.place?.path, path);
      assert.deepEqual([firstError.lines, firstError.place.link], [[], undefined]);
    }
    const { firstError } = await reportOf({ output: '.env:1: error: look' });
    assert.match(firstError?.place?.path ?? '', /\.env$/);
    assert.deepEqual(firstError?.lines, []);
  });

  it('nothing of how things stand now of a run of another workspace, or of one that ended long ago', async () => {
    const other = await reportOf({ workspace: 'another one', folder: outside });
    assert.deepEqual([other.problems, other.git, other.openLink], [undefined, undefined, undefined]);
    const old = await reportOf({ endedAt: Date.now() - 600_000 });
    assert.deepEqual([old.problems, old.git], [undefined, undefined]);
  });

  it('the list of problems as it comes to rest a moment later', async () => {
    // A stand-still of the editor must not pass for a list at rest: the usual quarter of a second becomes five.
    const collector = await aCollector(slowed(systemScheduler, 20));
    diagnose(0, 0);
    await passed(300);
    const report = reportOf({}, 'tail', collector);
    diagnose(1, 0);
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      listener.dispose();
      diagnose(2, 0);
    });
    assert.equal((await report).problems?.errors, 2);
    collector.dispose();
  });

  it('what is known by then, as the window closes', async () => {
    const collector = await aCollector(patientScheduler);
    diagnose(1, 0);
    const waiting = collector.of({ run: aRun({ endedAt: Date.now(), workspace: '' }), account: anAccount(), decision });
    collector.hurry();
    const { report } = await waiting;
    assert.equal(report?.problems, undefined);
    assert.equal(report?.user, userInfo().username);
    collector.dispose();
  });

  it('no link where the editor runs in a browser; the editor tells what it opened last', async () => {
    const { openLink } = await reportOf({});
    if (vscode.env.uiKind === vscode.UIKind.Desktop) {
      assert.match(openLink ?? '', /^https:\/\/(?:insiders\.)?vscode\.dev\/redirect\?url=/);
      return;
    }
    assert.equal(openLink, undefined);
    // Not documented: where this changes, there are no links to other computers.
    const opened: unknown = await vscode.commands.executeCommand('_workbench.getRecentlyOpened');
    const { workspaces } = opened as { workspaces: { folderUri?: { path: string }; remoteAuthority?: string }[] };
    const here = workspaces.find(({ folderUri }) => folderUri?.path === folder().uri.path);
    assert.equal(here?.remoteAuthority, vscode.env.remoteName);
  });

  it('all that it printed, where a rule mails all', async () => {
    await mailAll('everything');
    const { outputs } = await extension();
    const printing = 'node -e "for (let i = 0; i < 120000; i++) console.log(String(i).padStart(9, \'0\'))"';
    await mailOf('long', printing);
    const { history } = await extension();
    const kept = outputs.of(history.all()[0]?.run.id ?? '');
    assert.match(kept?.output ?? '', /^000000000\r\n000000001/);
    assert.match(kept?.output ?? '', /000119999\r\n$/);
    assert.equal((kept?.output.length ?? 0) + (kept?.outputGap?.length ?? 0), 120_000 * 11);
    assert.equal(kept?.outputGap?.at, 524_288);
    await mailAll('tail');
    await mailOf('long', printing);
    const usual = outputs.of(history.all()[0]?.run.id ?? '');
    assert.deepEqual(usual?.outputGap, { at: 0, length: 120_000 * 11 - 65_536 });
  });
});
