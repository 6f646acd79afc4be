import assert from 'node:assert/strict';
import { transcriptText } from '../../../../src/model/failure/attempt';
import type { Attempted } from '../../../../src/mail/transport/transport';
import { aCredential, aMessage, password } from '../../../support/builders';
import { assertNoSecret } from '../../../support/sending';
import type { Moment, Reply, Script, ScriptedSmtpServer } from '../../../support/scriptedSmtpServer';
import { withLine } from '../../../support/transports';

const pipelined = '250-test\n250-PIPELINING\n250 AUTH PLAIN';
const chunked = '250-test\n250-PIPELINING\n250-CHUNKING\n250 AUTH PLAIN';
const offers = { stepwise: '250-test\n250 AUTH PLAIN', pipelined, chunked };

const taken = (attempted: Attempted): void =>
  assert.ok(attempted.ok, attempted.ok ? '' : `${attempted.failure.cause}\n${transcriptText(attempted.transcript)}`);
const causeOf = (attempted: Attempted): string => (attempted.ok ? 'ok' : attempted.failure.cause);
const said = (lines: readonly string[], verb: string): number => lines.filter((line) => line.startsWith(verb)).length;

/** Gives one reply the second time, and the usual one otherwise. */
const theSecondTime = (reply: Reply, usual: string) => (_line: string, count: number) => (count === 1 ? reply : usual);

describe('SmtpTransport and its connections', () => {
  it('sends mail after mail over one connection, and says so', async () => {
    await withLine({}, {}, async ({ server, send }) => {
      for (let count = 0; count < 30; count++) taken(await send());
      const last = await send();
      taken(last);
      assert.equal(server.connections, 1);
      assert.equal(said(server.lines, 'EHLO'), 1);
      assert.equal(said(server.lines, 'AUTH'), 1);
      assert.equal(server.bodies.length, 31);
      assert.equal(said(server.lines, 'RSET'), 0);
      const { resolve, connect, tls, signIn, accepted } = last.progress;
      assert.deepEqual(resolve, { state: 'done', detail: 'reused' });
      assert.deepEqual(connect, { state: 'done', detail: 'reused' });
      assert.equal(tls.state, 'skipped');
      assert.deepEqual(signIn, { state: 'done', detail: 'reused' });
      assert.equal(accepted.state, 'done');
      assert.match(transcriptText(last.transcript), /-- connection to 127\.0\.0\.1:\d+ reused\n.*C: MAIL FROM/);
      assert.ok(!transcriptText(last.transcript).includes('EHLO'));
      assertNoSecret(last, 'ada@example.com', password);
    });
  });

  it('sends QUIT after it was idle for long enough', async () => {
    await withLine({}, { idle: 20 }, async ({ server, send }) => {
      taken(await send());
      await server.allClosed();
      assert.equal(server.lines.at(-1), 'QUIT');
      taken(await send());
      assert.equal(server.connections, 2);
    });
  });

  it('sends QUIT when it is disposed, and keeps nothing after that', async () => {
    await withLine({}, {}, async ({ server, send, transport }) => {
      taken(await send());
      assert.ok(!server.lines.includes('QUIT'));
      transport.dispose();
      await server.allClosed();
      taken(await send());
      await server.allClosed();
      assert.equal(said(server.lines, 'QUIT'), 2);
    });
  });

  it('uses a connection only for the same server, user name, password and sign-in method', async () => {
    await withLine({}, {}, async ({ server, send, account }) => {
      taken(await send());
      taken(await send({ credential: aCredential(account, 'another') }));
      assert.equal(server.connections, 2);
      for (const change of [
        { ehloDomain: 'laptop.example.com' },
        { authMethod: 'LOGIN' } as const,
        { username: 'eve' },
      ])
        taken(await send({ account: { ...account, ...change } }));
      assert.equal(server.connections, 5);
      taken(await send({ account: { ...account, authentication: false } }));
      assert.equal(server.connections, 6);
      // The sender and the account's name do not matter to the connection.
      taken(await send({ account: { ...account, id: 'another', name: 'Other', recipients: ['x@example.org'] } }));
      assert.equal(server.connections, 6);
    });
  });

  it('opens a fresh connection if asked to', async () => {
    await withLine({}, {}, async ({ server, send }) => {
      taken(await send());
      const fresh = await send({ fresh: true });
      taken(fresh);
      assert.equal(server.connections, 2);
      assert.notEqual(fresh.progress.connect.detail, 'reused');
      taken(await send());
      assert.equal(server.connections, 2);
      assert.equal(said(server.lines, 'QUIT'), 1);
    });
  });

  it('keeps at most five connections of mails that were sent in parallel', async () => {
    await withLine({}, {}, async ({ server, send }) => {
      const atOnce = (mails: number) => Promise.all(Array.from({ length: mails }, () => send()));
      for (const attempted of await atOnce(7)) taken(attempted);
      assert.equal(server.connections, 7);
      for (const attempted of await atOnce(5)) taken(attempted);
      assert.equal(server.connections, 7);
      assert.equal(said(server.lines, 'QUIT'), 2);
      for (let count = 0; count < 5; count++) taken(await send());
      assert.equal(server.connections, 7);
    });
  });

  it('opens no connection if it may not, and does not ask if one is open', async () => {
    await withLine({}, {}, async ({ server, send }) => {
      let asked = 0;
      const closed = await send({ beforeOpen: () => Promise.reject(new Error('not now')) });
      assert.ok(!closed.ok);
      assert.deepEqual(
        [closed.failure.cause, closed.failure.retry, closed.failure.step],
        ['cancelled', 'later', 'connect'],
      );
      assert.equal(server.connections, 0);
      const beforeOpen = (): Promise<void> => {
        asked += 1;
        assert.equal(server.connections, 0, 'it is asked before');
        return Promise.resolve();
      };
      taken(await send({ beforeOpen }));
      taken(await send({ beforeOpen: () => Promise.reject(new Error('not now')) }));
      assert.deepEqual([asked, server.connections], [1, 1]);
    });
  });

  it('asks before it replaces a connection that is gone', async () => {
    await withLine({ MAIL: (_line, count) => (count === 1 ? 'close' : '250 ok') }, {}, async ({ server, send }) => {
      taken(await send());
      const closed = await send({ beforeOpen: () => Promise.reject(new Error('not now')) });
      assert.equal(causeOf(closed), 'cancelled');
      assert.equal(server.connections, 1);
    });
  });

  it('goes on after a refusal, once the server has reset the refused mail', async () => {
    for (const EHLO of Object.values(offers)) {
      const last = (usual: string) => (_line: string, _count: number, server: ScriptedSmtpServer) =>
        said(server.lines, 'RCPT') === 2 ? '554 5.5.1 nobody' : usual;
      const script: Script = {
        EHLO,
        RCPT: theSecondTime('550 5.1.1 no such user', '250 ok'),
        DATA: last('354 go on'),
        BDAT: last('250 ok'),
      };
      await withLine(script, {}, async ({ server, send }) => {
        taken(await send());
        assert.equal(causeOf(await send()), 'recipientRefused');
        taken(await send());
        assert.equal(server.connections, 1);
        assert.equal(said(server.lines, 'RSET'), 1);
      });
    }
  });

  it('does not use a connection again that was idle while the computer slept', async () => {
    let now = 1_000;
    await withLine({}, { clock: { now: () => now } }, async ({ server, send }) => {
      taken(await send());
      now += 3_600_000;
      taken(await send());
      assert.equal(server.connections, 2);
    });
  });

  it('notices at once that the server has closed it', async () => {
    await withLine({ body: ['250 ok', '421 4.4.2 idle', 'close'] }, {}, async ({ server, send }) => {
      taken(await send());
      await server.allClosed();
      taken(await send());
      assert.equal(server.connections, 2);
    });
  });

  const dead: readonly Reply[] = [
    'close',
    'reset',
    'silence',
    ['421 4.7.0 too many messages on this connection', 'close'],
  ];
  for (const [handover, EHLO] of Object.entries(offers)) {
    for (const reply of dead) {
      const deed = typeof reply === 'string' ? reply : '421';
      it(`replaces a dead connection before anything of the mail was taken (${handover}, ${deed})`, async () => {
        await withLine({ EHLO, MAIL: theSecondTime(reply, '250 ok') }, {}, async ({ server, send }) => {
          taken(await send());
          let asked = 0;
          const second = await send({
            beforeBody: () => {
              asked++;
              return Promise.resolve();
            },
          });
          assert.equal(asked, 1);
          if (handover === 'chunked') {
            // Envelope and body were sent together: in doubt, except after a refusal.
            assert.equal(causeOf(second), deed === '421' ? 'busy' : 'inDoubt');
            assert.equal(server.connections, 1);
            return;
          }
          taken(second);
          assert.equal(server.connections, 2);
          assert.match(transcriptText(second.transcript), /another one is opened/);
          assert.notEqual(second.progress.connect.detail, 'reused');
          assert.equal(server.bodies.length, 2);
        });
      });
    }
  }

  it('replaces it once', async () => {
    await withLine({ MAIL: (_line, count) => (count === 0 ? '250 ok' : 'close') }, {}, async ({ server, send }) => {
      taken(await send());
      assert.equal(causeOf(await send()), 'connectionLost');
      assert.equal(server.connections, 2);
    });
  });

  for (const moment of ['RCPT', 'DATA', 'body'] as const satisfies readonly Moment[]) {
    it(`does not replace it after the server took the sender (${moment})`, async () => {
      const usual = { RCPT: '250 ok', DATA: '354 go on', body: '250 ok' }[moment];
      await withLine({ [moment]: theSecondTime('close', usual) }, {}, async ({ server, send }) => {
        taken(await send());
        const second = await send();
        assert.equal(causeOf(second), moment === 'body' ? 'inDoubt' : 'connectionLost');
        assert.equal(server.connections, 1);
        taken(await send());
        assert.equal(server.connections, 2);
      });
    });
  }

  describe('opened ahead of a mail', () => {
    it('sends the mail, already signed in', async () => {
      await withLine({}, {}, async ({ server, send, transport, account }) => {
        await transport.open(account, aCredential(account));
        assert.equal(said(server.lines, 'AUTH'), 1);
        const attempted = await send();
        taken(attempted);
        assert.equal(attempted.progress.signIn.detail, 'reused');
        assert.equal(server.connections, 1);
      });
    });

    it('is awaited by a mail that comes too early', async () => {
      await withLine({}, {}, async ({ server, send, transport, account }) => {
        const opening = transport.open(account, aCredential(account));
        void transport.open(account, aCredential(account));
        taken(await send());
        await opening;
        assert.equal(server.connections, 1);
      });
    });

    it('is closed when no mail comes', async () => {
      await withLine({}, {}, async ({ server, transport, account }) => {
        await transport.open(account, aCredential(account), 20);
        await server.allClosed();
        assert.equal(server.lines.at(-1), 'QUIT');
      });
    });

    it('is kept as long as the longest expectation', async () => {
      await withLine({}, {}, async ({ server, transport, account }) => {
        await transport.open(account, aCredential(account), 1_000_000);
        await transport.open(account, aCredential(account), 20);
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert.notEqual(server.lines.at(-1), 'QUIT');
        assert.equal(server.connections, 1);
      });
    });

    it('is silent when it fails, and does not try a bad password again', async () => {
      await withLine({ AUTH: '535 5.7.8 no' }, {}, async ({ server, send, transport, account }) => {
        await transport.open(account, aCredential(account));
        await transport.open(account, aCredential(account));
        await transport.open(account, undefined);
        assert.equal(said(server.lines, 'AUTH'), 1);
        assert.equal(causeOf(await send()), 'passwordRefused');
      });
    });

    it('does not prevent a mail from being cancelled', async () => {
      await withLine({ greeting: 'silence' }, {}, async ({ send, transport, account }) => {
        void transport.open(account, aCredential(account));
        const attempted = await send({ signal: AbortSignal.timeout(20) });
        assert.equal(causeOf(attempted), 'cancelled');
      });
    });
  });

  it('resolves as soon as beforeBody has settled, no matter what happened meanwhile', async () => {
    for (const EHLO of Object.values(offers)) {
      await withLine({ EHLO }, {}, async ({ server, send }) => {
        const controller = new AbortController();
        let isSettled = false;
        const attempted = await send({
          message: aMessage(),
          signal: controller.signal,
          beforeBody: async () => {
            controller.abort();
            await new Promise((resolve) => setTimeout(resolve, 20));
            isSettled = true;
          },
        });
        assert.equal(causeOf(attempted), 'cancelled');
        assert.ok(isSettled);
        assert.equal(server.bodies.length, 0);
      });
    }
  });

  it('sends nothing of the body when beforeBody rejects', async () => {
    for (const EHLO of Object.values(offers)) {
      let bodies = 0;
      await withLine({ EHLO }, { onBody: () => bodies++ }, async ({ server, send }) => {
        const attempted = await send({ beforeBody: () => Promise.reject(new Error('fenced')) });
        assert.ok(!attempted.ok);
        assert.deepEqual(
          [attempted.failure.cause, attempted.failure.retry, attempted.failure.step],
          ['cancelled', 'later', 'message'],
        );
        await server.allClosed();
        assert.equal(bodies, 0);
        taken(await send());
        assert.equal(server.connections, 2);
      });
    }
  });
});
