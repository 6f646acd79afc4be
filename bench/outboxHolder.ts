import { lock } from 'proper-lockfile';
import { accountId, openOutbox } from './drain';
import { message } from './sampleMail';

/*
 * A process that holds something until it is killed: node outboxHolder.ts outbox <root> <id> | lock <file>
 * Says `held` to its parent.
 */
const [, , kind, place = '', number = '0'] = process.argv;

void hold().then(() => process.send?.('held'));
setInterval(() => undefined, 1_000);

async function hold(): Promise<void> {
  if (kind === 'lock') {
    await lock(place);
    return;
  }
  // Claims the message and gets no further: the server that it would talk to never answers.
  const claimed = new Promise<void>((resolve) => {
    const transport = {
      send: () => {
        resolve();
        return new Promise<never>(() => undefined);
      },
    };
    const outbox = openOutbox(place, { port: 0, transport, only: accountId });
    void outbox.start().then(() => outbox.enqueue(message(Number(number)), accountId));
  });
  await claimed;
}
