import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Disk, DiskPlace } from '../../system/disk';
import { codeOf, storeFailure } from '../../system/diskFailure';
import { type Entry, type ItemState, itemStates, parseEntry } from './entry';

/** The contents of the folders of some states. */
export interface Listing {
  /** All ids found. */
  readonly seen: ReadonlySet<string>;
  /** What is new, or in another state than known before. */
  readonly fresh: ReadonlyMap<string, Entry>;
  /** Names that this version does not understand. */
  readonly unknown: readonly DiskPlace[];
}

/** How many names to process before yielding: about a millisecond. */
const portion = 500;

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
  const seen = new Set<string>();
  const fresh = new Map<string, Entry>();
  const unknown: DiskPlace[] = [];
  let looked = 0;
  for (const state of states) {
    for (const name of await disk.names(state)) {
      if ((looked += 1) % portion === 0) await setImmediate();
      // Dot files are those of file managers.
      if (name.startsWith('.') || ignored.has(name)) continue;
      const before = known.get(name);
      const entry = before?.state === state ? before : parseEntry(state, name);
      if (entry === undefined) {
        unknown.push({ folder: state, name });
        continue;
      }
      seen.add(entry.id);
      // It is listed twice if it moved on meanwhile: the folders are read in the order of its moves.
      if (entry === before) fresh.delete(entry.id);
      else fresh.set(entry.id, entry);
    }
  }
  return { seen, fresh, unknown };
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
