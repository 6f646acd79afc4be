import assert from 'node:assert/strict';
import { errorsIn } from '../../../../src/model/output/errorsIn';
import type { FoundError } from '../../../../src/model/output/foundError';
import { readMatchers } from '../../../../src/model/output/problemMatcher';
import { matchedErrors } from '../../../../src/model/output/matchedErrors';
import { plainLines } from '../../../../src/model/output/renderedOutput';
import { renderedOutput } from '../../../../src/model/output/renderedOutput';
import { limited } from '../../../../src/system/turns';
import { endless } from '../../../support/endlessExpressions';
import { toolOutputs } from '../../../support/toolOutputs';

/** `message @ path:line:column path:line …` */
function told({ message, places }: FoundError): string {
  const where = places.map(({ path, line, column }) => `${path}:${line}${column === undefined ? '' : `:${column}`}`);
  return [message, ...(where.length === 0 ? [] : ['@', ...where])].join(' ');
}

const linesOf = (output: string): readonly string[] => plainLines(renderedOutput(output));
const errorsOf = (output: string) => errorsIn(linesOf(output));

describe('errorsIn', () => {
  for (const [tool, { output, first }] of Object.entries(toolOutputs))
    it(`finds the first error that ${tool} prints`, () => {
      const [error] = errorsOf(output);
      assert.equal(error === undefined ? undefined : told(error), first);
    });

  it('finds the same with colours and the line ends of a terminal', () => {
    const { output, first } = toolOutputs['tsc --pretty'];
    const coloured = output.replaceAll(/error/g, '\u001b[91merror\u001b[0m').replaceAll('\n', '\r\n');
    const [error] = errorsOf(`\u001b[2J\u001b[3J\u001b[H${coloured}`);
    assert.equal(error === undefined ? undefined : told(error), first);
  });

  it('finds none in the output of successful tools', () => {
    const good = [
      'Found 0 errors. Watching for file changes.',
      '  12 passing (30ms)',
      'warning: unused variable: `x`',
      ' --> src/main.rs:2:9',
      'src/a.c:3:5: warning: unused variable ‘x’ [-Wunused-variable]',
      '[INFO] BUILD SUCCESS',
      'error handling: 4 tests ok',
      'GET http://127.0.0.1:8080/error 200',
      '2026-11-20T12:00:00.123Z server listening on 0.0.0.0:3000',
      'Tests:       3 passed, 3 total',
      '/src/app/a.js',
      '  3:5  warning  Unexpected console statement  no-console',
    ].join('\n');
    assert.deepEqual(errorsOf(good), []);
  });

  it('finishes for any output: quadratic code would take minutes', () => {
    const hostile = [' '.repeat(2_000), 'at '.repeat(700), '.'.repeat(2_000), 'a'.repeat(2_000), ' [.'.repeat(700)];
    const lines = ['', 'E   ', '  File "', 'ERROR in ', '    at (', '  1:1  error '].flatMap((begin) =>
      hostile.flatMap((text) => [`${begin}${text}:`, `${begin}${text}:1:`, `${begin}${text} error`]),
    );
    // Each separately, because the search stops after 50 errors.
    for (const line of lines) assert.ok(errorsOf(Array.from({ length: 100 }, () => line).join('\n')).length <= 50);
  });
});

describe('matchedErrors', () => {
  const contributed = {
    problemMatchers: [{ name: 'lint', pattern: '$eslint-stylish', severity: 'error' }],
    problemPatterns: [],
  };
  const found = (wanted: unknown, output: string): string[] =>
    matchedErrors(linesOf(output), readMatchers(wanted, contributed), limited).map(told);

  it('finds only the errors among what the matchers of a task find', () => {
    const pattern = { regexp: '^BAD (\\S+) at (\\d+),(\\d+): (.*)$', file: 1, line: 2, column: 3, message: 4 };
    const printed = 'ok\r\n\u001b[31mBAD src/a.x at 3,5: no such thing\u001b[0m\r\nBAD src/b.x at 4,1: nor this\r\n';
    assert.deepEqual(found({ pattern }, printed), ['no such thing @ src/a.x:3:5', 'nor this @ src/b.x:4:1']);
    assert.deepEqual(found({ pattern, severity: 'warning' }, printed), []);
    const usual = { regexp: '^BAD (\\S+) at (\\d+),(\\d+): .*$' };
    assert.equal(found({ pattern: usual }, printed)[0], 'BAD src/a.x at 3,5: no such thing @ src/a.x:3:5');
    const location = { regexp: '^BAD (\\S+) at (\\d+,\\d+): (.*)$', file: 1, location: 2, message: 3 };
    assert.equal(found({ pattern: location }, printed)[0], 'no such thing @ src/a.x:3:5');
  });

  it('joins the lines of one problem, which may repeat', () => {
    const printed = toolOutputs['eslint stylish'].output;
    assert.deepEqual(found('lint', printed), [
      "'total' is assigned a value but never used @ /work/app/src/cart.js:12:7",
      "'rond' is not defined @ /work/app/src/cart.js:20:10",
    ]);
  });

  for (const [regexp, line] of endless)
    it(`tells what it has found if a foreign expression would never end: ${regexp}`, () => {
      const matchers = readMatchers(
        [{ pattern: { regexp: '^(.*):(\\d+):(\\d+)$' } }, { pattern: { regexp } }],
        contributed,
      );
      assert.equal(matchedErrors(['a:1:1', 'b:1:1', line, 'c:1:1'], matchers, limited).length, 2);
    });
});
