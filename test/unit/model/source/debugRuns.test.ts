import assert from 'node:assert/strict';
import { DebugTimeline } from '../../../support/debugTimeline';

describe('DebugRuns', () => {
  let line: DebugTimeline;

  beforeEach(() => {
    line = new DebugTimeline();
  });

  const says = (code: number | string) => ({ category: 'stderr', output: `Process exited with code ${code}\r\n` });

  it('reports every part of a run, and lists it until then', () => {
    line.begin('app', { document: 'file:///src/a.js' });
    const [running] = line.runs.running;
    line.event('app', 'process', { systemProcessId: 77 });
    line.event('app', 'output', { category: 'telemetry', output: 'secret sauce' });
    line.event('app', 'output', { category: 'stdout', output: 'one\n' });
    line.time += 5_000;
    line.runs.outputEvent('app', { type: 'event', event: 'output', body: { output: 'two\n' } });
    assert.deepEqual(line.runs.printed(running?.id ?? ''), { text: 'one\ntwo\n', missing: 0, at: 1_005_000 });
    assert.equal(line.runs.running[0]?.pid, 77);
    line.time += 1_000;
    line.event('app', 'exited', { exitCode: 3 });
    line.end('app');
    assert.deepEqual(line.ended, [
      {
        id: running?.id,
        source: 'debug',
        name: 'app',
        command: '/src/a.js',
        outcome: 'failed',
        exitCode: 3,
        startedAt: 1_000_000,
        startKnown: true,
        endedAt: 1_006_000,
        folder: '/src',
        workspace: 'app',
        host: 'box',
        output: 'one\ntwo\n',
        place: { document: 'file:///src/a.js' },
      },
    ]);
    assert.deepEqual(line.runs.running, []);
    assert.equal(line.runs.printed(running?.id ?? ''), undefined);
  });

  describe('exit codes', () => {
    const table: readonly [string, () => void, string][] = [
      ['nobody says one', () => undefined, 'ended undefined'],
      ['exited with 0', () => line.event('app', 'exited', { exitCode: 0 }), 'done 0'],
      ['the words of js-debug', () => line.event('app', 'output', says(3)), 'failed 3'],
      ['a code of Windows', () => line.event('app', 'output', says(3221225786)), 'failed 3221225786'],
      ['the words among others', () => line.event('app', 'output', says('3 or so')), 'ended undefined'],
      ['the words on stdout', () => line.event('app', 'output', { ...says(3), category: 'stdout' }), 'ended undefined'],
      [
        'the words of a program, by a child',
        () => line.runs.outputEvent('app', { type: 'event', event: 'output', body: says(3) }),
        'ended undefined',
      ],
      ['no number', () => line.event('app', 'exited', { exitCode: 'x' }), 'ended undefined'],
    ];
    for (const [title, tell, expected] of table) {
      it(title, () => {
        line.begin('app');
        tell();
        line.end('app');
        assert.deepEqual(line.shown, [`app ${expected} 0`]);
      });
    }

    it('come from the words of js-debug only if js-debug says them', () => {
      line.begin('app', { jsDebug: false });
      line.event('app', 'output', says(3));
      line.end('app');
      assert.deepEqual(line.shown, ['app ended undefined 0']);
    });
  });

  describe('a stop by the user', () => {
    for (const command of ['disconnect', 'terminate']) {
      it(`is a ${command} before the program has ended`, () => {
        line.begin('app');
        line.ask('app', command, { restart: false, terminateDebuggee: true });
        line.event('app', 'output', says(143));
        line.end('app');
        assert.deepEqual(line.shown, ['app stopped undefined 0']);
      });
    }

    it('does not count if the program had already reported its code', () => {
      line.begin('app');
      line.event('app', 'exited', { exitCode: 2 });
      line.ask('app', 'disconnect', { terminateDebuggee: true });
      line.end('app');
      assert.deepEqual(line.shown, ['app failed 2 0']);
    });

    it('does not count if the connection to the adapter was lost', () => {
      line.begin('app');
      line.runs.adapterGone('app');
      line.ask('app', 'disconnect', { terminateDebuggee: true });
      line.runs.ended('app');
      assert.deepEqual(line.shown, ['app ended undefined 0']);
    });
  });

  describe('a restart', () => {
    it('by the adapter continues the run, with a new start', () => {
      line.begin('app');
      const [first] = line.runs.running;
      line.event('app', 'output', { output: 'old\n' });
      line.time += 9_000;
      line.ask('app', 'restart');
      line.event('app', 'output', says(137));
      line.runs.fromAdapter('app', { type: 'response', command: 'restart', success: true });
      assert.equal(line.ended.length, 0);
      line.time += 1_000;
      line.end('app');
      assert.deepEqual(line.shown, ['app ended undefined 1000']);
      assert.equal(line.ended[0]?.id, first?.id);
      assert.equal(line.ended[0]?.output, says(137).output);
    });

    it('by another launch continues the run, although the editor first reports an end', () => {
      line.begin('app');
      const [first] = line.runs.running;
      line.ask('app', 'disconnect', { restart: true });
      line.runs.ended('app');
      line.pass(60_000);
      assert.equal(line.ended.length, 0);
      line.begin('app');
      line.pass(1_000_000);
      assert.equal(line.ended.length, 0);
      line.event('app', 'exited', { exitCode: 1 });
      line.end('app');
      assert.deepEqual(line.shown, ['app failed 1 1000000']);
      assert.equal(line.ended[0]?.id, first?.id);
    });

    it('requested by the adapter continues the run', () => {
      line.begin('app');
      line.event('app', 'terminated', { restart: { port: 1 } });
      line.runs.ended('app');
      assert.equal(line.ended.length, 0);
      line.begin('app');
      line.end('app');
      assert.deepEqual(line.shown, ['app ended undefined 0']);
    });

    it('that never comes counts as a stop at the end that the editor reported', () => {
      line.begin('app');
      line.time += 5_000;
      line.ask('app', 'disconnect', { restart: true });
      line.runs.ended('app');
      line.pass(300_000);
      assert.deepEqual(line.shown, ['app stopped undefined 5000']);
    });
  });

  describe('a program in a terminal', () => {
    beforeEach(() => {
      line.begin('app');
      line.terminal('app', 500);
    });

    it('has the code of its command', () => {
      assert.equal(line.runs.running[0]?.place?.terminal, 500);
      line.runs.terminalEnded(501, 9);
      line.runs.terminalEnded(500, 0);
      line.end('app');
      assert.deepEqual(line.shown, ['app done 0 0']);
    });

    it('has it even if the session ends first', () => {
      line.end('app');
      assert.equal(line.runs.running.length, 1);
      line.pass(400);
      line.runs.terminalEnded(500, 4);
      assert.deepEqual(line.shown, ['app failed 4 0']);
    });

    it('is not waited for for ever', () => {
      line.end('app');
      line.pass(2_000);
      assert.deepEqual(line.shown, ['app ended undefined 0']);
      line.runs.terminalEnded(500, 4);
      assert.equal(line.ended.length, 1);
    });

    it('prefers the code that the adapter reported', () => {
      line.event('app', 'exited', { exitCode: 3 });
      line.runs.terminalEnded(500, 1);
      line.end('app');
      assert.deepEqual(line.shown, ['app failed 3 0']);
    });

    it('does not get the code of a kill if it was stopped', () => {
      line.ask('app', 'disconnect', { terminateDebuggee: true });
      line.runs.terminalEnded(500, 137);
      line.runs.ended('app');
      assert.deepEqual(line.shown, ['app stopped undefined 0']);
    });

    it('is stopped by Ctrl+C, and by closing its terminal', () => {
      line.runs.terminalEnded(500, 130);
      line.end('app');
      line.begin('other');
      line.terminal('other', 600);
      line.runs.terminalClosed(600);
      line.end('other');
      assert.deepEqual(line.shown, ['app stopped 130 0', 'other stopped undefined 0']);
    });

    it('is independent of a later command in the same terminal', () => {
      line.runs.terminalEnded(500, 3);
      line.runs.terminalEnded(500, 0);
      line.end('app');
      assert.deepEqual(line.shown, ['app failed 3 0']);
    });

    it('prints there, including all that the adapter reports', () => {
      line.event('app', 'output', { category: 'stdout', output: 'hi\n' });
      line.runs.terminalPrinted(500, 'hi\r\n');
      line.runs.terminalPrinted(501, 'not mine');
      line.end('app');
      line.runs.terminalEnded(500, 0);
      assert.equal(line.ended[0]?.output, 'hi\r\n');
    });
  });

  it('gets no code from an external terminal', () => {
    line.begin('app');
    line.terminal('app', 0, 'external');
    assert.equal(line.runs.wantsTerminal, false);
    line.end('app');
    assert.deepEqual(line.shown, ['app ended undefined 0']);
  });

  it('reports a refused launch as failed', () => {
    line.begin('app');
    const body = { error: { format: 'Cannot find it' } };
    line.runs.fromAdapter('app', { type: 'response', command: 'launch', success: false, message: 'no', body });
    line.runs.ended('app');
    assert.deepEqual(line.shown, ['app failed undefined 0']);
    assert.deepEqual(line.ended[0]?.details, ['Cannot find it']);
  });

  it('ignores the pid of a process on another computer', () => {
    line.begin('app');
    line.event('app', 'process', { systemProcessId: 77, isLocalProcess: false });
    assert.equal(line.runs.running[0]?.pid, undefined);
  });

  it('keeps two sessions apart', () => {
    line.begin('one');
    line.begin('two');
    line.event('two', 'exited', { exitCode: 2 });
    line.end('one');
    line.end('two');
    assert.deepEqual(line.shown, ['one ended undefined 0', 'two failed 2 0']);
  });

  it('ignores events while the window closes', () => {
    line.begin('app');
    line.terminal('app', 500);
    line.begin('waits');
    line.terminal('waits', 600);
    line.end('waits');
    line.runs.shuttingDown();
    line.runs.ended('app');
    line.begin('late');
    line.pass(10_000);
    assert.deepEqual(line.shown, ['waits ended undefined 0'], 'it had ended before');
    assert.deepEqual(line.runs.running, []);
  });

  describe('an end that is not reported yet', () => {
    const shown = () => line.runs.ending.map(({ id, outcome, endedAt }) => [id, outcome, endedAt]);

    beforeEach(() => line.begin('app'));

    it('is known while the exit code of its terminal is awaited', () => {
      line.terminal('app', 500);
      const id = line.runs.running[0]?.id;
      line.pass(3_000);
      line.end('app');
      assert.deepEqual(shown(), [[id, 'ended', line.time]]);
      assert.equal(line.ended.length, 0);
      line.runs.terminalEnded(500, 3);
      assert.deepEqual([line.shown, shown()], [['app failed 3 3000'], []]);
    });

    it('is none of a session that goes on, or is being restarted', () => {
      assert.deepEqual(shown(), []);
      line.ask('app', 'disconnect', { restart: true });
      line.runs.ended('app');
      assert.deepEqual(shown(), []);
    });
  });
});
