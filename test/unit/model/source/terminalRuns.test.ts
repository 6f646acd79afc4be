import assert from 'node:assert/strict';
import { TerminalTimeline } from '../../../support/terminalTimeline';

describe('TerminalRuns', () => {
  let line: TerminalTimeline;

  beforeEach(() => {
    line = new TerminalTimeline();
  });

  it('reports every part of a run', () => {
    const key = line.begin('make all');
    const [running] = line.runs.running;
    line.time += 64_000;
    line.end(key, 2, 'made\r\n');
    assert.deepEqual(line.ended, [
      {
        id: running?.id,
        source: 'terminal',
        name: 'make all',
        command: 'make all',
        outcome: 'failed',
        exitCode: 2,
        startedAt: 1_000_000,
        startKnown: true,
        endedAt: 1_064_000,
        folder: '/src',
        workspace: 'app',
        host: 'box',
        output: 'made\r\n',
        place: { terminal: 7 },
      },
    ]);
  });

  it('lists running commands, with the id of the coming run, and reports changes', () => {
    const key = line.begin('make all');
    const id = line.runs.running[0]?.id ?? '';
    assert.deepEqual(line.runs.running, [
      {
        id,
        source: 'terminal',
        name: 'make all',
        command: 'make all',
        folder: '/src',
        startedAt: 1_000_000,
        startKnown: true,
        place: { terminal: 7 },
      },
    ]);
    assert.equal(line.runs.keyOf(id), key);
    assert.equal(line.changes, 1);
    line.runs.ended(key, 0);
    assert.deepEqual([line.listed, line.changes, line.runs.keyOf(id)], [[], 2, undefined]);
    line.runs.settle(key, { terminal: 7, output: '' });
    assert.equal(line.changes, 2);
  });

  it('names a run after the beginning of its command', () => {
    line.end(line.begin(`echo ${'x'.repeat(100)}`), 0);
    line.end(line.begin('for i in 1 2;\n  do make; \u001b[31m done'), 0);
    assert.equal(line.ended[0]?.name, `echo ${'x'.repeat(74)}…`);
    assert.equal(line.ended[0]?.command.length, 105);
    assert.equal(line.ended[1]?.name, 'for i in 1 2;   do make;  done');
  });

  describe('outcomes', () => {
    const table: readonly [string, number | undefined, string][] = [
      ['exit code 0', 0, 'done 0'],
      ['exit code 3', 3, 'failed 3'],
      ['command not found', 127, 'failed 127'],
      ['Ctrl+C', 130, 'stopped 130'],
      ['Ctrl+Z on Linux', 148, 'stopped 148'],
      ['Ctrl+Z on macOS', 146, 'stopped 146'],
      ['killed', 137, 'failed 137'],
      ['something was typed meanwhile', undefined, 'ended undefined'],
    ];
    for (const [title, exitCode, expected] of table) {
      it(title, () => {
        line.end(line.begin('t'), exitCode);
        assert.deepEqual(line.shown, [`t ${expected} 0`]);
        const isSuspended = exitCode === 148 || exitCode === 146;
        assert.deepEqual(line.ended[0]?.details, isSuspended ? ['suspended'] : undefined);
      });
    }

    for (const command of ['sleep 100', 'make && make test', 'while true; do sleep 1; done', '. ./env.sh'])
      it(`is not known where the shell is gone under it, whatever code the editor gives: ${command}`, () => {
        const key = line.begin(command);
        line.runs.closed(key, 0, true);
        line.runs.settle(key, { terminal: 7, output: '' });
        assert.deepEqual(line.shown, [`${command} ended undefined 0`]);
      });

    for (const command of ['exit', 'exit 0', 'make && exit', 'logout', 'exec true'])
      it(`is that of a shell that was told to leave: ${command}`, () => {
        const key = line.begin(command);
        line.runs.closed(key, 0, true);
        line.runs.settle(key, { terminal: 7, output: '' });
        assert.deepEqual(line.shown, [`${command} done 0 0`]);
      });

    for (const [output, isSuspended] of [
      ["^Zfish: Job 1, 'sleep 31 | sleep 32' has stopped\r\n", false],
      ['^Zfish\u00a0: la tâche 1, « sleep 31 » est arrêtée\r\n', true],
    ] as const)
      for (const code of [0, 1])
        it(`is not the one of the command before where fish suspends it: ${code}, ${JSON.stringify(output)}`, () => {
          const key = line.begin('sleep 31');
          line.runs.ended(key, code, { isSuspended });
          line.runs.settle(key, { terminal: 7, output });
          assert.deepEqual(line.shown, ['sleep 31 stopped undefined 0']);
          assert.deepEqual(line.ended[0]?.details, ['suspended']);
        });

    it('is not known of one that only was seen, which ended when its shell was at rest', () => {
      const key = line.begin('', { seen: 'make' });
      assert.deepEqual(line.listed, ['make']);
      line.time += 9_000;
      line.runs.ended(key, undefined, { at: line.time - 2_000 });
      line.runs.settle(key, { terminal: 7, output: '' });
      const [{ command, details, output } = line.ended[0]!] = line.ended;
      assert.deepEqual(line.shown, ['make ended undefined 7000']);
      assert.deepEqual([command, details, output], ['', ['unreported'], undefined]);
    });

    const interruptions = [
      'Serving HTTP on 0.0.0.0 port 8000\r\n^C\r\nKeyboard interrupt received, exiting.\r\n',
      'listening\r\n^C\r\nclosing 3 connections\r\nbye\r\n',
      '\u001b[32mready\u001b[0m\r\n^C',
      'ready\r\n^Cstopped\r\n',
    ];
    for (const output of interruptions)
      it(`is that it was stopped, where the program answers Ctrl+C with success: ${JSON.stringify(output)}`, () => {
        const key = line.begin('serve');
        line.runs.ended(key, 0);
        line.runs.settle(key, { terminal: 7, output });
        assert.deepEqual(line.shown, ['serve stopped undefined 0']);
      });

    for (const output of ['press ^C to stop\r\ndone\r\n', `^C\r\n${'line\r\n'.repeat(9)}`, 'C^C x\r\n'])
      it(`is success where ^C only stands in the output: ${JSON.stringify(output.slice(0, 40))}`, () => {
        const key = line.begin('make');
        line.runs.ended(key, 0);
        line.runs.settle(key, { terminal: 7, output });
        assert.deepEqual(line.shown, ['make done 0 0']);
      });

    it('follow from the exit of the shell, or from closing its terminal', () => {
      const [exit, closed, killed] = [line.begin('exit 7'), line.begin('sleep 9'), line.begin('kill $$')];
      line.runs.closed(exit, 7, true);
      line.runs.closed(closed, 1, false);
      line.runs.closed(killed, undefined, true);
      for (const key of [exit, closed, killed]) line.runs.settle(key, { terminal: 7, output: '' });
      assert.deepEqual(line.shown, ['exit 7 failed 7 0', 'sleep 9 stopped undefined 0', 'kill $$ ended undefined 0']);
    });
  });

  describe('the owner of a command', () => {
    it('is unknown at first, so it is not listed', () => {
      const key = { command: 'make' };
      line.runs.started(key, { at: line.time, isKnown: true, isInherited: false });
      assert.deepEqual([line.listed, line.changes], [[], 0]);
      line.runs.clear(key, 7);
      line.runs.clear(key, 7);
      assert.deepEqual([line.listed, line.changes], [['make'], 1]);
    });

    it('may be a task or a debugger: then it is not a run, even if it was listed', () => {
      const [early, late, ended] = [{ command: 'a' }, line.begin('b'), { command: 'c' }];
      line.runs.started(early, { at: line.time, isKnown: true, isInherited: false });
      line.runs.started(ended, { at: line.time, isKnown: true, isInherited: false });
      line.runs.disowned(early);
      assert.equal(line.changes, 1);
      line.runs.disowned(late);
      assert.equal(line.changes, 2);
      line.runs.ended(ended, 0);
      line.runs.disowned(ended);
      for (const key of [early, late, ended]) line.end(key, 0);
      assert.deepEqual([line.listed, line.shown], [[], []]);
    });

    it('may be reported after the end of a quick one, whose run ends when it did', () => {
      const key = { command: 'make' };
      line.runs.started(key, { at: line.time, isKnown: true, isInherited: false });
      line.time += 100;
      line.runs.ended(key, 0);
      line.time += 900;
      line.runs.clear(key, 7);
      assert.deepEqual(line.listed, []);
      line.runs.settle(key, { terminal: 7, output: '' });
      assert.deepEqual([line.shown, line.changes], [['make done 0 100'], 1]);
    });
  });

  it('ignores Enter alone and comments', () => {
    for (const command of ['', '  ', '# a comment', '# two\n  # comments']) line.end(line.begin(command), undefined);
    assert.deepEqual([line.listed, line.shown, line.changes], [[], [], 0]);
    line.end(line.begin('# a comment\nmake'), 0);
    assert.equal(line.ended.length, 1);
  });

  it('ends a run once, even if more ends are reported', () => {
    const key = line.begin('make');
    line.runs.settle(key, { terminal: 7, output: '' });
    assert.deepEqual(line.shown, []);
    line.runs.ended(key, 1);
    line.runs.closed(key, 2, true);
    line.runs.settle(key, { terminal: 7, output: '' });
    line.end(key, 3);
    assert.deepEqual(line.shown, ['make failed 1 0']);
  });

  describe('a command that may be older than the window', () => {
    it('did not start when the editor says so if it ends at once', () => {
      const key = line.begin('make', { isInherited: true });
      line.time += 1;
      line.end(key, 0);
      assert.deepEqual([line.shown, line.ended[0]?.output], [['make done 0 1+'], undefined]);
    });

    it('did if it takes a moment', () => {
      const key = line.begin('make', { isInherited: true });
      line.time += 21;
      line.end(key, 0);
      line.end(line.begin('make'), 0);
      assert.deepEqual(line.shown, ['make done 0 21', 'make done 0 0']);
    });

    it('did not if the editor reads its line from the screen and is slow', () => {
      for (const isInherited of [true, false]) {
        const key = line.begin('make', { isInherited, isScreenLine: true });
        line.time += 120;
        line.end(key, 1);
      }
      const late = line.begin('make', { isInherited: true, isScreenLine: true });
      line.time += 1001;
      line.end(late, 1);
      assert.deepEqual(line.shown, ['make failed 1 120+', 'make failed 1 120', 'make failed 1 1001']);
      assert.deepEqual(
        line.ended.map(({ screenLine }) => screenLine),
        [true, true, true],
      );
    });

    it('has an unknown start if it was running before', () => {
      const key = line.begin('make', { isKnown: false });
      line.time += 5000;
      line.end(key, 0);
      assert.deepEqual([line.shown, line.ended[0]?.output], [['make done 0 5000+'], undefined]);
    });
  });

  it('reports an empty output only if the output was read', () => {
    const [slow, quick, loud] = [line.begin('slow'), line.begin('quick'), line.begin('loud')];
    line.end(quick, 0);
    line.end(loud, 0, 'x');
    line.time += 500;
    line.end(slow, 0);
    assert.deepEqual(
      line.ended.map(({ output }) => output),
      [undefined, 'x', ''],
    );
  });

  it('says of a line that may be a part only that it is, so that nobody runs that again', () => {
    const key = line.begin('cd sub', { isCut: true });
    line.end(key, 6);
    assert.deepEqual([line.ended[0]?.cutLine, line.ended[0]?.details], [true, ['cut']]);
  });

  it('marks interactive programs', () => {
    const key = line.begin('vim x');
    line.begin('make');
    assert.deepEqual(
      line.runs.running.map(({ interactive }) => interactive),
      [true, undefined],
    );
    line.end(key, 0);
    assert.equal(line.ended[0]?.interactive, true);
  });

  describe('an end that is not reported yet', () => {
    const ending = () => line.runs.ending.map(({ id, outcome, exitCode, place }) => [id, outcome, exitCode, place]);

    it('is known at once of a listed command', () => {
      const key = line.begin('make');
      const id = line.runs.running[0]?.id;
      assert.deepEqual(ending(), []);
      line.runs.ended(key, 3);
      assert.deepEqual([ending(), line.changes], [[[id, 'failed', 3, { terminal: 7 }]], 2]);
      line.runs.settle(key, { terminal: 7, output: 'made' });
      assert.deepEqual([ending(), line.shown], [[], ['make failed 3 0']]);
    });

    it('is known of a quick one as soon as it may be the user’s, until its owner is known', () => {
      const [typed, task, nothing] = [{ command: 'make' }, { command: 'a task' }, { command: '# nothing' }];
      for (const key of [typed, task, nothing]) {
        line.runs.started(key, { at: line.time, isKnown: true, isInherited: false });
        line.runs.ended(key, 3);
      }
      assert.deepEqual(ending(), []);
      for (const key of [typed, task, nothing]) line.runs.clear(key, 7);
      assert.equal(ending().length, 2);
      const { changes } = line;
      line.runs.disowned(task);
      assert.deepEqual([ending().length, line.changes], [1, changes + 1]);
      line.runs.settle(typed, { terminal: 7, output: '' });
      assert.deepEqual([ending(), line.shown], [[], ['make failed 3 0']]);
    });
  });

  it('ends no running command when the window closes, and ignores events afterwards', () => {
    const [going, ended] = [line.begin('make'), line.begin('test')];
    line.runs.ended(ended, 0);
    line.runs.shuttingDown();
    line.end(going, 0);
    line.runs.settle(ended, { terminal: 7, output: '' });
    line.end(line.begin('late'), 0);
    assert.deepEqual([line.listed, line.shown], [[], ['test done 0 0']]);
  });
});
