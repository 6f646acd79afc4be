import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { watchDebug } from '../../src/host/source/debug';
import type { RunWatch } from '../../src/host/source/source';
import { systemClock } from '../../src/model/clock';
import { DebugLines } from '../../src/model/source/debugLines';
import { silentLog } from '../../src/model/log';
import type { Run } from '../../src/model/run/run';
import { DebugAdapter, type DebugMode } from '../support/debugAdapter';
import { endAll, passed, until } from './extension';
import { Gate } from './gate';
import { patience, patientScheduler } from './patientScheduler';
import { folder } from './sampleTasks';

/** A program that does not end. */
const talks = 'setInterval(() => console.log("begun"), 300);';

describe('watchDebug, with real debug sessions', () => {
  let runs: Run[];
  let watch: RunWatch;

  const shown = () => runs.map(({ name, outcome, exitCode }) => `${name} ${outcome} ${exitCode}`);

  beforeEach(() => {
    runs = [];
    watch = watchDebug({
      emit: (run) => void runs.push(run),
      clock: systemClock,
      scheduler: patientScheduler,
      log: silentLog,
      debugLines: new DebugLines(),
    });
  });

  afterEach(async () => {
    await endAll();
    watch.dispose();
  });

  /** Waits for that many runs, then long enough for one too many to come. */
  async function settled(count: number): Promise<string[]> {
    await until(() => runs.length >= count, `${count} runs`);
    await passed(700);
    return shown();
  }

  /** Writes a program and starts it in the debugger for JavaScript that comes with the editor. */
  async function debug(
    name: string,
    text: string,
    more: object = {},
    options: vscode.DebugSessionOptions = {},
  ): Promise<string> {
    const program = join(folder().uri.fsPath, `${name}.js`);
    await writeFile(program, text);
    const configuration = { type: 'node', request: 'launch', name, program, ...more };
    assert.ok(await vscode.debug.startDebugging(folder(), configuration, options));
    return program;
  }

  const printed = (): string => watch.printed?.(watch.running()[0]?.id ?? '')?.text ?? '';
  const prints = (text: string) => until(() => printed().includes(text), `“${text}” to be printed`);

  it('a program that exits with 0, of which nobody tells the code', async () => {
    const program = await debug('ok', 'console.log("to out"); console.error("to err"); setTimeout(() => {}, 500);');
    assert.deepEqual(await settled(1), ['ok ended undefined']);
    const [run] = runs;
    assert.equal(run?.source, 'debug');
    assert.equal(run?.command, program);
    assert.equal(run?.folder, folder().uri.fsPath);
    assert.equal(run?.place?.document, vscode.Uri.file(program).toString());
    assert.match(run?.output ?? '', /to out\n[^]*to err\n/);
    assert.ok((run?.endedAt ?? 0) - (run?.startedAt ?? 0) >= 500);
    assert.deepEqual(watch.running(), []);
  });

  it('a program that exits with 3', async () => {
    await debug('three', 'console.log("hi"); setTimeout(() => process.exit(3), 300);');
    assert.deepEqual(await settled(1), ['three failed 3']);
  });

  it('an uncaught error', async () => {
    await debug('throws', 'setTimeout(() => { throw new Error("kaboom") }, 300);');
    assert.deepEqual(await settled(1), ['throws failed 1']);
    assert.match(runs[0]?.output ?? '', /kaboom/);
  });

  it('run without debugging', async () => {
    await debug('plain', 'setTimeout(() => process.exit(3), 300);', {}, { noDebug: true });
    assert.deepEqual(await settled(1), ['plain failed 3']);
  });

  it('the user stops it, with the button', async () => {
    await debug('long', talks);
    await prints('begun');
    const [running] = watch.running();
    await vscode.commands.executeCommand('workbench.action.debug.stop');
    assert.deepEqual(await settled(1), ['long stopped undefined']);
    assert.equal(runs[0]?.id, running?.id);
  });

  it('a restart is no end, and begins anew', async () => {
    await debug('again', talks);
    await prints('begun');
    const [first] = watch.running();
    await vscode.commands.executeCommand('workbench.action.debug.restart');
    await until(() => (watch.running()[0]?.startedAt ?? 0) > (first?.startedAt ?? Infinity), 'the restart');
    await prints('begun');
    assert.deepEqual(shown(), []);
    assert.equal(watch.running()[0]?.id, first?.id);
    await vscode.debug.stopDebugging();
    assert.deepEqual(await settled(1), ['again stopped undefined']);
    assert.ok((runs[0]?.startedAt ?? 0) > (first?.startedAt ?? Infinity));
  });

  it('in the integrated terminal, twice with code 4 of the shell', async () => {
    const terminal = { console: 'integratedTerminal' };
    const gate = new Gate();
    await debug('four', `process.stdout.write("only here\\n"); ${gate.exit(4)}`, terminal);
    await until(() => watch.running()[0]?.place?.terminal !== undefined, 'its terminal');
    gate.open();
    assert.deepEqual(await settled(1), ['four failed 4']);
    assert.match(runs[0]?.output ?? '', /only here/);
    await debug('four', 'setTimeout(() => process.exit(4), 600);', terminal);
    assert.deepEqual(await settled(2), ['four failed 4', 'four failed 4']);
  });

  it('in the integrated terminal, with code 0, which the shell does tell', async () => {
    await debug('zero', 'setTimeout(() => {}, 600);', { console: 'integratedTerminal' });
    assert.deepEqual(await settled(1), ['zero done 0']);
  });

  it('in the integrated terminal, stopped: by the button, by Ctrl+C, with its terminal', async () => {
    const ends: (() => unknown)[] = [
      () => vscode.debug.stopDebugging(),
      () => vscode.window.terminals.find(({ name }) => name === 'ends1')?.sendText('\u0003', false),
      () => vscode.window.terminals.find(({ name }) => name === 'ends2')?.dispose(),
    ];
    for (const [index, end] of ends.entries()) {
      await debug(`ends${index}`, talks, { console: 'integratedTerminal' });
      await prints('begun');
      await end();
      await settled(index + 1);
    }
    assert.deepEqual(shown(), ['ends0 stopped undefined', 'ends1 stopped 130', 'ends2 stopped undefined']);
  });

  it('two sessions at once are a run each', async () => {
    const [slow, quick] = [new Gate(), new Gate()];
    await debug('slow', slow.exit(1));
    await debug('quick', quick.exit(2));
    assert.deepEqual(
      watch.running().map(({ name }) => name),
      ['slow', 'quick'],
    );
    quick.open();
    await settled(1);
    slow.open();
    assert.deepEqual(await settled(2), ['quick failed 2', 'slow failed 1']);
  });

  it('a compound is a run for each of its sessions', async () => {
    const root = folder().uri.fsPath;
    const configurations = [1, 2].map((code) => ({
      type: 'node',
      request: 'launch',
      name: `part ${code}`,
      program: join(root, `part${code}.js`),
    }));
    for (const [index, { program }] of configurations.entries()) {
      await writeFile(program, `setTimeout(() => process.exit(${index + 1}), 1000);`);
    }
    const compounds = [{ name: 'both', configurations: configurations.map(({ name }) => name) }];
    const launch = join(root, '.vscode', 'launch.json');
    await writeFile(launch, JSON.stringify({ version: '0.2.0', configurations, compounds }));
    try {
      const known = () =>
        vscode.workspace.getConfiguration('launch', folder()).get<unknown[]>('compounds')?.length === 1;
      await until(known, 'the editor to read launch.json');
      assert.ok(await vscode.debug.startDebugging(folder(), 'both'));
      assert.deepEqual((await settled(2)).sort(), ['part 1 failed 1', 'part 2 failed 2']);
    } finally {
      await rm(launch);
    }
  });

  it('what is typed into a terminal of the debugger is a terminal command', async () => {
    const ended = new Promise<number | undefined>((resolve) => {
      vscode.window.onDidEndTerminalShellExecution(({ exitCode }) => resolve(exitCode));
    });
    const session = new Promise<vscode.DebugSession>((resolve) => vscode.debug.onDidStartDebugSession(resolve));
    const command = 'node -e "setTimeout(() => process.exit(3), 1000)"';
    await vscode.commands.executeCommand('extension.js-debug.createDebuggerTerminal', command, folder());
    await session;
    assert.equal(await ended, 3);
    await passed(2_500 * patience);
    assert.deepEqual(shown(), []);
  });

  describe('with an adapter that keeps to the protocol', () => {
    let adapter: DebugAdapter;

    before(() => {
      adapter = new DebugAdapter();
    });

    after(() => adapter.close());

    async function launch(mode: DebugMode): Promise<void> {
      const debugServer = await adapter.port;
      const configuration = { type: 'node', request: 'launch', name: mode, program: '/firmware.js', debugServer, mode };
      void vscode.debug.startDebugging(folder(), configuration);
    }

    it('its code, its process and its output', async () => {
      await launch('exits');
      await until(() => watch.running()[0]?.pid === 4242, 'its process');
      assert.deepEqual(await settled(1), ['exits failed 5']);
      assert.equal(runs[0]?.output, 'beep\n');
    });

    it('a restart, for which it is launched again', async () => {
      await launch('hangs');
      await prints('beep');
      const [first] = watch.running();
      await vscode.commands.executeCommand('workbench.action.debug.restart');
      await until(() => (watch.running()[0]?.startedAt ?? 0) > (first?.startedAt ?? Infinity), 'the restart');
      await prints('beep');
      assert.deepEqual(shown(), []);
      assert.equal(watch.running()[0]?.id, first?.id);
      await vscode.commands.executeCommand('workbench.action.debug.stop');
      assert.deepEqual(await settled(1), ['hangs stopped undefined']);
    });

    it('it refuses to launch', async () => {
      await launch('refuses');
      assert.deepEqual(await settled(1), ['refuses failed undefined']);
      assert.deepEqual(runs[0]?.details, ['The board is not plugged in']);
    });

    it('it dies', async () => {
      await launch('dies');
      assert.deepEqual(await settled(1), ['dies ended undefined']);
    });
  });
});
