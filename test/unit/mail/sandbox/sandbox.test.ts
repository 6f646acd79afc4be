import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { bindingOf, type Account } from '../../../../src/model/account/account';
import { systemClock } from '../../../../src/model/clock';
import { silentLog } from '../../../../src/model/log';
import { freeze } from '../../../../src/mail/mime/freeze';
import { Sandbox } from '../../../../src/mail/sandbox/sandbox';
import { aLetter, aMessage } from '../../../support/builders';
import { failed, send, taken } from '../../../support/sending';

const own: Partial<Account> = { provider: 'sandbox', security: 'none', username: 'sandbox' };

describe('Sandbox', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox({ clock: systemClock, log: silentLog });
  });
  afterEach(() => sandbox.stop());

  /** Sends with the sandbox's credential, or with another password. */
  async function post(change: Partial<Account> = {}, message = aMessage(), password = sandbox.password) {
    const { port } = await sandbox.start();
    const binding = bindingOf({ ...own, host: '127.0.0.1', port, ...change } as Account);
    return send(port, { account: { ...own, ...change }, message, credential: { binding, password } });
  }

  it('starts once for several calls at the same time', async () => {
    assert.equal(sandbox.port, undefined);
    const [one, other] = await Promise.all([sandbox.start(), sandbox.start()]);
    assert.equal(one.port, other.port);
    assert.equal((await sandbox.start()).port, one.port);
    assert.equal(sandbox.port, one.port);
  });

  it('listens on 127.0.0.1 only', async () => {
    const { port } = await sandbox.start();
    const answer = await new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.2', port });
      socket.once('connect', () => resolve('connected'));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.once('close', () => socket.destroy());
    });
    assert.equal(answer, 'ECONNREFUSED');
  });

  for (const authMethod of ['automatic', 'PLAIN', 'LOGIN', 'CRAM-MD5'] as const) {
    it(`accepts its own password by ${authMethod} and no other`, async () => {
      taken(await post({ authMethod }));
      assert.equal(failed(await post({ authMethod }, aMessage(), 'guessed')).cause, 'passwordRefused');
      assert.equal(failed(await post({ authMethod, username: 'ada' })).cause, 'passwordRefused');
      assert.equal(sandbox.mails.length, 1);
    });
  }

  it('accepts nothing without a sign-in', async () => {
    assert.equal(failed(await post({ authentication: false, username: '' })).cause, 'signInRequired');
  });

  it('has a new password each time', () => {
    assert.notEqual(sandbox.password, new Sandbox({ clock: systemClock, log: silentLog }).password);
    assert.ok(sandbox.password.length >= 20);
  });

  it('keeps mails byte for byte, newest first, and fires an event', async () => {
    await sandbox.start();
    let changes = 0;
    const subscription = sandbox.onDidChange(() => changes++);
    const first = await freeze(aLetter({ subject: 'É first', senderName: 'Ünal' }), { clock: systemClock });
    taken(await post({}, first));
    taken(await post({}, await freeze(aLetter({ subject: 'second' }), { clock: systemClock })));
    assert.deepEqual(
      sandbox.mails.map(({ subject }) => subject),
      ['second', 'É first'],
    );
    const mail = sandbox.mails[1];
    assert.deepEqual(mail?.raw, first.raw);
    assert.deepEqual(
      [mail.envelopeFrom, mail.envelopeTo, mail.from],
      ['ada@example.com', ['grace@example.org'], 'Ünal <ada@example.com>'],
    );
    assert.equal(changes, 2);
    const shown = await sandbox.read(mail.id);
    assert.deepEqual([shown?.subject, shown?.text.trim(), shown?.to], ['É first', 'It is done.', 'grace@example.org']);
    subscription.dispose();
    sandbox.delete(mail.id);
    assert.equal(changes, 2);
    assert.equal(await sandbox.read(mail.id), undefined);
    sandbox.clear();
    assert.deepEqual(sandbox.mails, []);
  });

  it('keeps the last 200', async () => {
    const { port } = await sandbox.start();
    await submit(
      port,
      sandbox.password,
      Array.from({ length: 203 }, (_, index) => `Subject: ${index}\r\n\r\nx`),
    );
    assert.equal(sandbox.mails.length, 200);
    assert.deepEqual([sandbox.mails[0]?.subject, sandbox.mails[199]?.subject], ['202', '3']);
  });

  it('accepts any addresses, several recipients, 8-bit text and broken mail', async () => {
    const { port } = await sandbox.start();
    const broken = [
      '',
      'no headers at all',
      'Subject: =?utf-8?Q?half',
      'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x',
      'Content-Type: text/plain; charset=nonsense\r\n\r\n\u00e9\u00ff',
      'Content-Transfer-Encoding: base64\r\n\r\n%%%',
      `Subject: ${'x'.repeat(100_000)}\r\n\r\nx`,
      `${'X: y\r\n'.repeat(20_000)}\r\nx`,
      'From: <<<>>>@@@\r\nTo: ,,,;;;\r\n\r\nx',
      'Subject: a\u0000b\r\n\r\n\u0000',
    ];
    await submit(port, sandbox.password, broken, [
      'MAIL FROM:<> SMTPUTF8',
      'RCPT TO:<a@b>',
      'RCPT TO:<"odd"@example.org>',
      utf8('RCPT TO:<é@example.org>'),
    ]);
    assert.equal(sandbox.mails.length, broken.length);
    for (const { id, envelopeFrom, envelopeTo } of sandbox.mails) {
      assert.equal(envelopeFrom, '');
      assert.deepEqual(envelopeTo, ['a@b', '"odd"@example.org', 'é@example.org']);
      assert.notEqual(await sandbox.read(id), undefined);
    }
  });

  it('refuses mails above 25 MB and goes on', async () => {
    const raw = new Uint8Array(Buffer.alloc(26 * 1024 * 1024, `${'x'.repeat(70)}\r\n`));
    assert.equal(failed(await post({}, aMessage({ raw }))).cause, 'tooBig');
    const { port } = await sandbox.start();
    // Without the parameter SIZE, which would have been refused before.
    await assert.rejects(submit(port, sandbox.password, [Buffer.from(raw).toString('latin1')]), /552/);
    assert.equal(sandbox.mails.length, 0);
    taken(await post());
  });

  it('stops with a client still connected, keeps its mails, and starts again', async () => {
    taken(await post());
    const { port } = await sandbox.start();
    const idle = connect({ host: '127.0.0.1', port });
    idle.on('error', () => undefined);
    const closed = new Promise((resolve) => idle.once('close', resolve));
    await new Promise((resolve) => idle.once('data', resolve));
    await sandbox.stop();
    idle.resume();
    await closed;
    assert.equal(sandbox.port, undefined);
    assert.equal(sandbox.mails.length, 1);
    taken(await post());
    assert.equal(sandbox.mails.length, 2);
  });

  for (const crowd of [21, 40, 300]) {
    it(`refuses all but 20 of ${crowd} connections that other programs hold, and goes on when they are gone`, async () => {
      const { port } = await sandbox.start();
      const held = await Promise.all(Array.from({ length: crowd }, () => strangerAt(port)));
      const greeted = held.filter(({ heard }) => heard.startsWith('220 ')).length;
      const refused = held.filter(({ heard }) => heard.startsWith('421 ') || heard === 'closed').length;
      assert.deepEqual([greeted, refused], [20, crowd - 20]);
      await Promise.all(held.map(({ leave }) => leave()));
      // The server learns of each by itself that it has left.
      for (let isFree = false; !isFree;) {
        const { heard, leave } = await strangerAt(port);
        isFree = heard.startsWith('220 ');
        await leave();
      }
      taken(await post());
      assert.equal(sandbox.mails.length, 1);
    });
  }

  it('can be stopped while it starts, and without a start', async () => {
    await sandbox.stop();
    const starting = sandbox.start();
    await sandbox.stop();
    await starting;
    assert.equal(sandbox.port, undefined);
    await sandbox.start();
    assert.notEqual(sandbox.port, undefined);
  });
});

/** A connection that is kept open, with the first thing that it hears: a line, or that it was closed. */
async function strangerAt(port: number): Promise<{ heard: string; leave: () => Promise<unknown> }> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const heard = await new Promise<string>((resolve) => {
    socket.once('data', (line) => resolve(line.toString()));
    socket.once('end', () => resolve('closed'));
    socket.once('close', () => resolve('closed'));
  });
  const leave = (): Promise<unknown> => {
    socket.destroy();
    return closed;
  };
  return { heard, leave };
}

/** A text whose Latin-1 bytes are the UTF-8 bytes of the given one. */
function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Sends mails, byte for byte, in one session; rejects with the first refusal. */
async function submit(
  port: number,
  password: string,
  mails: readonly string[],
  envelope: readonly string[] = ['MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.org>'],
): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  const replies = socket.setEncoding('latin1')[Symbol.asyncIterator]() as AsyncIterator<string>;
  let heard = '';
  const reply = async (): Promise<void> => {
    for (;;) {
      const line = /^(?:\d{3}-.*\r\n)*(\d)\d\d(?: .*)?\r\n/.exec(heard);
      if (line === null) {
        const next = await replies.next();
        if (next.done === true) throw new Error('closed');
        heard += next.value;
        continue;
      }
      heard = heard.slice(line[0].length);
      if (line[1] === '4' || line[1] === '5') throw new Error(line[0]);
      return;
    }
  };
  try {
    await reply();
    const login = Buffer.from(`\0sandbox\0${password}`).toString('base64');
    const commands = ['EHLO test', `AUTH PLAIN ${login}`];
    for (const mail of mails) commands.push(...envelope, 'DATA', `${mail.replace(/^\./gm, '..')}\r\n.`);
    for (const command of commands) {
      socket.write(`${command}\r\n`, 'latin1');
      await reply();
    }
  } finally {
    socket.destroy();
  }
}
