// Counts the tests of mocha's own command for `npm test`: it reports to people only. Loaded by `mocha --require`.
import type { Context } from 'mocha';
import { failureLine, report, skipReasons } from './results';

const results = { passed: 0, failed: 0, failures: [] as string[] };

/** What mocha calls around the tests. */
export const mochaHooks = {
  afterEach(this: Context): void {
    if (this.currentTest?.state === 'passed') results.passed += 1;
    if (this.currentTest?.state !== 'failed') return;
    results.failed += 1;
    results.failures.push(failureLine(this.currentTest.fullTitle(), this.currentTest.err));
  },
  afterAll(this: Context): Promise<void> {
    const titles: string[] = [];
    this.test?.parent?.eachTest((test) => {
      if (test.isPending()) titles.push(test.fullTitle());
    });
    const reasons = skipReasons();
    return report({ ...results, skipped: titles.length, reasons: reasons.length > 0 ? reasons : titles });
  },
};
