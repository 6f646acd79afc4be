// Counts the tests of mocha's own command for `npm test`: it reports to people only. Loaded by `mocha --require`.
import type { Context } from 'mocha';
import { report, skipReasons } from './results';

const results = { passed: 0, failed: 0 };

/** What mocha calls around the tests. */
export const mochaHooks = {
  afterEach(this: Context): void {
    if (this.currentTest?.state === 'passed') results.passed += 1;
    if (this.currentTest?.state === 'failed') results.failed += 1;
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
