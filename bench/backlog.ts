import { systemClock } from '../src/model/clock';
import { silentLog } from '../src/model/log';
import type { Message } from '../src/model/letter/message';
import { Disk } from '../src/system/disk';
import { systemScheduler } from '../src/system/scheduler';
import { Store, storeFolders } from '../src/outbox/store/store';

/** How many are given to the disk at a time: only whoever measures it one by one has to do it one by one. */
const portion = 100;

/** The messages of an outbox, as a process keeps them that only writes. */
export function openStore(root: string, owner: string): { readonly store: Store; readonly close: () => void } {
  const disk = new Disk(root, owner);
  disk.prepare(storeFolders);
  const store = new Store({ disk, clock: systemClock, scheduler: systemScheduler, log: silentLog });
  return { store, close: () => disk.close() };
}

/** Puts messages that wait into an outbox of which no copy lives. @param notBefore milliseconds since 1970 */
export async function fillBacklog(
  root: string,
  accountId: string,
  count: number,
  message: (index: number) => Message,
  notBefore = 0,
): Promise<void> {
  const { store, close } = openStore(root, 'backlog');
  for (let first = 0; first < count; first += portion) {
    const indexes = Array.from({ length: Math.min(portion, count - first) }, (_, index) => first + index);
    await Promise.all(indexes.map((index) => store.add(message(index), accountId, {}, notBefore)));
  }
  close();
}
