import assert from 'node:assert/strict';
import { anonymizer, anonymousAddress, withoutIps, type Identities } from '../../../../src/model/redaction/anonymize';

const nothing: Identities = { secrets: [], names: [], folders: [] };
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('anonymize', () => {
  const anonymize = anonymizer({
    secrets: [{ username: 'ada.l@example.com', password: 'qZ7!pö"w\\x 9=' }],
    names: [
      'ada.l@example.com',
      'grace@example.org',
      'ACME\\grace',
      'Ada Lovelace',
      'adas-laptop',
      'info@example.net',
      'É.Curie',
    ],
    folders: [
      { path: '/home/ada', shown: '~' },
      { path: 'C:\\Users\\Ada', shown: '~' },
    ],
  });

  it('keeps the domain of an address and nothing before it, known or not', () => {
    for (const [text, wanted] of [
      ['MAIL FROM:<ada.l@example.com>', 'MAIL FROM:<***@example.com>'],
      ['550 <unknown+tag@sub.example.org>: no such user', '550 <***@sub.example.org>: no such user'],
      ['"ada lovelace"@example.com', '***@example.com'],
      ['bounce+ada=example.com@list.test', '***@list.test'],
      ['böb@exämple.de', '***@exämple.de'],
      ['root@localhost', '***@localhost'],
      ['x@[192.0.2.1]', '***@[192.0.2.1]'],
      ['ada%40example.com', '***%40example.com'],
      ['smtp://ada:pass@mail.example.com', 'smtp://***@mail.example.com'],
      ['a@b.c,d@e.f;g@h.i', '***@b.c,***@e.f;***@h.i'],
    ])
      assert.equal(anonymize(text!), wanted);
  });

  it('masks names that are whole words, in any case', () => {
    assert.equal(anonymize('user ADA.L is unknown'), 'user *** is unknown');
    assert.equal(anonymize('Hello adas-laptop, mail of Ada Lovelace'), 'Hello ***, mail of ***');
    assert.equal(anonymize('535 ACME\\grace and "ACME\\\\grace" and grace'), '535 *** and "***" and ***');
    assert.equal(anonymize('?user=ACME%5Cgrace&name=%C3%89.Curie&x=%5cgrace'), '?user=***&name=***&x=%5c***');
    assert.equal(anonymize('gracefully, É.CURIE.'), 'gracefully, ***.');
  });

  it('leaves names that identify nobody', () => {
    assert.equal(anonymize('info: mail accepted'), 'info: mail accepted');
    assert.equal(anonymizer({ ...nothing, names: ['apikey', '', ' '] })('AUTH for apikey'), 'AUTH for apikey');
  });

  it('finds names and passwords in base64 and base64url, at any offset', () => {
    for (const before of ['', 'x', 'xy', 'xyz', '\0'])
      for (const secret of ['ada.l@example.com', 'qZ7!pö"w\\x 9=', 'Ada Lovelace']) {
        const text = `${before}${secret} and more`;
        for (const code of [base64(text), Buffer.from(text).toString('base64url'), `id_${base64(text)}`]) {
          const left = anonymize(`535 ${code} refused`);
          assert.match(left, /^535 .*\*\*\*.* refused$/);
          const rest = left.slice(4, -8).split('***').join('');
          for (const start of [0, 1, 2, 3]) {
            const read = Buffer.from(rest.slice(start), 'base64').toString().toLowerCase();
            for (const piece of ['ada', 'qz7', 'love', 'x 9=']) assert.ok(!read.includes(piece), `${code} → ${left}`);
          }
        }
      }
  });

  it('finds names in hexadecimal, and leaves no half of one if a text was cut', () => {
    const hex = Buffer.from('ada.l@example.com').toString('hex');
    assert.equal(anonymize(`535 ${hex} 0${hex.toUpperCase()}`), '535 *** ***');
    assert.equal(anonymize('550 there is no ada.l@ex…'), '550 there is no ***…');
    assert.equal(anonymize('{"reply": "cut…"}'), '{"reply": "***…"}');
  });

  it('masks the answer of CRAM-MD5, coded or not', () => {
    const answer = 'ada.l@example.com b913a602c7eda7a495b4e6e7334d3890';
    assert.equal(anonymize(answer), '***@example.com ***');
    assert.equal(anonymize(`501 ${base64(answer)}`).replace(/=*$/, ''), '501 ***');
    assert.equal(anonymize('queued as b913a602c7eda7a495b4e6e7334d3890'), 'queued as b913a602c7eda7a495b4e6e7334d3890');
  });

  it('shortens folders, in every notation', () => {
    assert.equal(anonymize('/home/ada/x and /home/adam'), '~/x and /home/adam');
    assert.equal(anonymize('C:\\Users\\Ada\\y "C:\\\\Users\\\\ada" file:///C:/Users/Ada/z'), '~\\y "~" file:///~/z');
  });

  it('changes nothing the second time, and nothing harmless', () => {
    const text = '250 2.1.0 <ada.l@example.com> ok, /home/ada, adas-laptop; smtp.example.com:587 4bXyz1 @vscode/l10n';
    assert.equal(anonymize(anonymize(text)), anonymize(text));
    assert.equal(anonymizer(nothing)('250-SIZE 1000000 AUTH PLAIN LOGIN'), '250-SIZE 1000000 AUTH PLAIN LOGIN');
  });

  it('shows only the domain of a field that should be an address', () => {
    assert.deepEqual(['', 'ada@Example.com', 'ada', 'Ada <a@b.fr>'].map(anonymousAddress), [
      '',
      '***@example.com',
      '***',
      '***',
    ]);
  });

  it('masks IP addresses except loopback, but no times or versions', () => {
    assert.equal(withoutIps('at your service, [203.0.113.9]'), 'at your service, [***]');
    assert.equal(withoutIps('Hello [IPv6:2001:db8::12] and 2001:db8:0:0:0:0:0:1.'), 'Hello [IPv6:***] and ***.');
    assert.equal(
      withoutIps('[127.0.0.1] ::1 12:34:56 2.1.0 smtp.a.b:465'),
      '[127.0.0.1] ::1 12:34:56 2.1.0 smtp.a.b:465',
    );
    for (const name of [
      ...['dsl-203-0-113-9.paris.isp.example', '9.113.0.203.dyn.isp.example', 'ip203_0_113_9.isp.example'],
      ...['pool-203.0.113.9-static.isp.example', 'h203x0x113x9.isp.example'],
    ])
      assert.equal(withoutIps(`554 Client host [${name}] blocked`), '554 Client host [***] blocked', name);
    for (const name of ['mail-wr1-f41.google.com', 'smtp-out.eu-west-1.amazonses.com', 'Postfix 3.4.1-2', '2026-12-01'])
      assert.equal(withoutIps(name), name);
  });
});
