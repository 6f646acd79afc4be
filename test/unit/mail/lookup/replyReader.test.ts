import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { ReplyReader } from '../../../../src/mail/lookup/replyReader';

describe('a server that is looked up', () => {
  /** A connection on which the test speaks for the server. */
  class Line extends Duplex {
    override _read(): void {
      // Pushed by the test.
    }
    override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
      done();
    }
  }

  function listening(): { line: Line; reader: ReplyReader; isClosed: () => boolean } {
    const line = new Line();
    const reader = new ReplyReader(line as unknown as Socket, 'smtp.corp.test');
    line.on('error', () => undefined);
    return { line, reader, isClosed: () => line.destroyed };
  }

  const endless: Readonly<Record<string, string>> = {
    'lines of a reply that hold nothing': '220-\r\n',
    'lines of a reply without CR': '220-\n',
    'long lines of a reply': `220-${'x'.repeat(500)}\r\n`,
    'one line': '220-xxxxxxxxxxxx',
  };
  for (const [what, piece] of Object.entries(endless))
    it(`is given up after 64 KB of ${what}`, async () => {
      const { line, reader, isClosed } = listening();
      const reply = reader.next();
      const refused = assert.rejects(reply, { code: 'EPROTOCOL' });
      let sent = 0;
      while (!isClosed() && sent < 1_000_000) {
        const chunk = piece.repeat(Math.ceil(8_192 / piece.length));
        sent += chunk.length;
        line.push(chunk);
        await new Promise(setImmediate);
      }
      await refused;
      assert.ok(sent <= 100_000, String(sent));
      await assert.rejects(reader.next(), { code: 'EPROTOCOL' });
    });

  for (const [what, piece] of [
    ['replies', '250 ok\r\n'],
    ['empty replies', '250\r\n'],
    ['replies of several lines', '250-a\r\n250 b\r\n'],
  ] as const)
    it(`is given up if it goes on sending ${what} that nobody asked for`, async () => {
      const { line, reader, isClosed } = listening();
      line.push(`220 hi\r\n${piece.repeat(5_000)}`);
      await new Promise(setImmediate);
      await assert.rejects(reader.next(), { code: 'EPROTOCOL' });
      assert.ok(isClosed());
    });

  it('is heard out in whatever pieces its replies come', async () => {
    const said = '220-smtp.corp.test\r\n220 ready\r\n250-hi\r\n250 SIZE 1000\r\n';
    for (const size of [1, 2, 7, said.length]) {
      const { line, reader } = listening();
      for (let at = 0; at < said.length; at += size) line.push(said.slice(at, at + size));
      assert.deepEqual(await reader.next(), { code: 220, lines: ['smtp.corp.test', 'ready'] });
      assert.deepEqual(await reader.next(), { code: 250, lines: ['hi', 'SIZE 1000'] });
    }
  });
});
