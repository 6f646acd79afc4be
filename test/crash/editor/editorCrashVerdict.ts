import assert from 'node:assert/strict';
import { crashVerdict } from '../crashVerdict';
import type { EditorCrashReport } from './editorCrashRun';
import type { Note } from './journal';

/** What a user is promised whose extension host dies, see `editorCrash.test.ts`. Answers it in numbers. */
export function editorCrashVerdict(report: EditorCrashReport): string {
  const { frozen, altered, mails, notes, met } = report;
  const numbers = crashVerdict(report, (id) => frozen.get(id));
  assert.deepEqual(altered, [], 'no longer what it was on the disk');
  const twice = [...mails].filter(([, ids]) => ids.length > 1).map(([run]) => run);
  assert.deepEqual(twice, [], 'two mails were written about one run');
  const lives = livesOf(notes);
  assert.deepEqual(
    lives.flatMap((life) => forgotten(life, mails)),
    [],
    'ended, and no mail was written although the host lived on',
  );
  const exited = notes.filter(({ word }) => word === 'exited').map(({ what }) => what);
  assert.deepEqual(
    exited.filter((run) => !mails.has(run)),
    [],
    'ended with an exit code, as the editor told, and no mail was written',
  );
  const ended = notes.filter(({ word }) => word === 'ended').map(({ what }) => what);
  const unmailed = ended.filter((run) => !mails.has(run));
  // Seen where the machine is busy; of what the editor does not tell nobody can write a mail.
  const untold = notes.filter(({ word }) => word === 'endless');
  return [
    numbers,
    `${untold.length} tasks whose end the editor did not tell`,
    `${ended.length} tasks ended`,
    `${unmailed.length} whose host died before the mail was written`,
    `killed at: ${met.join(', ')}`,
  ].join(', ');
}

/** What each host told. */
function livesOf(notes: readonly Note[]): readonly (readonly Note[])[] {
  const lives: Note[][] = [];
  for (const note of notes) {
    if (note.word === 'born') lives.push([]);
    lives.at(-1)?.push(note);
  }
  return lives;
}

/** The runs that ended in a life. */
function heard(life: readonly Note[]): readonly string[] {
  return life.filter(({ word }) => word === 'ended').map(({ what }) => what);
}

/**
 * The runs without a mail of a host that lived long enough to write one: a task that started after the end of such a
 * run has ended too, and has its mail; or the host was never killed, and said that it was done.
 */
function forgotten(life: readonly Note[], mails: ReadonlyMap<string, unknown>): readonly string[] {
  return heard(life).filter((run) => {
    if (mails.has(run)) return false;
    const rest = life.slice(life.findIndex(({ word, what }) => word === 'ended' && what === run));
    const later = rest.filter(({ word }) => word === 'started').map(({ what }) => what);
    return rest.some(({ word, what }) => word === 'idle' || (word === 'mailed' && later.includes(what)));
  });
}
