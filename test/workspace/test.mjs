// Tests that fail after two seconds, with exit code 3.
import { setTimeout as sleep } from 'node:timers/promises';

await sleep(2000);
console.log('1 of 9 tests failed');
process.exit(3);
