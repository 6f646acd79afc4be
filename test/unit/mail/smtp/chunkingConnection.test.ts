import assert from 'node:assert/strict';
import { once } from 'node:events';
import DataStream from 'nodemailer/lib/smtp-connection/data-stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { chunking, hasCleanLines, isChunking, stuffed } from '../../../src/mail/chunkingConnection';
import { transcriptText } from '../../../src/model/transcript';
import { aMessage } from '../../support/builders';
import type { Script } from '../../support/scriptedSmtpServer';
import { withLine } from '../../support/transports';

const EHLO = '250-test\n250-PIPELINING\n250-SIZE 1000000\n250-CHUNKING\n250 AUTH PLAIN';
const envelope = { from: 'ada@example.com', to: ['a@example.org', 'b@example.org'] };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('sending by BDAT', () => {
  it('sends envelope and body in one go, the bytes as they are', async () => {
    await withLine({ EHLO }, {}, async ({ server, send }) => {
      const message = aMessage();
      const attempted = await send({ message });
      assert.ok(attempted.ok);
      assert.equal(attempted.receipt.reply, '250 2.0.0 queued as 4F3');
      assert.deepEqual(new Uint8Array(server.bodies[0] ?? []), message.raw, 'no dot is doubled, nothing is added');
      assert.deepEqual(server.lines.slice(2), [
        `MAIL FROM:<ada@example.com> SIZE=${message.raw.byteLength}`,
        'RCPT TO:<grace@example.org>',
        `BDAT ${message.raw.byteLength} LAST`,
      ]);
      const { recipients, message: body, accepted } = attempted.progress;
      assert.equal(recipients.detail, 'grace@example.org');
      assert.equal(body.detail, `${message.raw.byteLength} bytes`);
      assert.equal(accepted.detail, '250 2.0.0 queued as 4F3');
    });
  });

  it('needs one flight for it: nothing is answered before all of it is there', async () => {
    let heard = '';
    const MAIL: Script['MAIL'] = (_line, _count, server) => {
      heard = server.received.toString('latin1');
      return '250 ok';
    };
    await withLine({ EHLO, MAIL }, {}, async ({ send }) => {
      assert.ok((await send()).ok);
      assert.match(heard, /MAIL FROM:[\s\S]*BDAT \d+ LAST\r\n[\s\S]*It is done\./);
    });
  });

  const without: readonly (readonly [string, string, Uint8Array])[] = [
    ['the server does not offer it', EHLO.replace('250-CHUNKING\n', ''), aMessage().raw],
    ['the server does not offer PIPELINING', EHLO.replace('250-PIPELINING\n', ''), aMessage().raw],
    ['another word only begins like it', EHLO.replace('CHUNKING', 'CHUNKINGS'), aMessage().raw],
    ['the mail is big', EHLO, bytes(`Subject: big\r\n\r\n${'x'.repeat(70)}\r\n`.repeat(2_000))],
    ['a line does not end with CRLF', EHLO, bytes('Subject: x\r\n\r\na\nb\r\n')],
    ['a CR stands alone', EHLO, bytes('Subject: x\r\n\r\na\rb\r\n')],
  ];
  for (const [why, offer, raw] of without) {
    it(`leaves it at DATA where ${why}`, async () => {
      await withLine({ EHLO: offer }, {}, async ({ server, send }) => {
        assert.ok((await send({ message: aMessage({ raw }) })).ok);
        assert.ok(server.lines.includes('DATA'));
        assert.ok(!server.lines.some((line) => line.startsWith('BDAT')));
      });
    });
  }

  it('leaves it at DATA where the connection was not heard of for a while: doubt is worse than a round trip', async () => {
    let now = 0;
    await withLine({ EHLO }, { clock: { now: () => now } }, async ({ server, send }) => {
      assert.ok((await send()).ok);
      now += 31_000;
      assert.ok((await send()).ok);
      assert.equal(server.connections, 1);
      assert.ok(server.lines.includes('DATA'));
      assert.ok((await send()).ok);
      assert.equal(server.lines.filter((line) => line.startsWith('BDAT')).length, 2);
    });
  });

  it('tells of recipients that were refused while others were taken', async () => {
    const RCPT: Script['RCPT'] = (line) => (line.includes('<b@') ? '550 5.1.1 no such user' : '250 ok');
    await withLine({ EHLO, RCPT }, {}, async ({ send }) => {
      const attempted = await send({ message: aMessage({ envelope }) });
      assert.ok(attempted.ok);
      assert.deepEqual(attempted.receipt.accepted, ['a@example.org']);
      assert.deepEqual(attempted.receipt.rejected, [{ address: 'b@example.org', reply: '550 5.1.1 no such user' }]);
      assert.match(attempted.progress.recipients.detail, /refused: b@example\.org/);
    });
  });

  const refused: readonly (readonly [string, Script, string, string])[] = [
    ['the sender', { MAIL: '550 5.1.0 no', RCPT: '503 no', BDAT: '503 no' }, 'senderRefused', '550 5.1.0 no'],
    ['every recipient', { RCPT: '550 5.1.1 no', BDAT: '554 nobody' }, 'recipientRefused', '550 5.1.1 no'],
    ['every recipient, and then takes it', { RCPT: '550 5.1.1 no' }, 'recipientRefused', '550 5.1.1 no'],
    ['every recipient, and is gone', { RCPT: '550 5.1.1 no', BDAT: 'close' }, 'connectionLost', ''],
    [
      'one recipient for now',
      { RCPT: (_l, count) => (count ? '550 no' : '450 later'), BDAT: '554 no' },
      'busy',
      '450 later',
    ],
    ['the body', { BDAT: '554 5.7.1 spam' }, 'contentRefused', '554 5.7.1 spam'],
    ['the body for now', { BDAT: '451 4.3.0 later' }, 'busy', '451 4.3.0 later'],
    ['the size', { BDAT: '552 5.3.4 too big' }, 'tooBig', '552 5.3.4 too big'],
  ];
  for (const [what, script, cause, reply] of refused) {
    it(`is not in doubt where the server refuses ${what}`, async () => {
      await withLine({ EHLO, ...script }, {}, async ({ send }) => {
        const attempted = await send({ message: aMessage({ envelope }) });
        const text = transcriptText(attempted.transcript);
        assert.ok(!attempted.ok, text);
        assert.equal(attempted.failure.cause, cause, text);
        assert.equal(attempted.failure.reply, reply, text);
      });
    });
  }

  it('leaves it at DATA after a server offered it and did not know it', async () => {
    await withLine({ EHLO, BDAT: '500 5.5.1 what?' }, {}, async ({ server, send }) => {
      const attempted = await send();
      assert.ok(!attempted.ok);
      assert.deepEqual([attempted.failure.cause, attempted.failure.retry], ['busy', 'later']);
      assert.ok((await send()).ok);
      assert.ok(server.lines.includes('DATA'));
      assert.equal(server.connections, 2);
    });
  });

  it('is in doubt after a reply that is none', async () => {
    await withLine({ EHLO, BDAT: '354 more?' }, {}, async ({ send }) => {
      const attempted = await send();
      assert.equal(attempted.ok ? '' : attempted.failure.cause, 'inDoubt');
    });
  });

  it('forgets a chunk that could not be sent', async () => {
    const offer = EHLO.replace('1000000', '300');
    await withLine({ EHLO: offer }, {}, async ({ server, send }) => {
      const big = await send({ message: aMessage({ raw: bytes(`Subject: x\r\n\r\n${'x'.repeat(400)}\r\n`) }) });
      assert.equal(big.ok ? '' : big.failure.cause, 'tooBig');
      assert.ok((await send()).ok);
      assert.deepEqual(new Uint8Array(server.bodies[0] ?? []), aMessage().raw);
      assert.equal(server.bodies.length, 1);
    });
  });
});

describe('chunking', () => {
  it('finds in this nodemailer what it needs: if this fails, mail still goes out, by DATA', () => {
    const Chunking = chunking(SMTPConnection);
    assert.notEqual(Chunking, SMTPConnection);
    assert.ok('sendChunk' in Chunking.prototype);
    const connection = new Chunking({}) as unknown as { _supportedExtensions: unknown; _responseActions: unknown };
    assert.ok(Array.isArray(connection._supportedExtensions));
    assert.ok(Array.isArray(connection._responseActions));
  });

  it('leaves a connection as it is where something is missing', () => {
    class Other extends SMTPConnection {}
    Object.defineProperty(Other.prototype, '_actionDATA', { value: undefined });
    assert.equal(chunking(Other), Other);
    assert.equal(isChunking(new Other({})), false);
  });
});

describe('hasCleanLines', () => {
  it('finds each CR and LF that stands alone', () => {
    for (const text of ['', 'a', 'a\r\n', '\r\n\r\n', 'a\r\nb']) assert.equal(hasCleanLines(bytes(text)), true, text);
    for (const text of ['\n', '\r', 'a\nb', 'a\rb', 'a\r\r\n', 'a\r\n\n', 'a\r', '\n\r\n'])
      assert.equal(hasCleanLines(bytes(text)), false, JSON.stringify(text));
  });
});

describe('sending by DATA', () => {
  it('hands over the body as nodemailer does, in one write', async () => {
    for (const text of [
      '',
      '.',
      'a',
      'a\r\n',
      '.\r\n',
      '..\r\n.',
      'a\r\n.\r\n.b\r\n\r\n.',
      'a.b\r\n.c',
      '\r\n..\r\n',
    ]) {
      const theirs = new DataStream();
      const chunks: Buffer[] = [];
      theirs.on('data', (chunk: Buffer) => chunks.push(chunk));
      theirs.end(Buffer.from(text));
      await once(theirs, 'end');
      assert.equal(stuffed(bytes(text)).toString(), Buffer.concat(chunks).toString(), JSON.stringify(text));
    }
  });

  it('tells its size as it goes out', async () => {
    await withLine({}, {}, async ({ server, send }) => {
      const message = aMessage({ raw: bytes('Subject: x\r\n\r\n.\r\n..a\r\nb') });
      const attempted = await send({ message });
      assert.ok(attempted.ok);
      assert.equal(server.bodies[0]?.toString(), 'Subject: x\r\n\r\n..\r\n...a\r\nb\r\n');
      assert.equal(attempted.progress.message.detail, `${message.raw.byteLength + 2 + 5} bytes`);
      assert.ok((await send()).ok);
      assert.equal(server.connections, 1);
    });
  });
});
