// Counts the unit tests for `npm test`: mocha's own command reports to people only. Loaded by `mocha --require`.
import type { Context } from 'mocha';
import { report } from './results';

const results = { passed: 0, failed: 0 };

/** What mocha calls around the tests. */
export const mochaHooks = {
  afterEach(this: Context): void {
    if (this.currentTest?.state === 'passed') results.passed += 1;
    if (this.currentTest?.state === 'failed') results.failed += 1;
  },
  afterAll: () => report(results),
};
