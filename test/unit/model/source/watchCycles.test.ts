import assert from 'node:assert/strict';
import { readMatchers, type ProblemMatcher } from '../../../../src/model/output/problemMatcher';
import { WatchCycles, type WatchCycle } from '../../../../src/model/source/watchCycles';
import { limited } from '../../../../src/system/turns';
import { endless } from '../../../support/endlessExpressions';

const contributed = {
  problemMatchers: [
    undefined,
    'anything',
    {
      name: 'tsc-watch',
      base: '$tsc',
      background: {
        activeOnStart: true,
        beginsPattern: { regexp: '(Starting compilation in watch mode|File change detected)' },
        endsPattern: { regexp: 'Found \\d+ errors?\\. Watching for file changes' },
      },
    },
    { name: 'tsc', pattern: '$tsc' },
    { name: 'round', base: '$round' },
  ],
  problemPatterns: [
    {
      name: 'tsc',
      regexp: '^([^\\s].*)[(:](\\d+)[,:](\\d+)(?:\\):\\s+|\\s+-\\s+)(error|warning|info)\\s+TS(\\d+)\\s*:\\s*(.*)$',
      severity: 4,
    },
  ],
};
const background = { beginsPattern: '^begin', endsPattern: { regexp: '^end' } };
const inline = (other: object = {}) => ({ pattern: { regexp: '^E (.*)$', message: 1 }, background, ...other });

class Watched {
  time = 1_000_000;
  gaveUp = 0;
  readonly ended: WatchCycle[] = [];
  readonly cycles: WatchCycles;

  constructor(wanted: unknown, matchers: readonly ProblemMatcher[] = readMatchers(wanted, contributed)) {
    assert.notEqual(matchers.length, 0);
    const host = {
      ended: (cycle: WatchCycle) => void this.ended.push(cycle),
      gaveUp: () => {
        this.gaveUp += 1;
      },
      limited,
    };
    this.cycles = new WatchCycles(matchers, host, { now: () => this.time });
  }

  print(...lines: string[]): this {
    for (const line of lines) this.cycles.append(`${line}\r\n`);
    return this;
  }

  get shown(): string[] {
    return this.ended.map(({ change, errors }) => `${change} ${errors}`);
  }
}

describe('WatchCycles', () => {
  it('says for each cycle whether it broke or was fixed', () => {
    const watched = new Watched(inline());
    const [good, bad] = [
      ['begin', 'end'],
      ['begin', 'E one', 'E two', 'end'],
    ];
    for (const lines of [good, good, bad, bad, good, good, bad]) watched.print(...(lines ?? []));
    assert.deepEqual(watched.shown, ['same 0', 'same 0', 'broke 2', 'same 2', 'fixed 0', 'same 0', 'broke 2']);
    assert.equal(watched.ended[2]?.firstError, 'E one');
  });

  it('may begin with a broken cycle', () => {
    assert.deepEqual(new Watched(inline()).print('begin', 'E x', 'end').shown, ['broke 1']);
  });

  it('has the times and output of one cycle only', () => {
    const watched = new Watched(inline()).print('before', 'begin 1', 'end 1');
    watched.time += 5000;
    watched.print('between', 'begin 2');
    watched.time += 700;
    watched.print('\u001b[31mE red\u001b[0m', 'end 2', 'after');
    const cycle = watched.ended[1];
    assert.deepEqual([cycle?.startedAt, cycle?.endedAt], [1_005_000, 1_005_700]);
    assert.equal(cycle?.output, 'begin 2\r\n\u001b[31mE red\u001b[0m\r\nend 2\r\n');
    assert.equal(cycle?.firstError, 'E red');
  });

  it('keeps only the end of a cycle’s output', () => {
    const watched = new Watched(inline()).print('begin');
    for (let index = 0; index < 200; index += 1) watched.print('x'.repeat(1000));
    watched.print('end');
    assert.equal(watched.ended[0]?.output.length, 65_536);
    assert.match(watched.ended[0]?.output ?? '', /end\r\n$/);
  });

  it('reads $tsc-watch as the compiler prints it, in pieces of any size', () => {
    const printed = [
      '\u001bc[\u001b[90m10:00:00 AM\u001b[0m] Starting compilation in watch mode...\r\n\r\n',
      "\u001b[96msrc/a.ts\u001b[0m:\u001b[93m1\u001b[0m:\u001b[93m7\u001b[0m - \u001b[91merror\u001b[0m\u001b[90m TS2322: \u001b[0mType 'x'.\r\n",
      '[10:00:03 AM] Found 1 error. Watching for file changes.\r\n',
      '[10:01:00 AM] File change detected. Starting incremental compilation...\r\n',
      'src/a.ts(1,2): warning TS1: only that.\r\n',
      '[10:01:01 AM] Found 0 errors. Watching for file changes.\r\n',
    ].join('');
    for (const size of [1, 7, 100, 10_000]) {
      const watched = new Watched('$tsc-watch');
      for (let at = 0; at < printed.length; at += size) watched.cycles.append(printed.slice(at, at + size));
      assert.deepEqual(watched.shown, ['broke 1', 'fixed 0'], `pieces of ${size}`);
      assert.equal(watched.ended[0]?.firstError, "src/a.ts:1:7 - error TS2322: Type 'x'.");
    }
  });

  it('is active from the start if the matcher says so', () => {
    const active = { ...background, activeOnStart: true };
    assert.deepEqual(new Watched(inline({ background: active })).print('E x', 'end').shown, ['broke 1']);
    assert.deepEqual(new Watched(inline()).print('E x', 'end').shown, []);
    const again = new Watched(inline({ background: active })).print('E x', 'begin', 'end');
    assert.deepEqual(again.shown, ['same 0'], 'what begins anew has told nothing before');
  });

  it('counts only errors, by the word in the line or by the matcher', () => {
    const words = { regexp: '^(error|warning|note) (.*)$', severity: 1 };
    const run = (matcher: unknown, ...lines: string[]) => new Watched(matcher).print('begin', ...lines, 'end').shown;
    assert.deepEqual(run(inline({ pattern: words }), 'warning a', 'note b'), ['same 0']);
    assert.deepEqual(run(inline({ pattern: words }), 'warning a', 'error b'), ['broke 1']);
    assert.deepEqual(run(inline({ severity: 'warning' }), 'E a'), ['same 0']);
    assert.deepEqual(run(inline({ pattern: words, severity: 'warning' }), 'error a'), ['broke 1']);
  });

  it('puts the lines of one problem together', () => {
    const stylish = inline({ pattern: '$eslint-stylish' });
    const lines = ['/app/a.js', '  1:1  warning  no  semi', '  2:2  error  bad  rule', '  3:3  error  bad  rule'];
    assert.deepEqual(new Watched(stylish).print('begin', ...lines, '', 'end').shown, ['broke 2']);
    assert.deepEqual(new Watched(stylish).print('begin', 'x', ...lines.slice(1), 'end').shown, ['same 0']);
  });

  it('lets a cycle last until each of several matchers has ended', () => {
    const other = inline({ background: { beginsPattern: '^go', endsPattern: '^stop' } });
    const watched = new Watched([inline(), other]).print('begin', 'go', 'end');
    assert.deepEqual(watched.shown, []);
    watched.print('E late', 'stop');
    assert.deepEqual(watched.shown, ['broke 2']);
  });

  for (const [regexp, line] of endless)
    it(`gives up a matcher that would never end with a line, and follows the others: ${regexp}`, () => {
      const watched = new Watched([inline({ pattern: { regexp } }), inline()]);
      watched.print('begin', 'E one', 'end');
      watched.cycles.append(`begin\r\nE one\r\n${line}\r\nE two\r\nend\r\n`);
      watched.print('begin', line, 'end');
      assert.deepEqual([watched.shown, watched.gaveUp], [['broke 1', 'same 2', 'fixed 0'], 1]);
    });

  it('reads only the beginning of a long line', () => {
    const long = inline({ pattern: { regexp: 'E$' } });
    const line = 'x'.repeat(1_000_000);
    const watched = new Watched(long).print('begin');
    for (let at = 0; at < 20; at += 1) watched.cycles.append(line);
    watched.print('E', `${'x'.repeat(1999)}E`, `${'x'.repeat(2000)}E`, 'end');
    assert.deepEqual(watched.shown, ['broke 1']);
  });
});

describe('readMatchers', () => {
  it('leaves out invalid matchers', () => {
    const broken = inline({ pattern: { regexp: '(' } });
    const odd = [undefined, null, 3, '$unknown', '$round', {}, { pattern: {} }, { pattern: '$unknown' }, broken];
    assert.deepEqual(readMatchers(odd, contributed), []);
  });

  it('finds no cycles if everything ends one', () => {
    for (const endsPattern of ['.', '.*', '']) {
      const [matcher] = readMatchers(inline({ background: { beginsPattern: '.', endsPattern } }), contributed);
      assert.equal(matcher?.background, undefined);
    }
  });

  it('fills in what a matcher leaves out from its base', () => {
    const [matcher] = readMatchers({ base: '$tsc-watch', severity: 'info' }, contributed);
    assert.equal(matcher?.background?.activeOnStart, true);
    assert.equal(matcher.severity, 'other');
    const [own] = readMatchers({ base: '$tsc-watch', background }, contributed);
    assert.equal(own?.background?.activeOnStart, false);
    assert.equal(own.patterns[0]?.severity, 4);
  });
});
