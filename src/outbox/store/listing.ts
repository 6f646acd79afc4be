import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Disk, Place } from './disk';
import { itemStates, parseEntry, type Entry, type ItemState } from './entry';
import { codeOf, storeFailure } from './storeFailure';

/** What is in the folders of some states. */
export interface Listing {
  /** The ids of everything that is there. */
  readonly seen: ReadonlySet<string>;
  /** What is new, or in another state than was known. */
  readonly fresh: ReadonlyMap<string, Entry>;
  /** What is none of ours. */
  readonly foreign: readonly Place[];
}

/** How many names are looked at without letting anything else happen: about a millisecond. */
const portion = 500;

/**
 * Lists folders. Names are all that is read, and only new ones are taken apart.
 * @param known what was known before, by name
 * @param ignored names that are to be left alone
 */
export async function listFolders(
  disk: Disk,
  states: readonly ItemState[],
  known: ReadonlyMap<string, Entry>,
  ignored: ReadonlySet<string>,
): Promise<Listing> {
  const seen = new Set<string>();
  const fresh = new Map<string, Entry>();
  const foreign: Place[] = [];
  let looked = 0;
  for (const state of states) {
    for (const name of await disk.names(state)) {
      if ((looked += 1) % portion === 0) await setImmediate();
      // Files with a dot are those of file managers.
      if (name.startsWith('.') || ignored.has(name)) continue;
      const before = known.get(name);
      const entry = before?.state === state ? before : parseEntry(state, name);
      if (entry === undefined) {
        foreign.push({ folder: state, name });
        continue;
      }
      seen.add(entry.id);
      // Listed twice where it moved on meanwhile: the folders are read in the order in which it moves.
      if (entry === before) fresh.delete(entry.id);
      else fresh.set(entry.id, entry);
    }
  }
  return { seen, fresh, foreign };
}

/**
 * Whether a message with this id lies in the outbox in that folder, asked of the disk itself: whoever wrote it may have been
 * killed before the others could hear of it. Lists the folders, so nothing to be asked for every message. Throws a
 * StoreFailure.
 */
export function isOnDisk(root: string, id: string): boolean {
  // In the order in which it moves: one that moves on meanwhile is met again.
  return itemStates.some((state) => {
    try {
      return readdirSync(path.join(root, state)).some((name) => name.startsWith(`${id},`));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw storeFailure(error);
    }
  });
}
