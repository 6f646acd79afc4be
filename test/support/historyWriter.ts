// A process that adds runs to a history, as a window does, and prints the ids of those added. Between them it adds old
// runs, more than are kept, so that it compacts the files again and again.
import { setImmediate } from 'node:timers/promises';
import { decide } from '../../src/model/rule/decision';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { RunHistory } from '../../src/notify/history/runHistory';
import { systemScheduler } from '../../src/system/scheduler';
import { aRun } from './builders';

const [folder = '', name = '', count = '0', clears = ''] = process.argv.slice(2);
const history = new RunHistory({ folder, clock: systemClock, scheduler: systemScheduler, log: silentLog });
const known = { enabled: true, isAway: () => true, lastOutcome: undefined, failures: 0, muted: false } as const;
const decision = decide(aRun(), [], { ...known, asked: true, told: false, workspace: undefined });

async function write(): Promise<void> {
  history.start();
  for (let serial = 0; serial < Number(count); serial++) {
    const id = `${name}-${serial}`;
    history.add(aRun({ id, name, endedAt: Date.now(), command: 'x'.repeat(200 + (serial % 300)) }), decision, 1_000);
    if (serial % 3 === 0) history.noteMail(id, { mail: `mail-${id}` });
    for (let place = 0; place < 60; place++) {
      history.add(aRun({ id: `old-${id}-${place}`, endedAt: 1 }), decision, 1_000);
      // A compaction goes on in turns.
      await setImmediate();
    }
    process.stdout.write(`${id}\n`);
    if (clears !== '' && serial === Number(clears)) history.clear();
  }
}

void write();
