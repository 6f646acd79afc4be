import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fillBacklog } from './backlog';
import { accountId, openOutbox } from './drain';
import { message } from './sampleMail';
import { shuffled } from './series';

const rounds = 400;
/** The large JSON text is written in every so many rounds only. */
const rarely = 16;
const fdatasync = promisify(fs.fdatasync);

type Way =
  | 'one fdatasync'
  | 'outbox, empty'
  | 'outbox, 10,000 waiting'
  | 'JSON rewritten, empty'
  | 'JSON rewritten, 10,000 waiting';

/** How long it takes until one mail is on the disk, in milliseconds, for each way each time. */
export async function measureEnqueue(waiting: number): Promise<Readonly<Record<Way, readonly number[]>>> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'outbox-bench-'));
  const full = path.join(folder, 'full');
  fs.mkdirSync(full);
  await fillBacklog(full, accountId, waiting, message);
  const outboxes = [openOutbox(path.join(folder, 'empty'), quiet), openOutbox(full, quiet)] as const;
  for (const outbox of outboxes) await outbox.start();
  const probe = fs.openSync(path.join(folder, 'probe'), 'w');
  const bytes = message(0).raw;
  let serial = waiting;
  const next = () => message((serial += 1));
  const ways: Record<Way, () => Promise<void>> = {
    'one fdatasync': () => {
      fs.writeSync(probe, bytes);
      return fdatasync(probe);
    },
    'outbox, empty': () => outboxes[0].enqueue(next(), accountId),
    'outbox, 10,000 waiting': () => outboxes[1].enqueue(next(), accountId),
    'JSON rewritten, empty': jsonQueue(path.join(folder, 'empty.json'), 0),
    'JSON rewritten, 10,000 waiting': jsonQueue(path.join(folder, 'full.json'), waiting),
  };
  const names = Object.keys(ways) as Way[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Way, number[]>;
  for (let round = 0; round < rounds; round++)
    for (const name of shuffled(names)) {
      if (name === 'JSON rewritten, 10,000 waiting' && round % rarely !== 0) continue;
      const begun = performance.now();
      await ways[name]();
      times[name].push(performance.now() - begun);
    }
  for (const outbox of outboxes) await outbox.stop();
  fs.closeSync(probe);
  fs.rmSync(folder, { recursive: true });
  return times;
}

const quiet = { port: 0, only: 'none' } as const;

/**
 * A queue that is one value, as in VS Code's Memento; made durable, which that is not. It keeps few mails beside
 * `waiting`.
 */
function jsonQueue(file: string, waiting: number): () => Promise<void> {
  const entry = (index: number): unknown => ({ ...message(index), raw: Buffer.from(message(index).raw).toString() });
  const before = Array.from({ length: waiting }, (_, index) => entry(index));
  let added: unknown[] = [];
  return async () => {
    added = [...added.slice(-10), entry(waiting + 1)];
    const temporary = fs.openSync(`${file}.new`, 'w');
    fs.writeSync(temporary, JSON.stringify([...before, ...added]));
    await fdatasync(temporary);
    fs.closeSync(temporary);
    fs.renameSync(`${file}.new`, file);
  };
}
