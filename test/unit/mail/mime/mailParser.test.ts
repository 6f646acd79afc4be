import assert from 'node:assert/strict';
import { parseMail, summarize } from '../../../../src/mail/mime/mailParser';

const envelope = { at: 5, envelopeFrom: 'a@example.org', envelopeTo: ['b@example.org'] };
const bytes = (lines: readonly string[]): Uint8Array => new Uint8Array(Buffer.from(lines.join('\r\n'), 'latin1'));
const png = 'iVBORw0KGgo=';

const whole = bytes([
  'From: =?utf-8?Q?=C3=89va?= <eva@example.org>',
  'To: Bob <b@example.org>, Team: c@example.org, d@example.org;',
  'Cc: e@example.org',
  'Subject: =?utf-8?B?w6nDqQ==?= and',
  ' more',
  'X-Odd-Name: value',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<img src="cid:pic@x"><img src=\'cid:pic%40x\'><div style="background:url(cid:pic@x)"></div><img src="cid:none"><img src="cid:script@x">',
  '--r',
  'Content-Type: image/png; name=pic.png',
  'Content-ID: <pic@x>',
  'Content-Transfer-Encoding: base64',
  '',
  png,
  '--r',
  'Content-Type: text/html; name=evil.html',
  'Content-Disposition: attachment',
  'Content-ID: <script@x>',
  '',
  '<script>1</script>',
  '--r--',
  '--m',
  'Content-Type: application/pdf',
  'Content-Disposition: attachment; filename="=?utf-8?Q?r=C3=A9sum=C3=A9.pdf?="',
  'Content-Transfer-Encoding: base64',
  '',
  'AAAA',
  '--m--',
]);

describe('mailParser', () => {
  it('shows a whole mail', async () => {
    const mail = await parseMail({ ...envelope, raw: whole });
    assert.equal(mail.subject, 'éé and more');
    assert.equal(mail.from, 'Éva <eva@example.org>');
    assert.equal(mail.to, 'Bob <b@example.org>, Team: c@example.org, d@example.org;, e@example.org');
    assert.deepEqual([mail.at, mail.envelopeFrom, mail.envelopeTo], [5, 'a@example.org', ['b@example.org']]);
    assert.ok(mail.headers.some(({ name, value }) => name === 'X-Odd-Name' && value === 'value'));
    assert.deepEqual(
      mail.attachments.map(({ name, type, size }) => [name, type, size]),
      [
        ['pic.png', 'image/png', 8],
        ['evil.html', 'text/html', 19],
        ['résumé.pdf', 'application/pdf', 3],
      ],
    );
    assert.deepEqual(
      mail.attachments.map(({ text }) => text?.length),
      [undefined, 19, undefined],
    );
    assert.equal(mail.source, Buffer.from(whole).toString());
  });

  it('embeds the mail’s own images into its HTML, and nothing else', async () => {
    const { html } = await parseMail({ ...envelope, raw: whole });
    const data = `data:image/png;base64,${png}`;
    assert.ok(html.includes(`<img src="${data}"><img src='${data}'><div style="background:url(${data})">`));
    assert.ok(html.includes('cid:none') && html.includes('cid:script@x'));
    assert.doesNotMatch(html, /data:text/);
  });

  it('reads subject and sender of a list entry from the headers alone', async () => {
    assert.deepEqual(await summarize(whole), { subject: 'éé and more', from: 'Éva <eva@example.org>' });
    for (const text of ['', '\r\n\r\nSubject: no', 'nothing here', '\u0000\u0001']) {
      assert.deepEqual(await summarize(bytes([text])), { subject: '', from: '' });
    }
    const unix = new Uint8Array(Buffer.from('Subject: x\n\nSubject: y\n'));
    assert.equal((await summarize(unix)).subject, 'x');
  });

  it('shows the source of a mail that cannot be parsed', async () => {
    const nested = bytes([
      ...Array.from(
        { length: 400 },
        (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}`,
      ),
      'deep down',
    ]);
    const mail = await parseMail({ ...envelope, raw: nested });
    assert.match(mail.text, /deep down/);
    assert.match(mail.source, /deep down/);
  });

  it('shows bytes that are not UTF-8, and only as much of a source as a person can read', async () => {
    const latin = await parseMail({ ...envelope, raw: bytes(['Subject: x', '', '\u00e9']) });
    assert.match(latin.source, /é/);
    const long = await parseMail({ ...envelope, raw: new Uint8Array(Buffer.alloc(3_000_000, 'x\r\n')) });
    assert.ok(long.source.length < 1_100_000);
    assert.ok(long.source.endsWith('…'));
  });

  it('accepts a slice of a bigger buffer', async () => {
    const around = new Uint8Array(Buffer.from('xxSubject: inside\r\n\r\nbodyxx'));
    const mail = await parseMail({ ...envelope, raw: around.subarray(2, around.length - 2) });
    assert.deepEqual([mail.subject, mail.text.trim()], ['inside', 'body']);
  });
});
