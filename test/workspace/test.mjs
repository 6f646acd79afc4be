// Tests of which one fails, after two seconds, with exit code 3.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const withTax = (price) => Math.floor(price * 1.2 * 100 - 1) / 100;

await sleep(2000);
console.log('\u001b[32m✓\u001b[0m adds up a cart \u001b[2m(8 tests)\u001b[0m');
try {
  assert.equal(withTax(100), 120, 'the tax of 100 is wrong');
} catch (error) {
  console.log('\u001b[31m✗\u001b[0m adds the tax');
  console.error(
    error.stack
      .split('\n')
      .find((line) => line.includes('test.mjs'))
      .replace(/^\s*at\s/, `${error}\n    at `),
  );
}
console.log('\n\u001b[31m1 of 9 tests failed\u001b[0m');
process.exit(3);
