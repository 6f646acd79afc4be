import { execFile } from 'node:child_process';
import type { Running } from '../../src/model/run/run';
import type { JournalEntry } from '../../src/notify/journal/runJournal';
import type { Owner } from '../../src/system/ownedFiles';

/** A run that goes on. */
export function aRunning(change: Partial<Running> = {}): Running {
  const facts = { id: 'run-1', source: 'task', name: 'build', command: 'make all', folder: '/src' } as const;
  return { ...facts, startedAt: Date.UTC(2026, 10, 20, 11), startKnown: true, ...change };
}

/** The same in the journal. */
export function aJournalEntry(change: Partial<JournalEntry> = {}): JournalEntry {
  const where = { workspace: 'app', host: 'box', home: 'home-1', machine: 'box boot-1 ns-1' };
  return { running: aRunning(), asked: false, ...where, ...change };
}

/** A window of that computer. */
export function anOwner(pid: number, change: Partial<Owner> = {}): Owner {
  return { pid, startedAt: `start of ${pid}`, machine: 'box boot-1 ns-1', ...change };
}

/** The pid of a process that has just ended. */
export function deadPid(): Promise<number> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['-e', ''], () => resolve(child.pid ?? 0));
  });
}
