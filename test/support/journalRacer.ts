// A process that takes over all it can of a journal when it gets a message: node journalRacer.ts <root> <pid>
import { silentLog } from '../../src/model/log';
import { RunJournal } from '../../src/notify/journal/runJournal';
import { anOwner } from './heldRuns';

const [root = '', pid = '0'] = process.argv.slice(2);
const journal = new RunJournal(root, anOwner(Number(pid)), silentLog);
journal.prepare(Date.now());

// The runs of the other process are left alone, as if it were seen to be alive.
const found = journal.others().filter(({ ownerPid }) => ownerPid === 1);
// Both try all of them: one from the beginning, the other from the end.
if (pid === '3') found.reverse();

process.once('message', () => {
  process.send?.(found.filter((one) => journal.take(one)).map(({ entry }) => entry.running.id));
});
process.send?.(found.length);
