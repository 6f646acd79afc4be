// A process that takes over all it can of a journal as soon as it is told to: node journalRacer.ts <root> <pid>
import { RunJournal } from '../../src/outbox/runJournal';
import { anOwner } from './heldRuns';

const [root = '', pid = '0'] = process.argv.slice(2);
const journal = new RunJournal(root, anOwner(Number(pid)));
journal.prepare(Date.now());

// The other one's are left alone, as where their owner is seen to live.
const found = journal.others().filter(({ ownerPid }) => ownerPid === 1);
// Both go through all of them: one from the beginning, the other from the end.
if (pid === '3') found.reverse();

process.once('message', () => {
  process.send?.(found.filter((one) => journal.take(one)).map(({ entry }) => entry.running.id));
});
process.send?.(found.length);
