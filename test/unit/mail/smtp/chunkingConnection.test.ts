import assert from 'node:assert/strict';
import { once } from 'node:events';
import DataStream from 'nodemailer/lib/smtp-connection/data-stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { chunking, hasCleanLines, isChunking, stuffed } from '../../../../src/mail/smtp/chunkingConnection';
import { transcriptText } from '../../../../src/model/failure/attempt';
import { aMessage } from '../../../support/builders';
import { anAuthority } from '../../../support/certificates';
import { type Script, ScriptedSmtpServer } from '../../../support/scriptedSmtpServer';
import { withLine } from '../../../support/transports';

const EHLO = '250-test\n250-PIPELINING\n250-SIZE 1000000\n250-CHUNKING\n250 AUTH PLAIN';
const noChunks = EHLO.replace('250-CHUNKING\n', '');
const envelope = { from: 'ada@example.com', to: ['a@example.org', 'b@example.org'] };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('sending by BDAT', () => {
  it('sends envelope and body in one go, with unchanged bytes', async () => {
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

  it('needs one flight: nothing is answered before everything has arrived', async () => {
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
    it(`uses DATA if ${why}`, async () => {
      await withLine({ EHLO: offer }, {}, async ({ server, send }) => {
        assert.ok((await send({ message: aMessage({ raw }) })).ok);
        assert.ok(server.lines.includes('DATA'));
        assert.ok(!server.lines.some((line) => line.startsWith('BDAT')));
      });
    });
  }

  it('uses DATA if the server was silent for a while: doubt is worse than a round trip', async () => {
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

  it('reports refused recipients while others were accepted', async () => {
    const RCPT: Script['RCPT'] = (line) => (line.includes('<b@') ? '550 5.1.1 no such user' : '250 ok');
    await withLine({ EHLO, RCPT }, {}, async ({ send }) => {
      const attempted = await send({ message: aMessage({ envelope }) });
      assert.ok(attempted.ok);
      assert.deepEqual(attempted.receipt.accepted, ['a@example.org']);
      assert.deepEqual(attempted.receipt.rejected, [
        { address: 'b@example.org', reply: '550 5.1.1 no such user', cause: 'recipientRefused' },
      ]);
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
    it(`is not in doubt if the server refuses ${what}`, async () => {
      await withLine({ EHLO, ...script }, {}, async ({ send }) => {
        const attempted = await send({ message: aMessage({ envelope }) });
        const text = transcriptText(attempted.transcript);
        assert.ok(!attempted.ok, text);
        assert.equal(attempted.failure.cause, cause, text);
        assert.equal(attempted.failure.reply, reply, text);
      });
    });
  }

  // Replies in one piece, right before the end of the connection: so many that the end comes while they wait.
  const many = Array.from({ length: 40 }, (_, number) => `r${number}@example.org`);
  const taken = '\n250 2.1.5 ok'.repeat(many.length);
  const refusedAll = '\n550 5.1.1 no'.repeat(many.length);
  const last: readonly (readonly [string, string, string, string, string])[] = [
    ['a yes to the chunk', EHLO, `250 ok${taken}\n250 2.0.0 queued`, 'ok', '250 2.0.0 queued'],
    ['a no to the chunk', EHLO, `250 ok${taken}\n554 5.7.1 spam`, 'contentRefused', '554 5.7.1 spam'],
    ['421 to the chunk', EHLO, `250 ok${taken}\n421 4.3.2 closing`, 'busy', '421 4.3.2 closing'],
    ['a no to each recipient', EHLO, `250 ok${refusedAll}`, 'connectionLost', ''],
    ['421 to DATA', noChunks, `250 ok${taken}\n421 4.3.2 closing`, 'busy', '421 4.3.2 closing'],
    ['354 to DATA', noChunks, `250 ok${taken}\n354 go on`, 'connectionLost', ''],
  ];
  for (const [what, offer, replies, end, reply] of last) {
    it(`counts ${what} if the server disconnects right after it`, async () => {
      const isChunk = offer === EHLO;
      const script = { EHLO: offer, MAIL: [], RCPT: [], [isChunk ? 'BDAT' : 'DATA']: [replies, 'close'] };
      await withLine(script, {}, async ({ server, send }) => {
        const attempted = await send({ message: aMessage({ envelope: { ...envelope, to: many } }) });
        const text = transcriptText(attempted.transcript);
        assert.equal(attempted.ok ? 'ok' : attempted.failure.cause, end, text);
        assert.equal(attempted.ok ? attempted.receipt.reply : attempted.failure.reply, reply, text);
        assert.equal(server.bodies.length, isChunk ? 1 : 0, text);
      });
    });
  }

  const unknown = [
    '500 5.5.1 what?',
    '502 5.5.1 BDAT not implemented',
    '503 5.5.1 no such command',
    '550 5.5.1 Command unrecognized',
    '554 5.5.1 BDAT not supported',
    '554 Unknown command',
    '550 5.7.1 Command not allowed',
    '554 BDAT disabled',
    '550 Bad command',
    '550 Invalid command',
    '550 syntax error',
    '550 5.5.0 chunking failed',
    '451 4.3.0 BDAT failed',
  ];
  for (const reply of unknown)
    it(`goes by DATA at once where the server offers CHUNKING and says ${reply}, and so does the next mail`, async () => {
      await withLine({ EHLO, BDAT: reply }, {}, async ({ server, send }) => {
        const attempted = await send({ beforeBody: () => Promise.resolve() });
        assert.ok(attempted.ok, attempted.ok ? '' : attempted.failure.cause);
        assert.ok((await send()).ok);
        assert.deepEqual([server.lines.filter((line) => line === 'DATA').length, server.taken.length], [2, 2]);
        assert.equal(server.lines.filter((line) => line.startsWith('BDAT')).length, 1);
      });
    });

  for (const reply of [
    '554 5.7.1 spam',
    '552 5.3.4 too big',
    '550 5.1.1 unknown user',
    '451 4.3.0 later',
    '554 5.7.1 <BDAT>: Data command rejected: only 10 messages per day',
  ])
    it(`is not sent a second time after ${reply}`, async () => {
      await withLine({ EHLO, BDAT: reply }, {}, async ({ server, send }) => {
        const attempted = await send();
        assert.deepEqual([attempted.ok ? '' : attempted.failure.reply, server.bodies.length], [reply, 1]);
      });
    });

  for (const deed of ['close', 'reset', '421 4.3.0 bye', '451 4.3.0 later', '450 try again'])
    it(`is not tried again where a chunk was answered by ${deed}: neither with that mail nor with the next one`, async () => {
      await withLine({ EHLO, BDAT: deed }, {}, async ({ server, send }) => {
        assert.ok(!(await send()).ok);
        assert.ok((await send({ isRetry: true })).ok);
        assert.ok((await send()).ok);
        assert.equal(server.lines.filter((line) => line.startsWith('BDAT')).length, 1);
      });
    });

  it('is left out of a mail that was tried before, in whatever window, and so is PIPELINING', async () => {
    await withLine({ EHLO }, {}, async ({ server, send }) => {
      assert.ok((await send({ isRetry: true })).ok);
      assert.ok(server.lines.includes('DATA'));
      assert.ok((await send()).ok);
      assert.ok(server.lines.at(-1)?.startsWith('BDAT'), 'what a first try may use counts again');
    });
  });

  const parameters: readonly (readonly [string, Script])[] = [
    ['SIZE', { MAIL: (line) => (line.includes('SIZE=') ? '555 5.5.4 Unsupported option: SIZE' : '250 ok') }],
    ['ENVID', { MAIL: (line) => (line.includes('ENVID=') ? '501 5.5.4 Bad parameter' : '250 ok') }],
    ['NOTIFY', { RCPT: (line) => (line.includes('NOTIFY=') ? '504 5.5.4 Parameter not implemented' : '250 ok') }],
    ['RET', { MAIL: (line) => (line.includes('RET=') ? '500 Unrecognized parameter' : '250 ok') }],
  ];
  for (const [parameter, script] of parameters)
    it(`goes without ${parameter} where the server offers it and refuses it`, async () => {
      const offer = '250-test\r\n250-SIZE 1000000\r\n250-DSN\r\n250 AUTH PLAIN';
      await withLine({ EHLO: offer, ...script }, { account: { deliveryReports: 'all' } }, async ({ server, send }) => {
        const attempted = await send();
        assert.ok(attempted.ok, attempted.ok ? '' : attempted.failure.cause);
        assert.equal(server.taken.length, 1);
        assert.ok(!server.lines.at(-3)?.includes('='));
      });
    });

  it('is in doubt after an invalid reply', async () => {
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
  it('finds the internals it needs in this nodemailer: if this fails, mail is still sent, by DATA', () => {
    const Chunking = chunking(SMTPConnection);
    assert.notEqual(Chunking, SMTPConnection);
    assert.ok('sendChunk' in Chunking.prototype);
    const connection = new Chunking({}) as unknown as { _supportedExtensions: unknown; _responseActions: unknown };
    assert.ok(Array.isArray(connection._supportedExtensions));
    assert.ok(Array.isArray(connection._responseActions));
  });

  it('leaves a connection unchanged if something is missing', () => {
    class Other extends SMTPConnection {}
    Object.defineProperty(Other.prototype, '_actionDATA', { value: undefined });
    assert.equal(chunking(Other), Other);
    assert.equal(isChunking(new Other({})), false);
  });
});

describe('hasCleanLines', () => {
  it('finds every lone CR and LF', () => {
    for (const text of ['', 'a', 'a\r\n', '\r\n\r\n', 'a\r\nb']) assert.equal(hasCleanLines(bytes(text)), true, text);
    for (const text of ['\n', '\r', 'a\nb', 'a\rb', 'a\r\r\n', 'a\r\n\n', 'a\r', '\n\r\n'])
      assert.equal(hasCleanLines(bytes(text)), false, JSON.stringify(text));
  });
});

describe('sending by DATA', () => {
  it('sends the body like nodemailer, in one write', async () => {
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

  it('logs its size when it is sent', async () => {
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

describe('a server that takes its time', () => {
  for (const secure of [false, true]) {
    it(`has all of it for its greeting, however long connecting may take (${secure ? 'TLS' : 'plain'})`, async () => {
      const server = await ScriptedSmtpServer.start(
        { greeting: [] },
        { implicitTls: secure, certificate: anAuthority().issue() },
      );
      const phases: [type: string, milliseconds: number][] = [];
      const Base = chunking(SMTPConnection) as unknown as new (options: object) => SMTPConnection & {
        _startPhase(milliseconds: number, error: { timeoutType: string }): void;
      };
      const greeting = new Promise<void>((resolve) => {
        class Watched extends Base {
          override _startPhase(milliseconds: number, error: { timeoutType: string }): void {
            phases.push([error.timeoutType, milliseconds]);
            super._startPhase(milliseconds, error);
            if (error.timeoutType === 'GREETING_TIMEOUT') resolve();
          }
        }
        const connection = new Watched({
          ...{ host: '127.0.0.1', port: server.port, secure, tls: { rejectUnauthorized: false } },
          ...{ connectionTimeout: 60_000, greetingTimeout: 3_600_000 },
        });
        connection.on('error', () => undefined);
        connection.connect(() => undefined);
      });
      await greeting;
      await server.stop();
      const [[first, connecting] = ['', 0], ...rest] = phases;
      assert.equal(first, 'CONNECT_TIMEOUT');
      assert.ok(connecting <= 60_000, String(connecting));
      assert.deepEqual(rest, [['GREETING_TIMEOUT', 3_600_000]]);
    });
  }
});
