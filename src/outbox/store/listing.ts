import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Disk, DiskPlace } from '../../system/disk';
import { codeOf, storeFailure } from '../../system/diskFailure';
import { Turns } from '../../system/turns';
import { type Entry, type ItemState, itemStates, parseEntry } from './entry';

/** A message with the name of its file. */
export interface Named {
  readonly entry: Entry;
  readonly name: string;
}

/** The contents of the folders of some states. */
export interface Listing {
  /** What was known before and has not changed. */
  readonly still: ReadonlySet<Entry>;
  /** What is new, or in another state than known before, by id. */
  readonly fresh: ReadonlyMap<string, Named>;
  /** Names that this version does not understand. */
  readonly unknown: readonly DiskPlace[];
}

/**
 * Lists folders. Reads names only, and parses only new ones.
 * @param known what was known before, by name
 * @param ignored names to leave alone
 */
export async function listFolders(
  disk: Disk,
  states: readonly ItemState[],
  known: ReadonlyMap<string, Entry>,
  ignored: ReadonlySet<string>,
): Promise<Listing> {
  const still = new Set<Entry>();
  const fresh = new Map<string, Named>();
  const unknown: DiskPlace[] = [];
  const turns = new Turns();
  for (const state of states) {
    for (const name of await disk.names(state)) {
      if (turns.isOver) await turns.next();
      // Dot files are those of file managers.
      if (name.startsWith('.') || ignored.has(name)) continue;
      const before = known.get(name);
      const entry = before?.state === state ? before : parseEntry(state, name);
      if (entry === undefined) {
        unknown.push({ folder: state, name });
        continue;
      }
      // It is listed twice if it moved on meanwhile: the folders are read in the order of its moves.
      if (entry !== before) fresh.set(entry.id, { entry, name });
      else {
        fresh.delete(entry.id);
        still.add(entry);
      }
    }
  }
  return { still, fresh, unknown };
}

/**
 * Whether the outbox in that folder has a message with this id. Reads the disk itself, since its writer may have been
 * killed before others could notice. Lists the folders, so too slow to call for every message. Throws a StoreFailure.
 */
export function isOnDisk(root: string, id: string): boolean {
  // In the order of its moves: one that moves on meanwhile is found later.
  return itemStates.some((state) => {
    try {
      return readdirSync(path.join(root, state)).some((name) => name.startsWith(`${id},`));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw storeFailure(error);
    }
  });
}
