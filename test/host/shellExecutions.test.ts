import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ShellExecutions, type ShellExecutionEnd } from '../../src/host/source/shellExecutions';
import type { ShellExecution } from '../../src/host/source/shellExecution';
import { systemClock } from '../../src/model/clock';
import { type Scheduler, systemScheduler } from '../../src/system/scheduler';
import { endAll, passed, until } from './extension';
import { Gate } from './gate';
import { patientScheduler } from './patientScheduler';
import { processTask, shellTask } from './sampleTasks';
import { bash } from './sampleTerminals';

describe('ShellExecutions', () => {
  let executions: ShellExecutions;
  let started: ShellExecution[];
  let ended: ShellExecutionEnd[];

  beforeEach(() => {
    [started, ended] = [[], []];
    begin(patientScheduler);
  });

  function begin(scheduler: Scheduler): void {
    executions = new ShellExecutions(systemClock, scheduler);
    executions.onDidStart((execution) => void started.push(execution));
    executions.onDidEnd((end) => void ended.push(end));
  }

  afterEach(async () => {
    executions.dispose();
    await endAll();
  });

  /** Runs a task and answers what is found for its process as that starts. */
  async function taskOutput(task: vscode.Task): Promise<string | undefined> {
    const found = new Promise<ShellExecution | undefined>((resolve) => {
      const listener = vscode.tasks.onDidStartTaskProcess(({ processId }) => {
        listener.dispose();
        resolve(executions.ofProcess(processId));
      });
    });
    const processEnd = new Promise<void>((resolve) => {
      const listener = vscode.tasks.onDidEndTaskProcess(() => {
        listener.dispose();
        resolve();
      });
    });
    await vscode.tasks.executeTask(task);
    const execution = await found;
    await processEnd;
    if (execution !== undefined) executions.processEnded(execution);
    await execution?.finished;
    return execution?.printed().text;
  }

  it('finds what runs in the terminal of a process, new or used again, and reads it whole', async () => {
    assert.match((await taskOutput(shellTask('a', 'echo one; echo two'))) ?? '', /^one\r\ntwo\r\n/);
    assert.match((await taskOutput(shellTask('a', 'echo three; sleep 0.3; echo four'))) ?? '', /^three\r\nfour\r\n/);
    assert.match((await taskOutput(processTask('p', '/bin/echo', ['five']))) ?? '', /^five\r\n/);
    assert.match((await taskOutput(shellTask('c', 'echo six; exit 3', true))) ?? '', /^six\r\n/);
  });

  it('reads a command of a terminal live, without the mark of the shell', async () => {
    const terminal = await bash();
    const seen: [string, number][] = [];
    executions.onDidStart((execution) => {
      execution.onData((chunk) => void seen.push([chunk, execution.printed().at]));
    });
    const gates = [new Gate(), new Gate()] as const;
    const line = `${gates[0].wait}; echo one; ${gates[1].wait}; echo two; (exit 5)`;
    terminal.sendText(line);
    await until(() => started.length === 1, 'the start');
    const opened: number[] = [];
    for (const [index, gate] of gates.entries()) {
      opened.push(Date.now());
      gate.open();
      await until(() => seen.length > index, `line ${index + 1}`);
    }
    await until(() => ended.length === 1, 'the end');
    await ended[0]?.execution.finished;
    const execution = started[0];
    assert.equal(execution?.printed().text, 'one\r\ntwo\r\n');
    assert.deepEqual(
      seen.map(([chunk]) => chunk),
      ['one\r\n', 'two\r\n'],
    );
    const [[, one], [, two]] = seen as [[string, number], [string, number]];
    const times = [execution.startedAt, opened[0]!, one, opened[1]!, two];
    assert.deepEqual(
      times,
      [...times].sort((earlier, later) => earlier - later),
    );
    assert.equal(execution.commandLine, line);
    assert.equal(execution.cwd, vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
    assert.deepEqual([ended[0]?.exitCode, ended[0]?.closed, ended[0]?.execution], [5, undefined, execution]);
  });

  it('keeps no more than the end of a long output', async () => {
    const terminal = await bash();
    terminal.sendText('seq 1 200000; sleep 0.3');
    await until(() => ended.length === 1, 'the end');
    await ended[0]?.execution.finished;
    const text = ended[0]?.execution.printed().text ?? '';
    assert.equal(text.length, 65_536);
    assert.match(text, /199999\r\n200000\r\n$/);
  });

  it('tells the end of what went on in a terminal that is closed, and has done with reading it', async () => {
    const terminal = await bash();
    terminal.sendText('echo begun; sleep 60');
    await until(() => started[0]?.tail.isEmpty === false, 'the first line');
    terminal.dispose();
    await until(() => ended.length === 1, 'the end');
    assert.deepEqual([ended[0]?.exitCode, ended[0]?.closed], [undefined, vscode.TerminalExitReason.Extension]);
    await started[0]?.finished;
    assert.equal(started[0]?.printed().text, 'begun\r\n');
  });

  it('tells the end of what went on before, and finds nothing for a process that is none of its', async () => {
    const terminal = await bash();
    const gate = new Gate();
    terminal.sendText(`${gate.wait}; (exit 4)`);
    await until(() => started.length === 1, 'the start');
    const late = new ShellExecutions(systemClock, systemScheduler);
    const heard: ShellExecutionEnd[] = [];
    late.onDidEnd((end) => void heard.push(end));
    try {
      assert.equal(await late.ofProcess((await terminal.processId) ?? 0), undefined);
      gate.open();
      await until(() => heard.length === 1, 'the end');
      const [end] = heard;
      assert.deepEqual([end?.exitCode, end?.execution.startKnown], [4, false]);
      await end?.execution.finished;
    } finally {
      late.dispose();
    }
  });

  it('lets go of what has ended after a while', async () => {
    executions.dispose();
    begin(systemScheduler);
    const terminal = await bash();
    const pid = (await terminal.processId) ?? 0;
    terminal.sendText('sleep 0.2');
    await until(() => ended.length === 1, 'the end');
    assert.equal(await executions.ofProcess(pid), started[0]);
    await passed(2200);
    assert.equal(await executions.ofProcess(pid), undefined);
  });
});
