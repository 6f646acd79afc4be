import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { freeze } from '../../../../src/mail/mime/freeze';
import type { Letter } from '../../../../src/model/letter/message';
import { goldenDir, lettersIn } from '../../../support/golden';
import { languages } from '../../../support/language';
import { htmlProblems } from '../../../support/htmlLint';
import { plainSupport } from '../../../support/sampleMails';

const isUpdate = process.env['MAIL_WHEN_DONE_GOLDEN'] === 'update';

/** The mail as a mail program parses it. */
async function received(letter: Letter): Promise<{ readonly text: string; readonly html: string }> {
  const { raw } = await freeze(letter, { clock: { now: () => 0 }, id: 'golden-1' });
  const { subject = '', text = '', html = '', attachments } = await PostalMime.parse(raw);
  const attached = attachments.map(({ filename, mimeType }) => `Attached: ${filename ?? ''} (${mimeType})\n`).join('');
  return { text: `Subject: ${subject}\n${attached}\n${text.trimEnd()}\n`, html: `${html.trimEnd()}\n` };
}

/** The words of both forms, without layout: blanks, lines below headings, marks of lists and of source lines. */
function words(shown: string): string {
  return shown.replace(/[\s:|<>-]+/g, '');
}

/** The visible text of HTML; a URL follows the text of its link, unless the text contains it. */
function shownOf(html: string): string {
  return html
    .replace(/^.*?<body[^>]*>/s, '')
    .replace(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs, (_, href: string, text: string) =>
      href === text || href === `mailto:${text}` ? text : `${text} ${href}`,
    )
    .replace(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

for (const language of languages) {
  describe(`golden mails (${language})`, () => {
    const letters = lettersIn(language);
    const dir = path.join(goldenDir, language);

    for (const [name, letter] of letters) {
      it(`${name} has not changed`, async () => {
        const { text, html } = await received(letter);
        for (const [extension, content] of Object.entries({ txt: text, html })) {
          const file = path.join(dir, `${name}.${extension}`);
          if (isUpdate) {
            mkdirSync(dir, { recursive: true });
            writeFileSync(file, content);
          }
          // Intl has written the space before AM and PM in several ways.
          const same = (one: string): string => one.replaceAll('\u202f', ' ');
          assert.equal(same(content), same(readFileSync(file, 'utf8')), `${name}.${extension} differs from ${file}`);
        }
      });

      it(`${name} is HTML that every mail program can show`, () =>
        assert.deepEqual(htmlProblems(letter.html, plainSupport), []));

      it(`${name} says the same in text and in HTML, in the same order`, async () => {
        const { text, html } = await received(letter);
        assert.equal(words(text.replace(/^.*?\n\n/s, '')), words(shownOf(html)));
      });
    }

    it('has a mail for each file, and no other', () => {
      const files = existsSync(dir) ? readdirSync(dir) : [];
      const expected = [...letters.keys()].flatMap((name) => [`${name}.html`, `${name}.txt`]);
      assert.deepEqual(files.sort(), expected.sort());
    });

    it('has ASCII subjects for ASCII names', () => {
      for (const [name, { subject }] of letters)
        if (name !== 'right-to-left' && name !== 'hostile') assert.match(subject, /^[ -~]+$/, name);
    });
  });
}

describe('the lint of HTML', () => {
  const page = (inside: string): string =>
    `<!doctype html>\n<html lang="en"><head></head><body style="color:#000000;background-color:#ffffff">${inside}</body></html>`;
  const table: readonly [string, RegExp][] = [
    ['<script>alert(1)</script>', /<script>/],
    ['<img src="https://example.com/pixel.png">', /<img>/],
    ['<a href="http://example.com">x</a>', /href/],
    ['<a href="javascript:alert(1)">x</a>', /href/],
    ['<p onclick="alert(1)">x</p>', /onclick/],
    ['<form></form>', /<form>/],
    ['<p style="background:url(https://example.com)">x</p>', /url/],
    ['<p style="color:#777777">x</p>', /light: #777777 on #ffffff is 4\.48/],
    ['<p><b>x</p></b>', /closes/],
    ['<p>a < b</p>', /bare/],
    ['<p>\u202e</p>', /202e/],
    [`<p>${'x'.repeat(100_000)}</p>`, /bytes/],
  ];
  for (const [inside, problem] of table) {
    it(`finds what is wrong with ${inside.slice(0, 60)}`, () => {
      assert.match(htmlProblems(page(inside)).join('\n'), problem);
    });
  }

  it('accepts a link without encryption only if it is the user’s own', () => {
    const link = `<a href="${plainSupport}">x</a>`;
    assert.deepEqual(htmlProblems(page(link), plainSupport), []);
    assert.match(htmlProblems(page(link)).join('\n'), /href/);
    assert.match(htmlProblems(page(`<a href="http://example.com/">x</a>`), plainSupport).join('\n'), /href/);
  });
});
