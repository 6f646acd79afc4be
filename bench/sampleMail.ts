import type { Message } from '../src/model/letter/message';
import { aMessage } from '../test/support/builders';

export const text = 'It is done, and all is well.\r\n'.repeat(12);
export const html = `<p>${text.replaceAll('\r\n', '<br>')}</p>`;
export const from = 'ada@example.com';
export const to = 'grace@example.org';

/** About what a mail of a finished task is, 1 KB; another one for each number. */
export function message(index: number): Message {
  const raw = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: DONE: build ${String(index)}`,
    `Message-ID: <${String(index)}@example.com>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    `--b\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--b\r\nContent-Type: text/html\r\n\r\n${html.replaceAll('<br>', '<br>\r\n')}\r\n--b--`,
    '',
  ].join('\r\n');
  return aMessage({ id: String(index), raw: new TextEncoder().encode(raw) });
}
