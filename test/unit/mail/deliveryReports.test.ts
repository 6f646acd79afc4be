import assert from 'node:assert/strict';
import type { DeliveryReports } from '../../../src/model/account/account';
import { aMessage } from '../../support/builders';
import type { Script } from '../../support/scriptedSmtpServer';
import { withLine } from '../../support/transports';

const EHLO = '250-test\n250-AUTH PLAIN\n250-DSN\n250 SIZE 1000000';
const envelope = { from: 'ada@example.com', to: ['a+b=c@example.org', 'b@example.org'] };
const message = aMessage({ id: 'run-1.x', envelope });
const size = String(message.raw.byteLength);

describe('delivery reports', () => {
  const wanted: readonly (readonly [DeliveryReports, string])[] = [
    ['problems', 'FAILURE,DELAY'],
    ['all', 'SUCCESS,FAILURE,DELAY'],
  ];
  for (const [deliveryReports, notify] of wanted) {
    for (const words of ['', '250-PIPELINING\n', '250-PIPELINING\n250-CHUNKING\n']) {
      it(`are requested (${deliveryReports}; ${words.replace(/\n?250-/g, ' ').trim() || 'plain'})`, async () => {
        const offer = EHLO.replace('250-DSN', `${words}250-DSN`);
        await withLine({ EHLO: offer }, { account: { deliveryReports } }, async ({ server, send }) => {
          assert.ok((await send({ message })).ok);
          assert.deepEqual(
            server.lines.filter((line) => /^(?:MAIL|RCPT)/.test(line)),
            [
              `MAIL FROM:<ada@example.com> SIZE=${size} RET=HDRS ENVID=run-1.x`,
              `RCPT TO:<a+b=c@example.org> NOTIFY=${notify} ORCPT=rfc822;a+2Bb+3Dc@example.org`,
              `RCPT TO:<b@example.org> NOTIFY=${notify} ORCPT=rfc822;b@example.org`,
            ],
          );
          assert.equal(server.lines.includes(`BDAT ${size} LAST`), words.includes('CHUNKING'));
          const taken = (server.taken[0] ?? Buffer.alloc(0)).toString('latin1');
          const body = words.includes('CHUNKING') ? taken : taken.replaceAll('\r\n..', '\r\n.');
          assert.equal(body, Buffer.from(message.raw).toString('latin1'));
        });
      });
    }
  }

  const silent: readonly (readonly [string, DeliveryReports, string])[] = [
    ['nobody wants them', 'none', EHLO],
    ['the server offers none', 'all', EHLO.replace('250-DSN\n', '')],
  ];
  for (const [why, deliveryReports, offer] of silent) {
    it(`are not requested if ${why}`, async () => {
      await withLine({ EHLO: offer }, { account: { deliveryReports } }, async ({ server, send }) => {
        assert.ok((await send({ message })).ok);
        assert.deepEqual(
          server.lines.filter((line) => /^(?:MAIL|RCPT)/.test(line)),
          [`MAIL FROM:<ada@example.com> SIZE=${size}`, 'RCPT TO:<a+b=c@example.org>', 'RCPT TO:<b@example.org>'],
        );
      });
    });
  }

  it('are requested with the same words at every attempt, and the bytes are the same', async () => {
    let count = 0;
    const body: Script['body'] = () => (count++ === 0 ? '451 4.3.0 later' : '250 ok');
    await withLine({ EHLO, body }, { account: { deliveryReports: 'all' } }, async ({ server, send }) => {
      assert.ok(!(await send({ message })).ok);
      assert.ok((await send({ message })).ok);
      const said = server.lines.filter((line) => /^(?:MAIL|RCPT)/.test(line));
      assert.deepEqual(said.slice(0, 3), said.slice(3));
      assert.deepEqual(server.bodies[0], server.bodies[1]);
    });
  });

  it('do not name addresses beyond ASCII, which have no form for that', async () => {
    const EHLO = '250-test\n250-AUTH PLAIN\n250-DSN\n250-SMTPUTF8\n250 8BITMIME';
    await withLine({ EHLO }, { account: { deliveryReports: 'all' } }, async ({ server, send }) => {
      const to = ['é@example.org', 'b@münchen.de'];
      assert.ok((await send({ message: aMessage({ envelope: { from: 'ada@example.com', to } }) })).ok);
      assert.deepEqual(
        server.lines.filter((line) => line.startsWith('RCPT')),
        [
          'RCPT TO:<é@example.org> NOTIFY=SUCCESS,FAILURE,DELAY',
          'RCPT TO:<b@xn--mnchen-3ya.de> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;b@xn--mnchen-3ya.de',
        ],
      );
    });
  });

  it('do not interfere with the server’s size limit', async () => {
    const small = EHLO.replace('1000000', '100');
    await withLine({ EHLO: small }, { account: { deliveryReports: 'all' } }, async ({ server, send }) => {
      const sent = await send({ message });
      assert.ok(!sent.ok);
      const { cause, retry, detail } = sent.failure;
      assert.deepEqual([cause, retry, detail], ['tooBig', 'never', '100']);
      assert.ok(!server.lines.some((line) => line.startsWith('MAIL')));
    });
  });
});
