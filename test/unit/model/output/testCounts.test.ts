import assert from 'node:assert/strict';
import { testCounts } from '../../../../src/model/output/testCounts';

/** What test tools print at the end, with what passed, failed and was skipped. */
const printed: Readonly<Record<string, readonly [output: string, passed: number, failed: number, skipped: number]>> = {
  'vitest': [' Test Files  1 failed | 3 passed (4)\n      Tests  2 failed | 12 passed | 1 skipped (15)\n   Start at  10:00:00\n   Duration  1.2s', 12, 2, 1],
  'vitest, all well': ['      Tests  12 passed (12)\n   Duration  1.2s', 12, 0, 0],
  'jest': ['Test Suites: 1 failed, 1 passed, 2 total\nTests:       1 failed, 2 skipped, 20 passed, 23 total\nSnapshots:   0 total', 20, 1, 2],
  'jest, all well': ['Tests:       20 passed, 20 total', 20, 0, 0],
  'mocha': ['  12 passing (2s)\n  3 pending\n  1 failing\n\n  1) a suite\n       fails:', 12, 1, 3],
  'mocha, all well': ['  12 passing (2s)\n', 12, 0, 0],
  'playwright': ['  1 failed\n    [chromium] › a.spec.ts:3:5 › logs in ───\n  2 skipped\n  9 passed (3.4s)', 9, 1, 2],
  'playwright, all well': ['  9 passed (3.4s)', 9, 0, 0],
  'pytest': ['FAILED a_test.py::test_x - assert 1 == 2\n========= 1 failed, 12 passed, 2 skipped in 0.12s =========', 12, 1, 2],
  'pytest, quiet': ['............ [100%]\n12 passed in 0.04s', 12, 0, 0],
  'pytest with errors': ['=== 1 failed, 3 passed, 1 warning, 2 errors in 1.00s ===', 3, 3, 0],
  'unittest': ['Ran 12 tests in 0.003s\n\nFAILED (failures=1, errors=2, skipped=3)', 6, 3, 3],
  'unittest, all well': ['Ran 12 tests in 0.003s\n\nOK', 12, 0, 0],
  'go test -v': ['--- PASS: TestA (0.00s)\n    --- PASS: TestA/x (0.00s)\n--- FAIL: TestB (0.00s)\n--- SKIP: TestC (0.00s)\nFAIL', 1, 1, 1],
  'gotestsum': ['DONE 12 tests, 1 skipped, 2 failures in 1.2s', 9, 2, 1],
  'cargo': ['test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\ntest result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out', 5, 1, 1],
  'maven': ['[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s <<< FAILURE! - in ATest\n[ERROR] Tests run: 12, Failures: 1, Errors: 1, Skipped: 2', 8, 2, 2],
  'gradle': ['12 tests completed, 1 failed, 2 skipped', 9, 1, 2],
  'dotnet': ['Failed!  - Failed:     1, Passed:    12, Skipped:     0, Total:    13, Duration: 1 s - a.dll\nPassed!  - Failed:     0, Passed:     3, Skipped:     1, Total:     4, Duration: 1 s - b.dll', 15, 1, 1],
  'vstest': ['Total tests: 13\n     Passed: 12\n     Failed: 1', 12, 1, 0],
  'phpunit': ['FAILURES!\nTests: 12, Assertions: 34, Errors: 1, Failures: 1, Skipped: 2.', 8, 2, 2],
  'phpunit, all well': ['OK (12 tests, 34 assertions)', 12, 0, 0],
  'rspec': ['12 examples, 1 failure, 2 pending', 9, 1, 2],
  'minitest': ['12 runs, 30 assertions, 1 failures, 1 errors, 2 skips', 8, 2, 2],
  'ctest': ['90% tests passed, 1 tests failed out of 10', 9, 1, 0],
  'googletest': ['[==========] 13 tests from 2 test suites ran. (1 ms total)\n[  PASSED  ] 12 tests.\n[  FAILED  ] 1 test, listed below:', 12, 1, 0],
  'XCTest': ['\t Executed 12 tests, with 1 failure (0 unexpected) in 0.1 (0.2) seconds', 11, 1, 0],
  'node:test': ['ℹ tests 10\nℹ suites 2\nℹ pass 8\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0', 8, 1, 1],
  'TAP': ['# tests 10\n# pass 9\n# fail 1', 9, 1, 0],
  'deno': ['FAILED | 12 passed | 1 failed | 2 ignored (12ms)', 12, 1, 2],
  'bun': [' 12 pass\n 1 fail\n 20 expect() calls', 12, 1, 0],
}; // prettier-ignore

describe('testCounts', () => {
  for (const [tool, [output, passed, failed, skipped]] of Object.entries(printed))
    it(`reads what ${tool} prints`, () =>
      assert.deepEqual(testCounts(`running\n${output}\n`.split('\n')), { passed, failed, skipped }));

  it('takes the summary that comes last', () => {
    const twice = [printed['jest']![0], 'npm run unit', printed['mocha']![0]].join('\n');
    assert.deepEqual(testCounts(twice.split('\n')), { passed: 12, failed: 1, skipped: 3 });
  });

  it('finds none in other output', () => {
    for (const output of [
      'built in 12 s',
      '3 files passed the check',
      'Tests are run by `npm test`',
      '12 passed by',
      '',
    ])
      assert.equal(testCounts(output.split('\n')), undefined, output);
  });
});
