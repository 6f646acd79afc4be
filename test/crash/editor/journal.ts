import { appendFileSync, readFileSync } from 'node:fs';

/**
 * `last`: the next life is the last one. `born`: a life begins, with its process number. `started`, `ended`: a task
 * did, as the editor told it. `exited`: a task ended with an exit code, noted before `ended`. `mailed`: its mail is
 * on the disk. `endless`, `unmailed`: that did not happen in time. `idle`: all is done.
 */
export type Word = 'last' | 'born' | 'started' | 'exited' | 'ended' | 'mailed' | 'endless' | 'unmailed' | 'idle';

export interface Note {
  readonly word: Word;
  readonly what: string;
}

/**
 * What extension hosts tell that may be killed at any moment: one line for each note, written before anything else
 * happens.
 */
export class Journal {
  constructor(readonly file: string) {}

  tell(word: Word, what: string): void {
    appendFileSync(this.file, `${word} ${what}\n`);
  }

  /** Everything so far, oldest first. */
  get notes(): readonly Note[] {
    const lines = this.text.split('\n').filter((line) => line !== '');
    return lines.map((line) => {
      const [word, what = ''] = line.split(' ');
      return { word: word as Word, what };
    });
  }

  of(word: Word): readonly string[] {
    return this.notes.filter((note) => note.word === word).map(({ what }) => what);
  }

  private get text(): string {
    try {
      return readFileSync(this.file, 'utf8');
    } catch {
      return '';
    }
  }
}
