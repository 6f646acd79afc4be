// What the extension keeps in the data folder of an editor, seen from outside.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Run } from '../../src/model/run/run';
import type { JournalEntry } from '../../src/notify/journal/runJournal';
import { eventually } from './eventually';

/** The journal of what goes on, the history and the outbox. */
export class ExtensionStorage {
  readonly root: string;

  constructor(dataDir: string) {
    this.root = path.join(dataDir, 'User', 'globalStorage', 'mail-when-done.mail-when-done');
  }

  /** The runs in the journal whose names begin so: those go on, or their end is not dealt with yet. */
  going(name = ''): readonly JournalEntry[] {
    const texts = this.files(path.join('runs', 'going')).map((file) => readFileSync(file, 'utf8'));
    const entries = texts.map((text) => JSON.parse(text) as JournalEntry);
    return entries.filter(({ running }) => running.name.startsWith(name));
  }

  /** How the history says that runs ended whose names begin so, the oldest line first. */
  told(name: string): string[] {
    const files = this.files('history').filter((file) => file.endsWith('.jsonl'));
    const lines = files.flatMap((file) => readFileSync(file, 'utf8').match(/^.+\n/gm) ?? []);
    const records = lines.map((line) => JSON.parse(line) as { kind: string; run?: Run });
    // A line may come again where a window died between two stages: the last one about a run counts.
    const runs = new Map(records.flatMap(({ run }) => (run === undefined ? [] : [[run.id, run] as const])));
    return [...runs.values()].flatMap((run) => (run.name.startsWith(name) ? [`${run.outcome} ${run.exitCode}`] : []));
  }

  /** Waits until nothing more can come of runs whose names begin so: each is dealt with, and no mail is on its way. */
  async isAtRest(name: string): Promise<void> {
    await eventually(() => {
      assert.deepEqual(
        this.going(name).map(({ running }) => running.name),
        [],
        'it is still in the journal',
      );
      for (const state of ['queued', 'sending'])
        assert.deepEqual(this.files(path.join('outbox', state)), [], 'a mail is on its way');
    });
  }

  private files(folder: string): string[] {
    const place = path.join(this.root, folder);
    return existsSync(place) ? readdirSync(place).map((name) => path.join(place, name)) : [];
  }
}
