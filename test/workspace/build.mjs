// A build that succeeds after two seconds.
import { setTimeout as sleep } from 'node:timers/promises';

await sleep(2000);
console.log('built');
