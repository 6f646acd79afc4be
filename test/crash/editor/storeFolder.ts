import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Message } from '../../../src/model/letter/message';
import { entryName, itemStates, parseEntry, type Entry } from '../../../src/outbox/store/entry';
import { holdFolder, type Hold } from '../../../src/outbox/courier/holds';
import { decodeMessage } from '../../../src/outbox/store/record';
import { setAsideFolder } from '../../../src/outbox/store/store';

/** The folder of an outbox, seen from outside. */
export class StoreFolder {
  /** Every message that was ever seen here, as it was when it was first seen, by id. */
  readonly messages = new Map<string, Message>();

  constructor(readonly root: string) {}

  /** What is there now, by id. */
  entries(): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const state of itemStates)
      for (const name of this.names(state)) {
        const entry = parseEntry(state, name);
        if (entry !== undefined) entries.set(entry.id, entry);
      }
    return entries;
  }

  setAside(): readonly string[] {
    return this.names(setAsideFolder);
  }

  /** Reads what was not read yet. Throws where a file is not whole. */
  look(): ReadonlyMap<string, Entry> {
    const entries = this.entries();
    for (const entry of entries.values()) if (!this.messages.has(entry.id)) this.read(entry);
    return entries;
  }

  /** The tasks that a mail has been written about, or else its subject, each with the ids of those mails. */
  runs(): ReadonlyMap<string, readonly string[]> {
    this.look();
    const runs = new Map<string, string[]>();
    for (const { id, subject } of this.messages.values()) {
      const run = /\brun-\d+-\d+-\d+\b/.exec(subject)?.[0] ?? subject;
      runs.set(run, [...(runs.get(run) ?? []), id]);
    }
    return runs;
  }

  /** The ids of messages whose body is not what it was when it was first seen. */
  altered(): readonly string[] {
    const altered = [...this.entries().values()].filter((entry) => {
      const bytes = this.bytes(entry);
      const body = bytes === undefined ? undefined : decodeMessage(bytes)?.raw;
      return body === undefined || !Buffer.from(this.messages.get(entry.id)?.raw ?? []).equals(body);
    });
    return altered.map(({ id }) => id);
  }

  /**
   * Makes everything that waits older, as if it had waited while no editor was open: instead of ten minutes that nobody
   * has. Only while no process lives on the folder.
   */
  age(milliseconds: number): void {
    for (const entry of this.entries().values()) {
      if (entry.state === 'sent' || entry.state === 'dead') continue;
      const [begun, since, due] = [entry.begun, entry.since, entry.due].map((time) => time - milliseconds);
      this.rename(entry, { ...entry, begun: begun!, since: since!, due: due! });
    }
    for (const name of this.names(holdFolder)) {
      const file = path.join(this.root, holdFolder, name);
      const hold = JSON.parse(readFileSync(file, 'utf8')) as Hold;
      const until = hold.until === null ? null : hold.until - milliseconds;
      writeFileSync(file, `${JSON.stringify({ ...hold, since: hold.since - milliseconds, until })}\n`);
    }
  }

  private read(entry: Entry): void {
    const bytes = this.bytes(entry);
    // It has moved on; whoever wants it looks again.
    if (bytes === undefined) return;
    const message = decodeMessage(bytes);
    if (message !== undefined) this.messages.set(entry.id, message);
  }

  private bytes(entry: Entry): Buffer | undefined {
    const file = path.join(this.root, entry.state, entryName(entry));
    try {
      return readFileSync(file);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private rename(from: Entry, to: Entry): void {
    const place = (entry: Entry): string => path.join(this.root, entry.state, entryName(entry));
    renameSync(place(from), place(to));
  }

  private names(folder: string): readonly string[] {
    const file = path.join(this.root, folder);
    return existsSync(file) ? readdirSync(file) : [];
  }
}
