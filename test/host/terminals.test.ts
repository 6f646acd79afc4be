import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ShellExecution } from '../../src/host/source/shellExecution';
import { ShellExecutions } from '../../src/host/source/shellExecutions';
import { watchDebug } from '../../src/host/source/debug';
import type { RunWatch } from '../../src/host/source/source';
import { watchTasks } from '../../src/host/source/tasks';
import { watchTerminals } from '../../src/host/source/terminals';
import { TaskProcesses } from '../../src/host/source/taskProcesses';
import { DebugLines } from '../../src/model/source/debugLines';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { durationOf, type Run } from '../../src/model/run/run';
import { type Scheduler, systemScheduler } from '../../src/system/scheduler';
import { DebugAdapter } from '../support/debugAdapter';
import { emptyStorage } from '../support/fakeMemory';
import { endAll, extension, passed, until } from './extension';
import { Gate } from './gate';
import { patience, patientScheduler } from './patientScheduler';
import { executing, folder, processTask, shellTask } from './sampleTasks';
import { bash } from './sampleTerminals';

describe('watchTerminals, with a real bash', () => {
  let runs: Run[];
  let tasks: Run[];
  let executions: ShellExecutions;
  let lines: DebugLines;
  let debug: RunWatch;
  let watches: RunWatch[];
  let programs: readonly string[];
  let scheduler: Scheduler;

  const begin = (to: Run[], of: ShellExecutions, processes = new TaskProcesses()): RunWatch =>
    watchTerminals({
      emit: (run) => void to.push(run),
      clock: systemClock,
      scheduler,
      log: silentLog,
      executions: of,
      processes,
      debugLines: lines,
      interactivePrograms: () => programs,
    });
  const shown = () => runs.map(({ name, outcome, exitCode }) => `${name} ${outcome} ${exitCode}`);
  const listed = () => watches[0]?.running().map(({ name }) => name) ?? [];

  const beginAll = (): void => {
    [runs, tasks, programs] = [[], [], ['less', 'bash']];
    executions = new ShellExecutions(systemClock, scheduler);
    const processes = new TaskProcesses();
    const emit = (run: Run) => void tasks.push(run);
    lines = new DebugLines();
    const times = { clock: systemClock, scheduler, log: silentLog };
    debug = watchDebug({ emit: () => undefined, ...times, debugLines: lines });
    watches = [
      begin(runs, executions, processes),
      watchTasks({ emit, ...times, storage: emptyStorage(), executions, processes }),
    ];
  };

  const endWatches = (): void => {
    for (const watch of [...watches, debug]) watch.dispose();
    executions.dispose();
  };

  beforeEach(() => {
    scheduler = systemScheduler;
    beginAll();
  });

  afterEach(async () => {
    endWatches();
    await endAll();
  });

  /** Begins anew and gives the editor more time to say whose a command is. */
  function bePatient(): void {
    endWatches();
    scheduler = patientScheduler;
    beginAll();
  }

  /** Waits for that many runs, then for every late or second one. */
  async function settled(count: number): Promise<string[]> {
    await until(() => runs.length >= count, `${count} runs, there are: ${shown().join(', ')}`);
    await passed(1200);
    return shown();
  }

  /** Types a line, and waits until it is executed. */
  async function typed(terminal: vscode.Terminal, line: string): Promise<ShellExecution> {
    const start = new Promise<ShellExecution>((resolve) => {
      const listener = executions.onDidStart((execution) => {
        listener.dispose();
        resolve(execution);
      });
    });
    terminal.sendText(line);
    return start;
  }

  const prints = (execution: ShellExecution, text: RegExp) =>
    until(() => text.test(execution.printed().text), `it to print ${String(text)}`);

  it('exit codes, pipelines and lists, one after the other', async () => {
    const terminal = await bash();
    const lines: [string, string][] = [
      ['true', 'done 0'],
      ['sh -c "exit 9"', 'failed 9'],
      ['echo a | grep b', 'failed 1'],
      ['true | false | true', 'done 0'],
      ['no-such-command-here', 'failed 127'],
      ['for i in 1 2; do sleep 0.1; done', 'done 0'],
    ];
    for (const [index, [line]] of lines.entries()) {
      terminal.sendText(line);
      await until(() => runs.length > index, `the end of ${line}`);
    }
    assert.deepEqual(
      shown(),
      lines.map(([line, end]) => `${line} ${end}`),
    );
  });

  it('tells all of a run: command, folder, times, output, and the terminal', async () => {
    const terminal = await bash();
    await typed(terminal, 'cd sub');
    await settled(1);
    const gate = new Gate();
    const line = `${gate.wait}; echo done with ${'x'.repeat(100)}; (exit 3)`;
    let ended = 0;
    executions.onDidEnd(() => (ended = Date.now()));
    const { startedAt } = await typed(terminal, line);
    await until(() => listed().length === 1, 'it to be listed');
    const running = watches[0]?.running()[0];
    assert.equal(running?.folder, join(folder().uri.fsPath, 'sub'));
    gate.open();
    await settled(2);
    const run = runs[1];
    assert.equal(run?.command, line);
    assert.equal(run.name, `${run.command.slice(0, 79)}…`);
    assert.deepEqual([run.source, run.outcome, run.exitCode, run.startKnown], ['terminal', 'failed', 3, true]);
    assert.equal(run.output, `done with ${'x'.repeat(100)}\r\n`);
    assert.deepEqual(run.place, { terminal: await terminal.processId });
    assert.equal(run.workspace, vscode.workspace.name);
    assert.ok(run.host.startsWith(hostname()));
    const off = durationOf(run) - (ended - startedAt);
    assert.ok(Math.abs(off) < 200, `${off} ms off`);
    assert.deepEqual([running?.id, running?.startedAt, running?.place], [run.id, run.startedAt, run.place]);
  });

  it('Ctrl+C and Ctrl+Z stop a command', async () => {
    const terminal = await bash();
    await prints(await typed(terminal, 'echo one; sleep 600'), /one/);
    terminal.sendText('\u0003', false);
    assert.deepEqual(await settled(1), ['echo one; sleep 600 stopped 130']);
    await prints(await typed(terminal, 'echo two; sleep 601'), /two/);
    terminal.sendText('\u001a', false);
    assert.deepEqual((await settled(2))[1], 'echo two; sleep 601 stopped 148');
    assert.equal(runs[1]?.details?.length, 1);
    assert.equal(runs[0]?.details, undefined);
  });

  it('the next command typed while one runs, whose code the editor mostly does not know then', async () => {
    const terminal = await bash();
    await typed(terminal, 'sleep 1; (exit 3)');
    terminal.sendText('sh -c "exit 4"');
    const [first, second] = await settled(2);
    assert.match(first ?? '', /^sleep 1; \(exit 3\) (?:ended undefined|failed 3)$/);
    assert.equal(second, 'sh -c "exit 4" failed 4');
  });

  it('several pasted lines', async () => {
    const terminal = await bash();
    terminal.sendText('sleep 0.2\nsleep 0.3\nsleep 0.4');
    const names = (await settled(3)).map((text) => text.replace(/ \w+ \w+$/, ''));
    assert.deepEqual(names, ['sleep 0.2', 'sleep 0.3', 'sleep 0.4']);
  });

  it('a shell that leaves, at once or after a while', async () => {
    (await bash()).sendText('exit 7');
    assert.deepEqual(await settled(1), ['exit 7 failed 7']);
    (await bash()).sendText('sleep 1.5; exit 8');
    assert.deepEqual(await settled(2), ['exit 7 failed 7', 'sleep 1.5; exit 8 failed 8']);
  });

  it('a terminal that is closed under a command, by an extension or a person', async () => {
    const terminal = await bash();
    await prints(await typed(terminal, 'echo begun; sleep 600'), /begun/);
    terminal.dispose();
    assert.deepEqual(await settled(1), ['echo begun; sleep 600 stopped undefined']);
    assert.equal(runs[0]?.output, 'begun\r\n');
    const other = await bash();
    other.show();
    await until(() => vscode.window.activeTerminal === other, 'the terminal to be shown');
    await typed(other, 'sleep 61');
    await vscode.commands.executeCommand('workbench.action.terminal.kill');
    assert.deepEqual((await settled(2))[1], 'sleep 61 stopped undefined');
  });

  it('a shell in a shell is one run', async () => {
    const terminal = await bash();
    const shell = await typed(terminal, '/bin/sh');
    // What is typed before stands behind its prompt.
    await prints(shell, /[#$] $/);
    terminal.sendText('echo $((40 + 2))');
    await prints(shell, /^42\r?$/m);
    terminal.sendText('exit 5');
    assert.deepEqual(await settled(1), ['/bin/sh failed 5']);
  });

  it('Enter alone and comments are no runs', async () => {
    const terminal = await bash();
    for (const line of ['', '# a comment', 'true']) {
      terminal.sendText(line);
      await passed(300);
    }
    assert.deepEqual(await settled(1), ['true done 0']);
  });

  it('a hidden terminal', async () => {
    (await bash({ hideFromUser: true })).sendText('sh -c "exit 6"');
    assert.deepEqual(await settled(1), ['sh -c "exit 6" failed 6']);
  });

  it('a shell that the editor knows nothing of', async () => {
    const terminal = vscode.window.createTerminal({ shellPath: '/bin/sh' });
    await terminal.processId;
    terminal.sendText('sleep 0.2; exit 3');
    await until(() => terminal.exitStatus !== undefined, 'the terminal to close');
    await passed(1200);
    assert.deepEqual([terminal.exitStatus?.code, shown()], [3, []]);
  });

  it('a shell that only marks its prompts (OSC 133) keeps the line that was typed', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'mail-when-done-marks-')), 'bashrc');
    await writeFile(
      file,
      [
        String.raw`PS1='\[\e]133;A\a\]$ \[\e]133;B\a\]'`,
        String.raw`PS0='\e]133;C\a'`,
        String.raw`PROMPT_COMMAND='printf "\e]133;D;%s\a" "$?"'`,
      ].join('\n'),
    );
    const settings = vscode.workspace.getConfiguration('terminal.integrated');
    await settings.update('shellIntegration.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      const shellArgs = ['--noprofile', '--rcfile', file];
      const terminal = vscode.window.createTerminal({ shellPath: '/bin/bash', shellArgs });
      await until(() => terminal.shellIntegration !== undefined, 'the marks of the prompt');
      terminal.sendText('sleep 1; (exit 3)');
      await until(() => runs.length > 0, 'the command to end');
      assert.deepEqual(shown(), ['sleep 1; (exit 3) failed 3']);
    } finally {
      await settings.update('shellIntegration.enabled', undefined, vscode.ConfigurationTarget.Global);
      await rm(join(file, '..'), { recursive: true });
    }
  });

  it('a shell whose history has times calls a command by its line', async () => {
    const terminal = await bash({ env: { HISTTIMEFORMAT: '%F %T ', HISTCONTROL: '' } });
    terminal.sendText('sleep 0.6; (exit 3)');
    await until(() => runs.length > 0, 'the command to end');
    assert.deepEqual(shown(), ['sleep 0.6; (exit 3) failed 3']);
  });

  it('a shell that is killed under a command tells no success', async () => {
    const terminal = await bash();
    const pid = await terminal.processId;
    terminal.sendText('sleep 100');
    await until(() => listed().includes('sleep 100'), 'the command to run');
    process.kill(pid ?? 0, 'SIGKILL');
    await until(() => runs.length > 0, 'its end');
    assert.deepEqual(shown(), ['sleep 100 ended undefined']);
  });

  it('tasks are no terminal commands, neither while they run nor afterwards', async () => {
    bePatient();
    const seen = new Set<string>();
    const listener = watches[0]?.onDidChange(() => listed().forEach((name) => seen.add(name)));
    const kinds = [
      shellTask('a', 'echo quick'),
      shellTask('a', 'sleep 2; exit 3'),
      processTask('p', '/bin/sleep', ['1.5']),
      shellTask('c', 'sleep 0.3', true),
    ];
    for (const [index, task] of kinds.entries()) {
      await vscode.tasks.executeTask(task);
      await until(() => tasks.length > index, `the end of task ${index}`);
      listed().forEach((name) => seen.add(name));
    }
    const stopped = await executing(shellTask('s', 'sleep 600'));
    await passed(1_200 * patience);
    listed().forEach((name) => seen.add(name));
    stopped.terminate();
    await until(() => tasks.length === 5, 'the last task');
    await passed(1_200 * patience);
    listener?.dispose();
    assert.deepEqual([shown(), [...seen]], [[], []]);
  });

  it('the command of a debugger is no terminal command', async () => {
    bePatient();
    const ended = new Promise<void>((resolve) => {
      const listener = vscode.debug.onDidTerminateDebugSession(() => {
        listener.dispose();
        resolve();
      });
    });
    const executed: string[] = [];
    const listener = executions.onDidEnd(({ execution }) => void executed.push(execution.commandLine));
    const configuration = {
      type: 'node',
      request: 'launch',
      name: 'n',
      program: join(folder().uri.fsPath, 'debuggee.cjs'),
      console: 'integratedTerminal',
    };
    await vscode.workspace.fs.writeFile(
      vscode.Uri.file(configuration.program),
      Buffer.from('setTimeout(() => process.exit(4), 1500)'),
    );
    assert.ok(await vscode.debug.startDebugging(folder(), configuration));
    await ended;
    await until(() => executed.length > 0, 'the end of the command');
    await passed(2_500 * patience);
    listener.dispose();
    assert.deepEqual([shown(), listed()], [[], []]);
  });

  it('nor is that of one that sets no variables', async () => {
    bePatient();
    const adapter = new DebugAdapter();
    try {
      const debugServer = await adapter.port;
      const ended = new Promise<void>((resolve) => {
        const listener = vscode.debug.onDidTerminateDebugSession(() => {
          listener.dispose();
          resolve();
        });
      });
      const executed: string[] = [];
      const listener = executions.onDidEnd(({ execution }) => void executed.push(execution.commandLine));
      const configuration = { type: 'node', request: 'launch', name: 'd', program: '/firmware.js', debugServer };
      assert.ok(await vscode.debug.startDebugging(folder(), { ...configuration, mode: 'terminal' }));
      await until(() => executed.length > 0, 'the end of the command');
      await ended;
      await passed(2_500 * patience);
      listener.dispose();
      assert.match(executed[0] ?? '', /node.*process\.exit/);
      assert.deepEqual([shown(), listed()], [[], []]);
    } finally {
      adapter.close();
    }
  });

  it('lists what runs after a moment, and says when that changes', async () => {
    bePatient();
    const terminal = await bash();
    const seen: string[] = [];
    const listener = watches[0]?.onDidChange(() => {
      // It says as well what has ended and is not told yet.
      if (listed().join() !== (seen.at(-1) ?? '')) seen.push(listed().join());
    });
    await typed(terminal, 'sleep 0.3');
    await settled(1);
    assert.deepEqual(seen, []);
    const gate = new Gate();
    await typed(terminal, `echo a; ${gate.wait}`);
    assert.deepEqual(listed(), []);
    await until(() => listed().length === 1, 'it to be listed');
    const id = watches[0]?.running()[0]?.id ?? '';
    assert.equal(watches[0]?.printed?.(id)?.text, 'a\r\n');
    gate.open();
    await settled(2);
    listener?.dispose();
    assert.deepEqual(seen, [runs[1]?.name, '']);
    assert.deepEqual([runs[1]?.id, watches[0]?.printed?.(id)], [id, undefined]);
  });

  it('marks programs that somebody sits before, by the list as it is then', async () => {
    const terminal = await bash();
    await typed(terminal, 'seq 1 1000 | less');
    await until(() => listed().length === 1, 'it to be listed');
    assert.equal(watches[0]?.running()[0]?.interactive, true);
    terminal.sendText('q', false);
    await settled(1);
    assert.equal(runs[0]?.interactive, true);
    programs = ['sleep'];
    await typed(terminal, 'sleep 0.2');
    await settled(2);
    programs = [];
    await typed(terminal, 'sleep 0.2');
    await settled(3);
    assert.deepEqual(
      runs.map(({ interactive }) => interactive),
      [true, true, undefined],
    );
  });

  it('a command that was running before has an end, and no start', async () => {
    const terminal = await bash();
    const gate = new Gate();
    await typed(terminal, `${gate.wait}; (exit 3)`);
    const lateExecutions = new ShellExecutions(systemClock, systemScheduler);
    const late: Run[] = [];
    const watch = begin(late, lateExecutions);
    try {
      gate.open();
      await settled(1);
      assert.deepEqual(
        late.map(({ outcome, exitCode, startKnown }) => [outcome, exitCode, startKnown]),
        [['failed', 3, false]],
      );
    } finally {
      watch.dispose();
      lateExecutions.dispose();
    }
  });

  it('hears nothing once disposed of', async () => {
    const terminal = await bash();
    await typed(terminal, 'sleep 600');
    await until(() => listed().length === 1, 'it to be listed');
    watches[0]?.dispose();
    terminal.dispose();
    await passed(1500);
    assert.deepEqual([shown(), listed()], [[], []]);
  });

  it('the extension has the programs of its setting', async () => {
    const { settings } = await extension();
    assert.ok(settings.get('interactivePrograms').includes('vim'));
  });
});
