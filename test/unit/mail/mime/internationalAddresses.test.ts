import assert from 'node:assert/strict';
import PostalMime from 'postal-mime';
import type { Message } from '../../../../src/model/letter/message';
import { explain } from '../../../../src/model/remedy/explain';
import { freeze } from '../../../../src/mail/mime/freeze';
import { aLetter, anAccount } from '../../../support/builders';
import type { Script } from '../../../support/scriptedSmtpServer';
import { withLine } from '../../../support/transports';

const clock = { now: () => Date.UTC(2026, 10, 20, 12, 30, 5) };
const from = 'ada@bücher.example';
const domain = 'xn--bcher-kva.example';
const plain = '250-test\n250-AUTH PLAIN\n250 SIZE 1000000';
const offers = (...words: string[]): Script => ({
  EHLO: ['250-test', ...words.map((word) => `250-${word}`), '250-AUTH PLAIN', '250 SIZE 1000000'].join('\n'),
});

function mailTo(...to: readonly string[]): Promise<Message> {
  return freeze(aLetter({ envelope: { from, to } }), { clock, id: 'mail-7' });
}

describe('addresses beyond ASCII', () => {
  it('have an ASCII domain in headers and envelope, and are shown as they were typed', async () => {
    const message = await mailTo('grace@münchen.de', 'x@example.org');
    const raw = Buffer.from(message.raw).toString('latin1');
    assert.doesNotMatch(raw, /[^\x00-\x7f]/); // eslint-disable-line no-control-regex
    assert.match(raw, new RegExp(`^From: .*<ada@${domain}>\r$`, 'm'));
    assert.match(raw, /^To: grace@xn--mnchen-3ya\.de, x@example\.org\r$/m);
    assert.match(raw, new RegExp(`^Message-ID: <mail-7@${domain}>\r$`, 'm'));
    assert.match(raw, new RegExp(`^List-Id: Mail When Done <mail-when-done\\.${domain}>\r$`, 'm'));
    assert.deepEqual(message.envelope, { from, to: ['grace@münchen.de', 'x@example.org'] });
    for (const words of [[], ['PIPELINING'], ['PIPELINING', 'CHUNKING'], ['SMTPUTF8', '8BITMIME']]) {
      const RCPT: Script['RCPT'] = (line) => (line.includes('mnchen') ? '550 5.1.1 not here' : '250 ok');
      await withLine({ ...offers(...words), RCPT }, {}, async ({ server, send }) => {
        const sent = await send({ message });
        assert.ok(sent.ok);
        assert.deepEqual(sent.receipt.accepted, ['x@example.org']);
        assert.deepEqual(
          sent.receipt.rejected.map(({ address }) => address),
          ['grace@münchen.de'],
        );
        assert.ok(server.lines.includes(`MAIL FROM:<ada@${domain}> SIZE=${String(message.raw.byteLength)}`));
        assert.ok(server.lines.includes('RCPT TO:<grace@xn--mnchen-3ya.de>'));
      });
    }
  });

  it('are named as typed if the server refuses them', async () => {
    const message = await mailTo('grace@münchen.de');
    await withLine({ RCPT: '550 5.1.1 not here' }, {}, async ({ send }) => {
      const sent = await send({ message });
      assert.ok(!sent.ok);
      assert.deepEqual([sent.failure.cause, sent.failure.detail], ['recipientRefused', 'grace@münchen.de']);
    });
    await withLine({ MAIL: '550 5.7.60 not you' }, {}, async ({ send }) => {
      const sent = await send({ message });
      assert.ok(!sent.ok);
      assert.deepEqual([sent.failure.cause, sent.failure.detail], ['senderRefused', from]);
    });
  });

  const names = [
    { what: 'a recipient', envelope: { from: 'ada@example.com', to: ['x@example.org', 'jürgen@münchen.de'] } },
    { what: 'the sender', envelope: { from: '用户@例え.example', to: ['x@example.org'] } },
  ];
  for (const { what, envelope } of names) {
    for (const words of [['8BITMIME'], ['8BITMIME', 'PIPELINING'], ['8BITMIME', 'PIPELINING', 'CHUNKING']]) {
      it(`are sent with SMTPUTF8 for ${what} (${words.join(', ')})`, async () => {
        const message = await freeze(aLetter({ envelope, subject: 'Terminé ✓' }), { clock, id: 'mail-7' });
        const parsed = await PostalMime.parse(message.raw);
        const seen = [parsed.from?.address, ...(parsed.to ?? []).map(({ address }) => address)];
        assert.deepEqual(seen, [envelope.from, ...envelope.to]);
        assert.equal(parsed.subject, 'Terminé ✓');
        await withLine(offers('SMTPUTF8', ...words), {}, async ({ server, send }) => {
          const sent = await send({ message });
          assert.ok(sent.ok, JSON.stringify(sent));
          assert.deepEqual(sent.receipt.accepted, envelope.to);
          const [mail = ''] = server.lines.filter((line) => line.startsWith('MAIL'));
          assert.match(mail, /> SMTPUTF8 BODY=8BITMIME SIZE=\d+$/);
          assert.deepEqual(new Uint8Array(server.taken[0] ?? []), message.raw);
        });
      });
    }

    it(`are refused for ${what} before anything of the mail is sent if the server does not support it`, async () => {
      const message = await freeze(aLetter({ envelope }), { clock, id: 'mail-7' });
      const offending = [envelope.from, ...envelope.to].filter((address) => /^\P{ASCII}|ü/u.test(address));
      for (const EHLO of [plain, plain.replace('AUTH', '8BITMIME\n250-PIPELINING\n250-CHUNKING\n250-AUTH')]) {
        await withLine({ EHLO }, {}, async ({ server, send }) => {
          let wasAsked = false;
          const sent = await send({ message, beforeBody: () => Promise.resolve(void (wasAsked = true)) });
          assert.ok(!sent.ok);
          const { cause, retry, step, detail, reply } = sent.failure;
          assert.deepEqual([cause, retry, reply], ['addressUnsupported', 'never', '']);
          assert.equal(step, what === 'the sender' ? 'sender' : 'recipients');
          assert.equal(detail, offending.join(', '));
          const states = Object.values(sent.progress).map(({ state }) => state);
          assert.deepEqual([states.includes('running'), sent.progress[step].state], [false, 'failed']);
          assert.equal(wasAsked, false);
          assert.ok(!server.lines.some((line) => /^(?:MAIL|RCPT|DATA|BDAT)/.test(line)));
          const { explanation, advice } = explain(sent.failure, anAccount());
          assert.ok(explanation.includes(offending[0] ?? '-'));
          assert.match(advice, /another address/);
          // The next mail is sent all the same.
          assert.ok((await send()).ok);
        });
      }
    });
  }

  it('keep the same bytes when the connection dies and they are sent again', async () => {
    const message = await freeze(aLetter({ envelope: { from: 'é@bücher.example', to: ['ö@münchen.de'] } }), { clock });
    let count = 0;
    const body: Script['body'] = () => (count++ === 0 ? 'reset' : '250 ok');
    await withLine({ ...offers('SMTPUTF8', '8BITMIME'), body }, {}, async ({ server, send }) => {
      const first = await send({ message });
      assert.ok(!first.ok);
      assert.equal(first.failure.cause, 'inDoubt');
      assert.ok((await send({ message })).ok);
      assert.equal(server.bodies.length, 2);
      for (const bytes of server.bodies) assert.deepEqual(new Uint8Array(bytes), message.raw);
    });
  });

  it('cannot be reply addresses', async () => {
    await assert.rejects(freeze(aLetter({ replyTo: 'é@example.com' }), { clock }), RangeError);
    const { raw } = await freeze(aLetter({ replyTo: 'ada@bücher.example' }), { clock });
    assert.ok(Buffer.from(raw).includes(`Reply-To: ada@${domain}\r\n`));
  });
});
