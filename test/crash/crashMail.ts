import { createHash } from 'node:crypto';
import type { Message } from '../../src/model/letter/message';

/** The mail of that id: always the same bytes, so that whoever has the id knows what must arrive. */
export function crashMail(id: string): Message {
  const seed = createHash('sha256').update(id).digest('hex');
  // Most are small; one in sixteen is as large as a mail with a long output.
  const lines = seed.startsWith('0') ? 2_000 : 5 + (parseInt(seed.slice(0, 2), 16) % 20);
  const messageId = `<${id}@example.com>`;
  const head = ['From: <ada@example.com>', 'To: <grace@example.org>', `Message-ID: ${messageId}`, ''];
  const body = Array.from({ length: lines }, (_, line) => `${line % 7 === 0 ? '.' : ''}${seed} ${line}`);
  return {
    id,
    messageId,
    subject: id,
    envelope: { from: 'ada@example.com', to: ['grace@example.org'] },
    date: Date.UTC(2026, 10, 20, 12),
    raw: Buffer.from(`${[...head, ...body].join('\r\n')}\r\n`, 'latin1'),
  };
}
