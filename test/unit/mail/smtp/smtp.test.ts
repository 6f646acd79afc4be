import assert from 'node:assert/strict';
import type { Account, AuthMethod } from '../../../../src/model/account/account';
import { steps, type Progress } from '../../../../src/model/failure/attempt';
import { aMessage } from '../../../support/builders';
import { anAuthority } from '../../../support/certificates';
import { ScriptedSmtpServer } from '../../../support/scriptedSmtpServer';
import { failed, send, taken } from '../../../support/sending';
import { startSmtpServer } from '../../../support/smtpServer';

const authority = anAuthority();
const certificate = authority.issue();
const ca = [authority.ca];
const username = 'ada@example.com';

function serverFor(security: Account['security']) {
  const unprotected = { allowInsecureAuth: true, disabledCommands: ['STARTTLS'] };
  return startSmtpServer(username, {
    secure: security === 'implicitTls',
    authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
    ...(security === 'none' ? unprotected : certificate),
  });
}

describe('SmtpTransport', () => {
  for (const security of ['implicitTls', 'startTls', 'none'] as const) {
    for (const authMethod of ['automatic', 'PLAIN', 'LOGIN', 'CRAM-MD5'] as const satisfies readonly AuthMethod[]) {
      it(`sends over ${security}, signing in by ${authMethod}`, async () => {
        const server = await serverFor(security);
        try {
          const sent = await send(server.port, { account: { security, authMethod }, ca });
          const receipt = taken(sent);
          assert.deepEqual(receipt.accepted, ['grace@example.org']);
          assert.equal(receipt.reply, '250 queued as 1');
          const [mail] = server.mails;
          assert.equal(mail?.secure, security !== 'none');
          const automatic = security === 'none' ? 'CRAM-MD5' : 'PLAIN';
          assert.equal(mail.method, authMethod === 'automatic' ? automatic : authMethod);
          assert.deepEqual(new Uint8Array(mail.raw), aMessage().raw);
          const { progress } = sent.attempted;
          assert.equal(progress.tls.state, security === 'none' ? 'skipped' : 'done');
          if (security !== 'none') assert.match(progress.tls.detail, /^TLSv1\.3, TLS_/);
          assert.equal(progress.connect.detail, `127.0.0.1:${server.port}`);
          assert.equal(progress.signIn.detail, mail.method);
          assert.equal(progress.accepted.detail, '250 queued as 1');
        } finally {
          await server.stop();
        }
      });
    }
  }

  it('sends without a sign-in if the account has none, even if it gets a credential', async () => {
    const server = await ScriptedSmtpServer.start();
    try {
      const sent = await send(server.port, { account: { security: 'none', authentication: false } });
      taken(sent);
      assert.equal(sent.attempted.progress.signIn.state, 'skipped');
      assert.ok(!server.lines.some((line) => line.startsWith('AUTH')));
    } finally {
      await server.stop();
    }
  });

  it('goes from step to step, never back, and reports each as it happens', async () => {
    const server = await serverFor('startTls');
    try {
      const sent = await send(server.port, { account: { security: 'startTls' }, ca });
      const order = { waiting: 0, running: 1, done: 2, skipped: 2, failed: 2 };
      for (const step of steps) {
        const states = sent.reports.map((progress: Progress) => order[progress[step].state]);
        assert.deepEqual(states, [...states].sort(), `${step} went back`);
        assert.ok(states.includes(1), `${step} was never seen running`);
        assert.equal(sent.attempted.progress[step].state, 'done');
      }
      for (const progress of sent.reports) {
        assert.ok(steps.filter((step) => progress[step].state === 'running').length <= 1);
      }
    } finally {
      await server.stop();
    }
  });

  it('reports nothing after it has resolved', async () => {
    const server = await ScriptedSmtpServer.start();
    try {
      let isOver = false;
      let late = 0;
      const sent = await send(server.port, {
        account: { security: 'none' },
        onProgress: () => (late += isOver ? 1 : 0),
      });
      isOver = true;
      taken(sent);
      await server.allClosed();
      assert.equal(late, 0);
      assert.equal(server.lines.at(-1), 'QUIT');
      assert.match(sent.text, /C: QUIT$/);
    } finally {
      await server.stop();
    }
  });

  it('is not stopped by a listener that throws', async () => {
    const server = await ScriptedSmtpServer.start();
    try {
      const sent = await send(server.port, {
        account: { security: 'none' },
        onProgress: () => {
          throw new Error('no');
        },
      });
      taken(sent);
    } finally {
      await server.stop();
    }
  });

  it('greets with a name that reveals nothing about this computer, or with the account’s', async () => {
    const server = await ScriptedSmtpServer.start();
    try {
      await send(server.port, { account: { security: 'none' } });
      await send(server.port, { account: { security: 'none', ehloDomain: 'laptop.example.com' } });
      const greetings = server.lines.filter((line) => line.startsWith('EHLO'));
      assert.deepEqual(greetings, ['EHLO [127.0.0.1]', 'EHLO laptop.example.com']);
    } finally {
      await server.stop();
    }
  });

  it('sends the frozen bytes, with doubled dots, and their size', async () => {
    const server = await ScriptedSmtpServer.start();
    try {
      const message = aMessage();
      taken(await send(server.port, { account: { security: 'none' }, message }));
      const [body] = server.bodies;
      const undone = Buffer.from(body?.toString('latin1').replaceAll('\r\n..', '\r\n.') ?? '', 'latin1');
      assert.deepEqual(new Uint8Array(undone), message.raw);
      assert.ok(body?.includes('\r\n..a line'));
      assert.ok(server.lines.includes(`MAIL FROM:<ada@example.com> SIZE=${message.raw.byteLength}`));
    } finally {
      await server.stop();
    }
  });

  it('sends a big mail unharmed', async () => {
    const server = await serverFor('implicitTls');
    try {
      const raw = Buffer.from(`Subject: big\r\n\r\n${'.'.repeat(70)}\r\n`.repeat(60_000));
      taken(await send(server.port, { ca, message: aMessage({ raw: new Uint8Array(raw) }) }));
      assert.ok(server.mails[0]?.raw.equals(raw));
    } finally {
      await server.stop();
    }
  });

  it('reports refused recipients while others were accepted', async () => {
    for (const extensions of ['250-PIPELINING\n', '']) {
      const server = await ScriptedSmtpServer.start({
        EHLO: `250-test\n${extensions}250 AUTH PLAIN`,
        RCPT: (line) => (line.includes('nobody') ? '550 5.1.1 no such user' : '250 ok'),
      });
      try {
        const message = aMessage({
          envelope: { from: username, to: ['a@example.org', 'nobody@example.org', 'c@example.org'] },
        });
        const sent = await send(server.port, { account: { security: 'none' }, message });
        const receipt = taken(sent);
        assert.deepEqual(receipt.accepted, ['a@example.org', 'c@example.org']);
        assert.deepEqual(receipt.rejected, [
          { address: 'nobody@example.org', reply: '550 5.1.1 no such user', cause: 'recipientRefused' },
        ]);
        assert.match(sent.attempted.progress.recipients.detail, /refused: nobody@example\.org/);
      } finally {
        await server.stop();
      }
    }
  });

  const hostile = [
    'b@x.fr\r\nRCPT TO:<evil@x.fr>',
    'b@x.fr> NOTIFY=SUCCESS',
    'a b@c.fr',
    'a@b.fr, evil@x.fr',
    'a@b.fr;evil@x.fr',
    'Name <evil@x.fr>',
    '"a@b.fr, evil"@x.fr',
    'a@b.fr (comment)',
    'a@b.fr\u0000',
    'Group: a@b.fr, evil@x.fr;',
    '',
  ];
  for (const address of hostile) {
    it(`opens no connection for the address ${JSON.stringify(address)}`, async () => {
      const server = await ScriptedSmtpServer.start();
      try {
        const account = { security: 'none' } as const;
        const to = aMessage({ envelope: { from: username, to: ['ok@example.org', address] } });
        assert.equal(failed(await send(server.port, { account, message: to })).cause, 'recipientRefused');
        const from = aMessage({ envelope: { from: address, to: ['ok@example.org'] } });
        assert.equal(failed(await send(server.port, { account, message: from })).cause, 'senderRefused');
        assert.equal(server.connections, 0);
      } finally {
        await server.stop();
      }
    });
  }

  it('sends to exactly the recipients of the envelope, each once', async () => {
    const server = await ScriptedSmtpServer.start();
    try {
      const to = ["o'hara+tag@example.org", 'a.b@sub.example.org', 'x@localhost'];
      taken(
        await send(server.port, {
          account: { security: 'none' },
          message: aMessage({ envelope: { from: username, to } }),
        }),
      );
      const said = server.lines.filter((line) => line.startsWith('RCPT'));
      assert.deepEqual(
        said,
        to.map((address) => `RCPT TO:<${address}>`),
      );
    } finally {
      await server.stop();
    }
  });
});
