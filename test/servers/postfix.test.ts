import assert from 'node:assert/strict';
import type { AuthMethod } from '../../src/model/account/account';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import { transcriptText } from '../../src/model/failure/attempt';
import { freeze } from '../../src/mail/mime/freeze';
import { SmtpTransport } from '../../src/mail/smtp/smtp';
import { skipWhole } from '../results';
import { aCredential, aLetter, aMessage, anAccount } from '../support/builders';
import { anAuthority } from '../support/certificates';
import { until } from '../support/fakeTime';
import { hoursLong } from '../support/hours';
import { failed, send, taken, type SendOptions, type Sent } from '../support/sending';
import { Postfix } from './postfix';
import { ensurePostfix } from './postfixPackage';

const username = 'ada@example.com';
const password = 'qZ7!pö"w\\x 9=';
const grace = 'grace@example.org';
const beyondAscii = 'jürgen@xn--mnchen-3ya.example';
const sizeLimit = 200_000;
const authority = anAuthority();

type Protection = 'implicitTls' | 'startTls';

describe('Postfix', () => {
  let postfix: Postfix;

  before(async function () {
    this.timeout(600_000);
    const hindrance = await ensurePostfix();
    if (hindrance !== undefined) skipWhole(this, hindrance);
    postfix = await Postfix.start({
      certificate: authority.issue(),
      users: { [username]: password },
      mailboxes: [grace, beyondAscii],
      sizeLimit,
    });
  });

  after(async () => {
    await (postfix as Postfix | undefined)?.stop();
  });

  const portOf = (security: Protection): number => (security === 'startTls' ? postfix.submission : postfix.submissions);
  const post = (security: Protection, options: SendOptions = {}): Promise<Sent> =>
    send(portOf(security), {
      ca: [authority.ca],
      ...options,
      account: { host: 'localhost', security, username, ...options.account },
    });

  /** Sends a unique mail; returns it and how it arrived. */
  let count = 0;
  const aMail = (lines: readonly string[] = ['It is done.', '.a dot', '..two', 'föö']) => {
    const messageId = `<mail-${++count}@example.com>`;
    const head = [`From: ${username}`, `To: ${grace}`, 'Subject: DONE', `Message-ID: ${messageId}`];
    const raw = Buffer.from([...head, 'Date: Fri, 20 Nov 2026 12:00:00 +0000', '', ...lines, ''].join('\r\n'));
    return aMessage({ id: `mail-${count}`, messageId, raw });
  };
  const arrived = async (messageId: string): Promise<Buffer> => {
    const mails = await eventually(async () =>
      (await postfix.delivered(grace)).filter((mail) => mail.includes(messageId)),
    );
    const found = mails[0] ?? '';
    // Postfix puts its own lines before ours.
    return Buffer.from(found.slice(found.indexOf(`From: ${username}`)), 'latin1');
  };
  const withCrlf = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1').replace(/\n/g, '\r\n'), 'latin1');

  for (const security of ['implicitTls', 'startTls'] as const) {
    for (const authMethod of ['automatic', 'PLAIN', 'LOGIN', 'CRAM-MD5'] satisfies AuthMethod[]) {
      it(`accepts a mail and keeps every byte (${security}, ${authMethod})`, async () => {
        const message = aMail();
        const sent = await post(security, { message, account: { authMethod } });
        const receipt = taken(sent);
        assert.deepEqual(receipt.accepted, [grace]);
        assert.match(receipt.reply, /^250 2\.0\.0 Ok: \d+ bytes queued as /);
        assert.deepEqual(withCrlf(await arrived(message.messageId)), Buffer.from(message.raw));
        const method = authMethod === 'automatic' ? 'PLAIN' : authMethod;
        assert.equal(sent.attempted.progress.signIn.detail, method);
        assert.match(sent.text, new RegExp(`C: AUTH ${method}`));
      });
    }

    it(`refuses a wrong password, after one try (${security})`, async () => {
      const before = tries(await postfix.log());
      const account = anAccount({ host: 'localhost', port: portOf(security), security, username });
      const refused = await post(security, { credential: aCredential(account, 'not the one') });
      const failure = failed(refused);
      assert.deepEqual([failure.cause, failure.retry, failure.step], ['passwordRefused', 'whenFixed', 'signIn']);
      assert.match(failure.reply, /^535 5\.7\.8 /);
      assert.equal(refused.text.match(/C: AUTH/g)?.length, 1);
      assert.equal(tries(await postfix.log()) - before, 1);
    });

    it(`refuses an unknown recipient, and accepts the other one (${security})`, async () => {
      const unknown = 'nobody@example.org';
      const envelope = { from: username, to: [unknown] };
      const failure = failed(await post(security, { message: aMessage({ envelope }) }));
      assert.deepEqual([failure.cause, failure.retry], ['recipientRefused', 'never']);
      assert.match(failure.reply, /^550 5\.1\.1 /);
      const message = { ...aMail(), envelope: { from: username, to: [unknown, grace] } };
      const receipt = taken(await post(security, { message }));
      assert.deepEqual([receipt.accepted, receipt.rejected.map(({ address }) => address)], [[grace], [unknown]]);
      await arrived(message.messageId);
    });

    it(`is not sent a mail that is too big for it (${security})`, async () => {
      const message = aMail(Array<string>(4_000).fill('x'.repeat(70)));
      assert.ok(message.raw.byteLength > sizeLimit);
      const failure = failed(await post(security, { message }));
      assert.deepEqual([failure.cause, failure.retry], ['tooBig', 'never']);
    });

    it(`accepts envelope and body in one go (${security})`, async () => {
      const message = aMail(Array<string>(1_000).fill('.'.repeat(70)));
      const sent = await post(security, { message });
      taken(sent);
      assert.match(sent.text, new RegExp(`C: BDAT ${message.raw.byteLength} LAST`));
      assert.doesNotMatch(sent.text, /C: DATA/);
      assert.deepEqual(withCrlf(await arrived(message.messageId)), Buffer.from(message.raw));
    });

    it(`accepts bigger mails by DATA (${security})`, async () => {
      const message = aMail(Array<string>(2_500).fill('.'.repeat(70)));
      const sent = await post(security, { message });
      taken(sent);
      assert.match(sent.text, /C: DATA/);
      assert.deepEqual(withCrlf(await arrived(message.messageId)), Buffer.from(message.raw));
    });

    it(`resumes the TLS session, and accepts mail after mail over one connection (${security})`, async () => {
      const account = anAccount({ host: 'localhost', port: portOf(security), security, username });
      const credential = aCredential(account, password);
      for (const idle of [0, 1_000_000]) {
        const transport = new SmtpTransport({
          clock: systemClock,
          log: silentLog,
          ca: [authority.ca],
          idle,
          timeouts: hoursLong,
        });
        try {
          for (let round = 0; round < 3; round++) {
            const message = aMail();
            const sent = await transport.send({ message, account, credential });
            assert.ok(sent.ok, transcriptText(sent.transcript));
            const { detail } = sent.progress.tls;
            if (round > 0) assert.match(detail, idle === 0 ? /session resumed/ : /^reused$/);
            else assert.doesNotMatch(detail, /session resumed/);
            await arrived(message.messageId);
          }
        } finally {
          transport.dispose();
        }
      }
    });

    it(`is not trusted if its certificate is unknown (${security})`, async () => {
      const failure = failed(await post(security, { ca: [] }));
      assert.deepEqual([failure.cause, failure.step], ['certificateUntrusted', 'tls']);
    });
  }

  for (const size of ['small', 'big'] as const) {
    it(`accepts addresses beyond ASCII, and reports their delivery (${size})`, async () => {
      const to = ['jürgen@münchen.example', grace];
      const letter = aLetter({
        envelope: { from: username, to },
        text: 'x'
          .repeat(70)
          .concat('\n')
          .repeat(size === 'big' ? 2_000 : 1),
      });
      const message = await freeze(letter, { clock: systemClock });
      const sent = await post('implicitTls', { message, account: { deliveryReports: 'all' } });
      assert.deepEqual(taken(sent).accepted, to);
      assert.match(
        sent.text,
        new RegExp(`C: MAIL FROM:<${username}> SMTPUTF8 BODY=8BITMIME SIZE=\\d+ RET=HDRS ENVID=${message.id}`),
      );
      assert.match(
        sent.text,
        /C: RCPT TO:<grace@example\.org> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;grace@example\.org/,
      );
      assert.match(sent.text, size === 'big' ? /C: DATA/ : /C: BDAT/);
      const raw = Buffer.from(message.raw).toString('latin1');
      for (const address of [beyondAscii, grace]) {
        const [found] = await eventually(async () =>
          (await postfix.delivered(address)).filter((mail) => mail.includes(message.messageId)),
        );
        // After the lines that Postfix adds.
        assert.ok(
          withCrlf(Buffer.from(found ?? '', 'latin1'))
            .toString('latin1')
            .endsWith(raw),
          found,
        );
      }
      // Postfix's log shows that the report was requested.
      await eventually(async () =>
        (await postfix.log()).includes('sender delivery status notification') ? ['told'] : [],
      );
    });
  }

  it('delivers to a domain typed with accents', async () => {
    const message = await freeze(aLetter({ envelope: { from: username, to: ['jürgen@münchen.example'] } }), {
      clock: systemClock,
    });
    const head = Buffer.from(message.raw).toString();
    assert.match(head, /^To: jürgen@münchen\.example\r$/m);
    taken(await post('startTls', { message }));
  });

  it('offers no sign-in before TLS, and gets none', async () => {
    const sent = await post('startTls', { message: aMail() });
    taken(sent);
    const [plain = '', secured = ''] = sent.text.split('protected by');
    assert.match(plain, /STARTTLS/);
    assert.doesNotMatch(plain, /AUTH/);
    assert.match(secured, /S: 250-AUTH .*PLAIN[^]*C: AUTH PLAIN \*\*\*/);
    const bare = await send(postfix.submission, {
      account: { host: 'localhost', security: 'none', username },
    });
    assert.equal(failed(bare).cause, 'signInNotOffered');
    assert.doesNotMatch(bare.text, /C: AUTH/);
  });

  it('asks for a missing sign-in, and for the other kind of TLS', async () => {
    const account = { authentication: false, username: '' };
    assert.equal(failed(await post('startTls', { account, credential: null })).cause, 'signInRequired');
    const crossed = { host: 'localhost', username, security: 'startTls' } as const;
    const silent = await send(postfix.submissions, { account: crossed, timeouts: { greeting: 1_000 } });
    assert.equal(failed(silent).cause, 'needsImplicitTls');
    const other = await send(postfix.submission, { account: { ...crossed, security: 'implicitTls' } });
    assert.equal(failed(other).cause, 'needsStartTls');
  });
});

/** Resolves with what is found, as soon as there is something. */
async function eventually<Value>(look: () => Promise<readonly Value[]>): Promise<readonly Value[]> {
  let found: readonly Value[] = [];
  await until('it is there', async () => (found = await look()).length > 0);
  return found;
}

/** How many sign-ins failed. */
function tries(log: string): number {
  return log.match(/authentication failed/g)?.length ?? 0;
}
