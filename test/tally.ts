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
    let skipped = 0;
    this.test?.parent?.eachTest((test) => (skipped += test.isPending() ? 1 : 0));
    return report({ ...results, skipped, reasons: skipReasons() });
  },
};
