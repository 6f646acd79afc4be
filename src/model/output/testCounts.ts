/** How the tests of a run went, as its test tool counted them. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How many lines at the end are looked at: summaries come last. */
const lastLines = 400;
const longestLine = 500;

/**
 * What test tools print at the end. Groups: `passed`, `failed`, `errors`, `skipped`, and `total`, which counts where
 * nothing says how many passed.
 */
const summaries: readonly RegExp[] = [
  // Vitest: `Tests  1 failed | 12 passed | 2 skipped (15)`; deno test: `ok | 12 passed | 1 failed | 0 ignored (3ms)`.
  /^\s*Tests +(?=\d)(?:(?<failed>\d+) failed)?(?: \| )?(?:(?<passed>\d+) passed)?(?: \| )?(?:(?<skipped>\d+) skipped)?.*$/gm,
  /^(?:ok|FAILED) \| (?<passed>\d+) passed[^|]*\| (?<failed>\d+) failed(?: \| (?<skipped>\d+) ignored)?.*$/gm,
  // Jest: `Tests:       1 failed, 2 skipped, 20 passed, 23 total`.
  /^Tests: +(?:(?<failed>\d+) failed, )?(?:(?<skipped>\d+) (?:skipped|pending|todo), )?(?:\d+ todo, )?(?:(?<passed>\d+) passed, )?(?<total>\d+) total$/gm,
  // Mocha and Cypress, line by line.
  /^ +(?<passed>\d+) passing(?: \(.*\))?$(?:\n+ +(?<skipped>\d+) pending$)?(?:\n+ +(?<failed>\d+) failing$)?/gm,
  // Playwright, in that order.
  /^ +(?<failed>\d+) failed$(?:\n +(?! |\d+ (?:passed|skipped)).*)*(?:\n +(?<skipped>\d+) skipped$)?(?:\n +(?<passed>\d+) passed(?: \(.*\))?$)?/gm,
  /^ +(?:(?<skipped>\d+) skipped\n +)?(?<passed>\d+) passed(?: \(.*\))?$/gm,
  // pytest: `=== 1 failed, 12 passed, 2 skipped in 0.12s ===`.
  /^=*\s?(?=.* in [\d.]+s)(?:(?<failed>\d+) failed)?(?:, )?(?:(?<passed>\d+) passed)?(?:, )?(?:(?<skipped>\d+) skipped)?(?:, \d+ (?!errors?\b)\w+)*(?:, (?<errors>\d+) errors?)? in [\d.]+s.*$/gm,
  // unittest of Python.
  /^Ran (?<total>\d+) tests? in .*$\n+^(?:OK|FAILED)(?: \((?:failures=(?<failed>\d+))?(?:, )?(?:errors=(?<errors>\d+))?(?:, )?(?:skipped=(?<skipped>\d+))?.*\))?$/gm,
  // Maven: the line of all classes, which says no time; Gradle; JUnit's console.
  /^(?:\[\w+\] )?Tests run: (?<total>\d+), Failures: (?<failed>\d+), Errors: (?<errors>\d+), Skipped: (?<skipped>\d+)$/gm,
  /^(?<total>\d+) tests? completed(?:, (?<failed>\d+) failed)?(?:, (?<skipped>\d+) skipped)?$/gm,
  // VSTest.
  /^Total tests: (?<total>\d+)$(?:\n +Passed: (?<passed>\d+)$)?(?:\n +Failed: (?<failed>\d+)$)?(?:\n +Skipped: (?<skipped>\d+)$)?/gm,
  // PHPUnit.
  /^OK \((?<total>\d+) tests?, .*\)$/gm,
  /^Tests: (?<total>\d+), Assertions: \d+(?:, Errors: (?<errors>\d+))?(?:, Failures: (?<failed>\d+))?(?:, Warnings: \d+)?(?:, Skipped: (?<skipped>\d+))?.*$/gm,
  // RSpec, minitest.
  /^(?<total>\d+) examples?, (?<failed>\d+) failures?(?:, (?<skipped>\d+) pending)?.*$/gm,
  /^(?<total>\d+) (?:runs|tests), \d+ assertions, (?<failed>\d+) failures, (?<errors>\d+) errors(?:, (?<skipped>\d+) skips)?.*$/gm,
  // CTest, GoogleTest, XCTest, gotestsum.
  /^\d+% tests passed, (?<failed>\d+) tests? failed out of (?<total>\d+)$/gm,
  /^\[ {2}PASSED {2}\] (?<passed>\d+) tests?\.$(?:\n\[ {2}SKIPPED \] (?<skipped>\d+) tests?.*$)?(?:\n\[ {2}FAILED {2}\] (?<failed>\d+) tests?, .*$)?/gm,
  /^.*Executed (?<total>\d+) tests?, with (?:(?<skipped>\d+) tests? skipped and )?(?<failed>\d+) failures? .*$/gm,
  /^DONE (?<total>\d+) tests?(?:, (?<skipped>\d+) skipped)?(?:, (?<failed>\d+) failures?)?.*$/gm,
  // node:test and TAP.
  /^(?:#|ℹ) tests (?<total>\d+)$(?:\n(?:#|ℹ) (?!pass|fail)\w+ \d+$)*(?:\n(?:#|ℹ) pass (?<passed>\d+)$)?(?:\n(?:#|ℹ) fail (?<failed>\d+)$)?(?:\n(?:#|ℹ) cancelled \d+$)?(?:\n(?:#|ℹ) skipped (?<skipped>\d+)$)?/gm,
  // Bun.
  /^ (?<passed>\d+) pass$(?:\n (?<skipped>\d+) skip$)?\n (?<failed>\d+) fail$/gm,
];

/** The same for a part of the tests each: they are added up. */
const parts: readonly RegExp[] = [
  // cargo test: a line for each program of tests.
  /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored;.*$/gm,
  // dotnet test: a line for each project.
  /^(?:Passed|Failed)! +- Failed: +(?<failed>\d+), Passed: +(?<passed>\d+), Skipped: +(?<skipped>\d+),.*$/gm,
  // go test -v: a line for each test that is not part of another one.
  /^--- (?:PASS(?<onePassed>:)|FAIL(?<oneFailed>:)|SKIP(?<oneSkipped>:)) .*$/gm,
];

/**
 * What the test tool counted that printed these lines; `undefined` if none did. The summary that comes last counts.
 * @param lines without control sequences
 */
export function testCounts(lines: readonly string[]): TestCounts | undefined {
  const text = lines
    .slice(-lastLines)
    .map((line) => line.slice(0, longestLine).trimEnd())
    .join('\n');
  let last: { readonly end: number; readonly counts: TestCounts } | undefined;
  const consider = (end: number, counts: TestCounts): void => {
    const { passed, failed, skipped } = counts;
    if (passed + failed + skipped > 0 && (last === undefined || end > last.end)) last = { end, counts };
  };
  for (const summary of summaries)
    for (const { index, 0: whole, groups = {} } of text.matchAll(summary))
      consider(index + whole.length, countsOf(groups));
  for (const part of parts) {
    let all: TestCounts = { passed: 0, failed: 0, skipped: 0 };
    let end = 0;
    for (const { index, 0: whole, groups = {} } of text.matchAll(part)) {
      all = sum(all, countsOf(groups));
      end = index + whole.length;
    }
    consider(end, all);
  }
  return last?.counts;
}

function countsOf(groups: Readonly<Record<string, string | undefined>>): TestCounts {
  const one = (name: string): number => (groups[name] === undefined ? 0 : 1);
  const number = (name: string): number => Number(groups[name] ?? 0);
  const [failed, skipped] = [
    number('failed') + number('errors') + one('oneFailed'),
    number('skipped') + one('oneSkipped'),
  ];
  const rest = groups['total'] === undefined ? 0 : Math.max(0, number('total') - failed - skipped);
  return { passed: (groups['passed'] === undefined ? rest : number('passed')) + one('onePassed'), failed, skipped };
}

function sum(one: TestCounts, other: TestCounts): TestCounts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}
