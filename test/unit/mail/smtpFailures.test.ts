import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { aMessage } from '../../support/builders';
import { hoursPass } from '../../support/hours';
import { ScriptedSmtpServer, type Moment, type Script } from '../../support/scriptedSmtpServer';
import { failed, send, taken, type SendOptions } from '../../support/sending';

const account = { security: 'none' } as const;
const pipelining = '250-test\n250-PIPELINING\n250-SIZE 1000000\n250 AUTH PLAIN';

async function against(script: Script, options: SendOptions = {}) {
  const server = await ScriptedSmtpServer.start(script, { onSilence: hoursPass });
  try {
    return { sent: await send(server.port, { ...options, account: { ...account, ...options.account } }), server };
  } finally {
    await server.stop();
  }
}

describe('SmtpTransport and failures', () => {
  const replies: readonly (readonly [Moment, string, string, string, string])[] = [
    ['greeting', '554 5.7.1 your address is listed', 'addressListed', 'connect', 'later'],
    ['greeting', '421 4.7.0 too many connections', 'busy', 'connect', 'later'],
    ['EHLO', '421 4.3.2 shutting down', 'busy', 'signIn', 'later'],
    ['MAIL', '530 5.7.0 Authentication Required', 'signInRequired', 'sender', 'whenFixed'],
    ['MAIL', '530 5.7.57 Client not authenticated to send mail', 'signInRequired', 'sender', 'whenFixed'],
    ['MAIL', '553 5.7.1 Sender address rejected: not owned by user ada', 'senderRefused', 'sender', 'whenFixed'],
    ['MAIL', '550 5.1.0 sender rejected', 'senderRefused', 'sender', 'whenFixed'],
    ['MAIL', '552 5.3.4 Message size exceeds fixed limit', 'tooBig', 'sender', 'never'],
    ['MAIL', '552 5.2.2 Your mailbox is full', 'mailboxFull', 'sender', 'later'],
    ['MAIL', '550 5.4.5 Daily user sending limit exceeded', 'quota', 'sender', 'later'],
    ['MAIL', '451 4.3.0 try again', 'busy', 'sender', 'later'],
    ['MAIL', '503 5.5.1 bad sequence', 'busy', 'sender', 'later'],
    ['RCPT', '550 5.1.1 no such user', 'recipientRefused', 'recipients', 'never'],
    ['RCPT', '450 4.2.0 Greylisted, see you in five minutes', 'busy', 'recipients', 'later'],
    ['RCPT', '450 4.1.8 <ada@example.com>: Sender address rejected: Domain not found', 'busy', 'recipients', 'later'],
    ['RCPT', '450 4.7.1 <x>: Helo command rejected: Host not found', 'busy', 'recipients', 'later'],
    ['RCPT', '452 4.2.2 mailbox full', 'mailboxFull', 'recipients', 'later'],
    ['RCPT', '552 5.2.2 The email account that you tried to reach is over quota', 'mailboxFull', 'recipients', 'later'],
    ['RCPT', '550 recipient mailbox over quota', 'mailboxFull', 'recipients', 'later'],
    ['RCPT', '552 5.2.3 Message exceeds a limit of this mailbox', 'tooBig', 'recipients', 'never'],
    ['RCPT', '450 4.7.1 sending quota exceeded, try again in an hour', 'busy', 'recipients', 'later'],
    [
      'RCPT',
      '553 5.7.1 <ada@example.com>: Sender address rejected: not owned by user',
      'senderRefused',
      'recipients',
      'whenFixed',
    ],
    [
      'RCPT',
      '504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname',
      'ehloRefused',
      'recipients',
      'whenFixed',
    ],
    ['RCPT', '554 5.7.1 Relay access denied', 'senderRefused', 'recipients', 'whenFixed'],
    ['RCPT', '421 4.7.0 closing', 'busy', 'recipients', 'later'],
    ['DATA', '451 4.7.1 later', 'busy', 'recipients', 'later'],
    ['DATA', '554 5.5.1 no valid recipients', 'recipientRefused', 'recipients', 'never'],
    ['body', '554 5.7.1 spam', 'contentRefused', 'accepted', 'never'],
    ['body', '552 5.3.4 too big', 'tooBig', 'accepted', 'never'],
    ['body', '552 5.2.2 mailbox full', 'mailboxFull', 'accepted', 'later'],
    ['body', '552 message size exceeds the limit', 'tooBig', 'accepted', 'never'],
    ['body', '552 5.7.0 blocked for its content', 'contentRefused', 'accepted', 'never'],
    ['body', '553 5.7.1 Relaying disallowed as eve@example.com', 'senderRefused', 'accepted', 'whenFixed'],
    ['body', '554 5.2.252 SendAsDenied; ada not allowed to send as eve', 'senderRefused', 'accepted', 'whenFixed'],
    ['body', '421 4.4.2 timed out', 'busy', 'accepted', 'later'],
    ['body', '450 4.2.1 slow down', 'busy', 'accepted', 'later'],
  ];
  for (const EHLO of ['250-test\n250 AUTH PLAIN', pipelining]) {
    for (const [moment, reply, cause, step, retry] of replies) {
      if (moment === 'EHLO' && EHLO === pipelining) continue;
      it(`${EHLO === pipelining ? 'pipelined, ' : ''}${moment}: ${reply.slice(0, 60)}`, async () => {
        const script: Script = { EHLO, [moment]: reply.startsWith('421') ? [reply, 'close'] : reply };
        const { sent } = await against(script);
        const failure = failed(sent);
        assert.deepEqual([failure.cause, failure.step, failure.retry], [cause, step, retry]);
        assert.equal(failure.reply, reply);
        assert.equal(sent.attempted.progress[failure.step].state, 'failed');
        if (cause === 'recipientRefused') assert.equal(failure.detail, 'grace@example.org');
        if (cause === 'senderRefused') assert.equal(failure.detail, 'ada@example.com');
      });
    }
  }

  it('names the refused recipients, and waits if one of them may be accepted later', async () => {
    const message = aMessage({ envelope: { from: 'ada@example.com', to: ['a@example.org', 'b@example.org'] } });
    const never = await against({ RCPT: '550 5.1.1 no' }, { message });
    assert.equal(failed(never.sent).detail, 'a@example.org, b@example.org');
    const mixed = await against(
      { RCPT: (_line, count) => (count === 0 ? '450 4.7.1 later' : '550 5.1.1 no') },
      { message },
    );
    assert.equal(failed(mixed.sent).retry, 'later');
  });

  it('asks for a sign-in if relaying is refused and the account has none', async () => {
    const { sent } = await against({ RCPT: '554 5.7.1 Relay access denied' }, { account: { authentication: false } });
    assert.equal(failed(sent).cause, 'signInRequired');
  });

  it('does not start a mail that is bigger than the server’s limit', async () => {
    const { sent, server } = await against({ EHLO: '250-test\n250-SIZE 100\n250 AUTH PLAIN' });
    assert.equal(failed(sent).cause, 'tooBig');
    assert.ok(!server.lines.some((line) => line.startsWith('MAIL')));
  });

  it('recognizes a closed port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    for (const security of ['none', 'startTls', 'implicitTls'] as const) {
      const failure = failed(await send(port, { account: { security } }));
      assert.deepEqual([failure.cause, failure.step, failure.code], ['connectionRefused', 'connect', 'ECONNREFUSED']);
    }
    const sandbox = failed(await send(port, { account: { ...account, provider: 'sandbox' } }));
    assert.equal(sandbox.cause, 'sandboxUnavailable');
  });

  it('recognizes an unknown host', async () => {
    const failure = failed(await send(25, { account: { ...account, host: 'no-such-host.invalid' } }));
    // `.invalid` never resolves (RFC 6761); without any resolver the system has another code.
    assert.ok(['hostNotFound', 'offline'].includes(failure.cause), failure.cause);
    assert.equal(failure.step, 'resolve');
    assert.equal(failure.retry, 'later');
  });

  const before: readonly Moment[] = ['greeting', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA'];
  for (const misdeed of ['close', 'reset', 'silence'] as const) {
    for (const moment of [...before, 'body'] as const) {
      it(`${misdeed} instead of a reply to ${moment}`, async () => {
        for (const EHLO of ['250-test\n250 AUTH PLAIN', pipelining]) {
          const { sent } = await against({ EHLO, [moment]: misdeed });
          const failure = failed(sent);
          if (moment === 'body') assert.deepEqual([failure.cause, failure.retry], ['inDoubt', 'inDoubt']);
          else {
            assert.equal(
              failure.cause,
              moment === 'greeting' && misdeed === 'silence' ? 'greetingTimedOut' : 'connectionLost',
            );
            assert.equal(failure.retry, 'later');
          }
        }
      });
    }
    it(`${misdeed} right after 354`, async () => {
      const { sent, server } = await against({ DATA: ['354 go on', misdeed], body: 'silence' });
      assert.equal(failed(sent).cause, 'inDoubt');
      assert.ok(server.lines.includes('DATA'));
    });
  }

  it('is in doubt after an invalid last reply', async () => {
    for (const body of ['354 more?', 'hello', '250']) {
      const { sent } = await against({ body: [body, 'silence'] });
      if (body === '250') taken(sent);
      else assert.equal(failed(sent).cause, 'inDoubt');
    }
  });

  it('is not in doubt if a server accepts DATA although it refused every recipient', async () => {
    for (const script of [{ RCPT: '550 5.1.1 no' }, { MAIL: '550 5.7.1 no' }] as const) {
      const { sent, server } = await against({
        EHLO: pipelining,
        ...script,
        DATA: '354 go on',
        body: '554 no recipients',
      });
      assert.notEqual(failed(sent).cause, 'inDoubt');
      assert.ok(
        server.bodies.every((body) => body.length <= 2),
        'nothing of the mail was sent',
      );
    }
  });

  describe('when it is aborted', () => {
    it('opens no connection if it was aborted before', async () => {
      const { sent, server } = await against({}, { signal: AbortSignal.abort() });
      assert.deepEqual([failed(sent).cause, failed(sent).retry], ['cancelled', 'later']);
      assert.equal(server.connections, 0);
    });

    for (const moment of [...before, 'body'] as const) {
      it(`while it waits for the reply to ${moment}`, async () => {
        const controller = new AbortController();
        const { sent, server } = await against(
          {
            [moment]: () => {
              setImmediate(() => controller.abort());
              return 'silence';
            },
          },
          { signal: controller.signal },
        );
        assert.equal(failed(sent).cause, moment === 'body' ? 'inDoubt' : 'cancelled');
        assert.equal(failed(sent).code, 'EABORT');
        assert.ok(!server.lines.includes('QUIT'));
      });
    }

    it('while the body is on its way', async () => {
      const controller = new AbortController();
      const raw = new Uint8Array(Buffer.alloc(8_000_000, 'x\r\n'));
      const { sent, server } = await against(
        { EHLO: '250-test\n250 AUTH PLAIN' },
        {
          message: aMessage({ raw }),
          signal: controller.signal,
          onProgress: ({ message }) => {
            if (message.state === 'running') controller.abort();
          },
        },
      );
      assert.equal(failed(sent).cause, 'inDoubt');
      assert.equal(server.bodies.length, 0);
    });

    it('leaves no listeners on the signal', async () => {
      const { signal } = new AbortController();
      let listening = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...parts: Parameters<typeof add>) => {
        listening++;
        add(...parts);
      };
      signal.removeEventListener = (...parts: Parameters<typeof remove>) => {
        listening--;
        remove(...parts);
      };
      taken((await against({}, { signal })).sent);
      assert.equal(listening, 0);
    });
  });

  it('does not wait for a server that never answers QUIT, and closes the connection', async () => {
    const server = await ScriptedSmtpServer.start({ QUIT: 'silence' });
    try {
      taken(await send(server.port, { account }));
      assert.equal(server.clients, 1);
      await server.allClosed();
    } finally {
      await server.stop();
    }
  });

  it('gives up a server that never stops talking', async () => {
    const { sent } = await against({ greeting: `220-${'x'.repeat(2_000_000)}` });
    failed(sent);
    assert.ok(JSON.stringify(sent.attempted).length < 100_000);
  });
});
