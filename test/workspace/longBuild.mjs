// A build of a minute and a half: time to walk away.
import { setTimeout as sleep } from 'node:timers/promises';

for (let done = 1; done <= 9; done++) {
  await sleep(10_000);
  console.log(`${done} of 9 steps done`);
}
