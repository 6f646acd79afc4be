import assert from 'node:assert/strict';
import PostalMime from 'postal-mime';
import type { Letter } from '../../../../src/model/letter/message';
import { freeze } from '../../../../src/mail/mime/freeze';
import { aLetter } from '../../../support/builders';

const clock = { now: () => Date.UTC(2026, 10, 20, 12, 30, 5) };

async function frozen(change: Partial<Letter> = {}) {
  const message = await freeze(aLetter(change), { clock, id: 'mail-7' });
  const raw = Buffer.from(message.raw).toString('latin1');
  return { message, raw, parsed: await PostalMime.parse(message.raw), headers: raw.slice(0, raw.indexOf('\r\n\r\n')) };
}

/** The names of the headers in order, as a parser of lines sees them. */
function names(headers: string): string[] {
  return headers
    .split('\r\n')
    .filter((line) => !/^\s/.test(line))
    .map((line) => line.slice(0, line.indexOf(':')));
}

describe('freeze', () => {
  it('has all headers that a mail from a program should have', async () => {
    const { message, headers, parsed, raw } = await frozen({ replyTo: 'help@example.com' });
    assert.deepEqual(
      names(headers).sort(),
      [
        'Auto-Submitted',
        'Content-Type',
        'Date',
        'From',
        'List-Id',
        'MIME-Version',
        'Message-ID',
        'Reply-To',
        'Subject',
        'To',
        'X-Auto-Response-Suppress',
        'X-Mail-When-Done-Id',
      ].sort(),
    );
    assert.match(headers, /^Auto-Submitted: auto-generated$/m);
    assert.match(headers, /^X-Auto-Response-Suppress: All$/m);
    assert.match(headers, /^X-Mail-When-Done-Id: mail-7$/m);
    assert.match(headers, /^List-Id: Mail When Done <mail-when-done\.example\.com>$/m);
    assert.match(headers, /^Date: Fri, 20 Nov 2026 12:30:05 \+0000$/m);
    assert.match(headers, /^Message-ID: <mail-7@example\.com>$/m);
    assert.match(headers, /^From: (?:"Mail When Done"|Mail When Done) <ada@example\.com>$/m);
    assert.match(headers, /^To: grace@example\.org$/m);
    assert.deepEqual(parsed.replyTo, [{ address: 'help@example.com', name: '' }]);
    assert.equal(parsed.text?.trim(), 'It is done.');
    assert.equal(parsed.html?.trim(), '<p>It is done.</p>');
    assert.match(headers, /multipart\/alternative/);
    assert.ok(raw.indexOf('text/plain') < raw.indexOf('text/html'), 'the plainest comes first');
    assert.deepEqual(
      [message.id, message.messageId, message.date, message.subject],
      ['mail-7', '<mail-7@example.com>', clock.now(), 'DONE: build'],
    );
    assert.deepEqual(message.envelope, { from: 'ada@example.com', to: ['grace@example.org'] });
  });

  it('uses only ASCII and CRLF, in lines of at most 998 characters', async () => {
    const text = 'hé 🎉\n.\n..x\nFrom me\n' + 'long '.repeat(1_000) + '\r\nold mac\rend';
    const { raw, parsed } = await frozen({
      text,
      html: `<p>${text}</p>`,
      subject: 'ü'.repeat(300),
      senderName: 'É'.repeat(300),
    });
    assert.doesNotMatch(raw, /[^\x00-\x7f]/); // eslint-disable-line no-control-regex
    assert.doesNotMatch(raw, /[^\r]\n|\r[^\n]/);
    assert.ok(raw.split('\r\n').every((line) => line.length <= 998));
    assert.equal(parsed.text?.trimEnd(), text.replace(/\r\n?/g, '\n'));
  });

  it('lets no mail program join or break lines', async () => {
    const text = `${'one two '.repeat(40)}\n  indented \n> quoted\n-- \nfoot`;
    const { raw, parsed } = await frozen({ text });
    assert.doesNotMatch(raw, /flowed/);
    assert.equal(raw.split('Content-Transfer-Encoding: quoted-printable').length, 3);
    assert.equal(parsed.text?.trimEnd(), text);
  });

  it('keeps the recipients out of the headers on request', async () => {
    const to = ['a@example.org', 'b@example.org'];
    const { message, raw, headers } = await frozen({ bcc: to, envelope: { from: 'ada@example.com', to } });
    assert.match(headers, /^To: "?undisclosed-recipients"?:;$/m);
    assert.doesNotMatch(raw, /example\.org/);
    assert.deepEqual(message.envelope.to, to);
  });

  it('puts recipients into Cc, and hides others, without losing any', async () => {
    const to = ['a@example.org', 'b@example.org', 'c@exämple.org'];
    const letter = { cc: ['b@example.org'], bcc: ['c@exämple.org'], envelope: { from: 'ada@example.com', to } };
    const { message, raw, headers } = await frozen(letter);
    assert.match(headers, /^To: a@example\.org$/m);
    assert.match(headers, /^Cc: b@example\.org$/m);
    assert.doesNotMatch(raw, /^Bcc:|c@|mple-/im);
    assert.deepEqual(message.envelope.to, to);
  });

  it('has the headers of the user’s own, as they are spelled', async () => {
    const extraHeaders = [
      { name: 'X-GitLab-Team', value: 'bâtiment 3' },
      { name: 'X-priority', value: '1' },
    ];
    const { headers } = await frozen({ extraHeaders });
    assert.match(headers, /^X-GitLab-Team: =\?UTF-8\?Q\?b=C3=A2timent_3\?=$/m);
    assert.match(headers, /^X-priority: 1$/m);
  });

  it('takes no header that it writes itself, and none that starts another one', async () => {
    for (const [name, value] of [
      ['Subject', 'x'],
      ['X-Team', 'a\r\nBcc: eve@example.org'],
      ['X-Team\r\nBcc', 'eve@example.org'],
    ] as const)
      await assert.rejects(frozen({ extraHeaders: [{ name, value }] }), RangeError);
  });

  it('names every recipient otherwise', async () => {
    const to = ['a@example.org', "o'hara+tag@example.org", 'x@localhost'];
    const { parsed } = await frozen({ envelope: { from: 'ada@example.com', to } });
    assert.deepEqual(
      parsed.to?.map(({ address }) => address),
      to,
    );
  });

  const nasty = [
    'x\r\nBcc: evil@example.net',
    'x\nBcc: evil@example.net\n\nbody',
    'x\rBcc: evil@example.net',
    'x\u2028Bcc: evil@example.net\u0085Bcc: evil@example.net',
    'x\u0000\u001b[31mred\u001b]0;title\u0007',
    '"x" <evil@example.net>, y <evil2@example.net>',
    'x" <evil@example.net>',
    'x\\',
    '(comment) x',
    'evil@example.net',
    'Group: evil@example.net;',
    '=?utf-8?Q?x=0D=0ABcc:_evil@example.net?=',
    '=?utf-8?B?DQpCY2M6IGV2aWxAZXhhbXBsZS5uZXQ=?=',
    '\u202eevil\u2066',
    'é🎉 日本語',
    '\ud800 half',
    'x'.repeat(3_000),
    `é${'x\r\n y'.repeat(500)}`,
    '',
  ];
  for (const text of nasty) {
    it(`lets no text escape its field: ${JSON.stringify(text.slice(0, 50))}`, async () => {
      const { headers, parsed, message } = await frozen({ subject: text, senderName: text });
      const expected = [
        'Auto-Submitted',
        'Content-Type',
        'Date',
        'From',
        'List-Id',
        'MIME-Version',
        'Message-ID',
        'To',
        'X-Auto-Response-Suppress',
        'X-Mail-When-Done-Id',
      ];
      if (text !== '') expected.push('Subject');
      assert.deepEqual(names(headers).sort(), expected.sort());
      assert.deepEqual([parsed.from?.address, parsed.from?.group], ['ada@example.com', undefined]);
      assert.deepEqual(parsed.to, [{ address: 'grace@example.org', name: '' }]);
      assert.equal(parsed.bcc, undefined);
      for (const shown of [message.subject, parsed.subject ?? '', parsed.from?.name ?? '']) {
        assert.doesNotMatch(shown, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/); // eslint-disable-line no-control-regex
        assert.ok(Array.from(shown).length <= 402);
      }
    });
  }

  it('keeps harmless text unchanged', async () => {
    for (const text of ['FAILED: test (exit 3) - my-app - 1m 04s', 'é🎉 日本語', 'a "quoted" \\ name', "O'Hara, Ada"]) {
      const { parsed, message } = await frozen({ subject: text, senderName: text });
      assert.deepEqual([parsed.subject, parsed.from?.name, message.subject], [text, text, text]);
    }
  });

  it('strips terminal sequences and bidirectional controls from the bodies', async () => {
    const text = 'a\u0000b\u001b[31mc\u001b]0;title\u0007d\u009b1me\u202ef\tg';
    const { parsed } = await frozen({ text, html: `<p>${text}</p>` });
    assert.equal(parsed.text?.trim(), 'abcdef\tg');
    assert.equal(parsed.html?.trim(), '<p>abcdef\tg</p>');
  });

  it('reads no file and no URL', async () => {
    const sneaky = {
      path: '/etc/hostname',
      href: 'http://127.0.0.1/',
      content: 'x',
      toString: () => 'x',
    } as unknown as string;
    await assert.rejects(frozen({ text: sneaky }), TypeError);
  });

  it('refuses invalid addresses and ids', async () => {
    for (const address of [
      '',
      'a b@example.org',
      'a@example.org, b@example.org',
      'a@example.org\r\nBcc: b@example.org',
      'X <a@example.org>',
    ]) {
      await assert.rejects(frozen({ envelope: { from: address, to: ['a@example.org'] } }), RangeError);
      await assert.rejects(frozen({ envelope: { from: 'a@example.org', to: [address] } }), RangeError);
      await assert.rejects(frozen({ replyTo: address }), RangeError);
    }
    await assert.rejects(frozen({ envelope: { from: 'a@example.org', to: [] } }), RangeError);
    for (const id of ['', 'a b', 'a\r\nBcc: x', 'x'.repeat(65)])
      await assert.rejects(freeze(aLetter(), { clock, id }), RangeError);
  });

  it('joins a thread by its root and its last mail', async () => {
    const first = await frozen({ thread: { key: 'abc123' } });
    assert.match(first.headers, /^References: <abc123\.thread@example\.com>$/m);
    assert.doesNotMatch(first.headers, /^In-Reply-To/m);
    const second = await frozen({ thread: { key: 'abc123', inReplyTo: '<mail-6@example.com>' } });
    assert.match(second.headers, /^References: <abc123\.thread@example\.com>\s+<mail-6@example\.com>$/m);
    assert.match(second.headers, /^In-Reply-To: <mail-6@example\.com>$/m);
    assert.equal(second.parsed.inReplyTo, '<mail-6@example.com>');
  });

  it('lets nothing but a Message-ID into the headers of a thread', async () => {
    for (const inReplyTo of [
      '',
      'x',
      '<x>',
      '<a@b>\r\nBcc: e@example.net',
      '<a b@c>',
      '<a@b> <c@d>',
      '<é@b>',
      '<a@@b>',
    ]) {
      const { headers } = await frozen({ thread: { key: 'k', inReplyTo } });
      assert.match(headers, /^References: <k\.thread@example\.com>$/m);
      assert.doesNotMatch(headers, /^(?:In-Reply-To|Bcc)/m);
    }
    for (const key of ['', 'a b', 'a>\r\nBcc: x', 'x'.repeat(65)])
      await assert.rejects(frozen({ thread: { key } }), RangeError);
  });

  it('attaches texts, cleaned and complete', async () => {
    const lines = 'line = one\t\n.\n..\nFrom x\n--=_-\n\u001b[31mred\u001b[0m \u0000\u202ex\n';
    const { raw, parsed } = await frozen({
      attachments: [
        { filename: 'build.log', text: lines.repeat(50) },
        { filename: 'résumé\r\nBcc: e@example.net.exe', text: '日本語\n'.repeat(50) },
      ],
    });
    assert.doesNotMatch(raw, /[^\x00-\x7f]/); // eslint-disable-line no-control-regex
    assert.doesNotMatch(raw, /[^\r]\n|\r[^\n]/);
    assert.equal(parsed.bcc, undefined);
    assert.match(raw, /^Content-Type: multipart\/mixed;/m);
    const read = parsed.attachments.map(({ filename, mimeType, disposition, content }) => [
      filename,
      mimeType,
      disposition,
      (typeof content === 'string' ? content : new TextDecoder().decode(content)).replaceAll('\r\n', '\n').trimEnd(),
    ]);
    assert.deepEqual(read, [
      ['build.log', 'text/plain', 'attachment', 'line = one\t\n.\n..\nFrom x\n--=_-\nred x\n'.repeat(50).trimEnd()],
      ['résumé Bcc- e@example.net.exe.txt', 'text/plain', 'attachment', '日本語\n'.repeat(50).trimEnd()],
    ]);
    // The line end before a boundary belongs to it (RFC 2046 section 5.1.1): there is one more.
    assert.match(raw, /red x\r\n\r\n--=_/);
    assert.match(raw, /filename\*0\*=utf-8''r%C3%A9sum%C3%A9/i);
    assert.match(raw, /Content-Type: text\/plain; charset=utf-8; name=build\.log\r\n/);
    assert.equal(parsed.text?.trim(), 'It is done.');
    assert.ok(raw.indexOf('text/html') < raw.indexOf('build.log'), 'the mail before its files');
  });

  it('makes the same bytes for the same letter, id and time', async () => {
    const change = { attachments: [{ filename: 'a.log', text: 'x\n' }], thread: { key: 'k' } };
    const [one, other] = [await frozen(change), await frozen(change)];
    assert.deepEqual(one.message, other.message);
    const boundaries = [...one.raw.matchAll(/boundary="([^"]+)"/g)].map(([, boundary = '']) => boundary);
    assert.equal(new Set(boundaries).size, 2);
    for (const boundary of boundaries) assert.ok(boundary.startsWith('=_') && boundary.length <= 70, boundary);
  });

  it('mistakes no line of a body for a boundary', async () => {
    const boundary = /boundary="([^"]+)"/.exec((await frozen()).raw)?.[1] ?? '';
    const text = `before\n--${boundary}\nContent-Type: text/html\n\n<b>evil</b>\n--${boundary}--\nafter`;
    const { parsed } = await frozen({ text, attachments: [{ filename: 'a.txt', text }] });
    assert.equal(parsed.text?.trimEnd(), text);
    assert.equal(parsed.attachments.length, 1);
  });

  it('gives each mail its own id', async () => {
    const [one, other] = await Promise.all([freeze(aLetter(), { clock }), freeze(aLetter(), { clock })]);
    assert.notEqual(one.id, other.id);
    assert.equal(one.messageId, `<${one.id}@example.com>`);
  });
});
