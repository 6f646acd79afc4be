// A process that writes runs into a history, as a window does, and says which ones it was told to be there. Between them it
// writes old ones, more than are kept, so that it compacts the files over and over.
import { decide } from '../../src/model/decision';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { RunHistory } from '../../src/outbox/runHistory';
import { systemScheduler } from '../../src/outbox/scheduler';
import { aRun } from './builders';

const [folder = '', name = '', count = '0', clears = ''] = process.argv.slice(2);
const history = new RunHistory({ folder, clock: systemClock, scheduler: systemScheduler, log: silentLog });
const known = { enabled: true, isAway: () => true, lastOutcome: undefined, failures: 0, muted: false } as const;
const decision = decide(aRun(), [], { ...known, asked: true, told: false, workspace: undefined });
history.start();
for (let serial = 0; serial < Number(count); serial++) {
  const id = `${name}-${serial}`;
  history.add(aRun({ id, name, endedAt: Date.now(), command: 'x'.repeat(200 + (serial % 300)) }), decision, 1_000);
  if (serial % 3 === 0) history.noteMail(id, { mail: `mail-${id}` });
  for (let place = 0; place < 60; place++) history.add(aRun({ id: `old-${id}-${place}`, endedAt: 1 }), decision, 1_000);
  process.stdout.write(`${id}\n`);
  if (clears !== '' && serial === Number(clears)) history.clear();
}
