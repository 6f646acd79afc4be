import assert from 'node:assert/strict';
import { bareText, invisibleProblem, pastedAddresses } from '../../../../src/model/account/bareText';

/** Not of the category Cf, and yet nothing to be seen. */
const fillers = ['\ufe0f', '\u034f', '\u115f', '\u3164', '\uffa0', '\u2800', '\u180b', '\u{e0100}'];

describe('a text that was copied', () => {
  it('loses blanks and what cannot be seen at both ends', () => {
    for (const around of [
      ' ',
      '\t',
      '\n',
      '\u00a0',
      '\ufeff',
      '\u200b',
      '\u202a',
      '\u00ad',
      '\u2066 \u200d',
      ...fillers,
    ])
      for (const text of [`${around}ada`, `ada${around}`, `${around}ada${around}`]) assert.equal(bareText(text), 'ada');
    assert.equal(bareText('a b'), 'a b');
    assert.equal(bareText(' \u200b '), '');
  });

  it('is told to hold an invisible character inside, by its number', () => {
    for (const [text, number] of [
      ['ad\u200ba', 'U+200B'],
      ['smtp.\u202aexample.com', 'U+202A'],
      ['ada@exa\u00admple.com', 'U+00AD'],
      ['tag\u{e0041}', 'U+E0041'],
      ...fillers.map(
        (one) => [`ad${one}a`, `U+${one.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`] as const,
      ),
    ] as const)
      assert.match(invisibleProblem(text) ?? '', new RegExp(`\\(${number.replace('+', '\\+')}\\)`));
    for (const text of ['ada', 'münchen.de', 'ada@example.com', '日本'])
      assert.equal(invisibleProblem(text), undefined);
  });
});

describe('pasted recipients', () => {
  const [ada, grace, jane] = ['ada@example.com', 'grace@example.org', 'jane@example.com'];
  for (const [text, expected] of [
    [ada, [ada]],
    [`${ada}, ${grace}; ${jane}`, [ada, grace, jane]],
    [`${ada} ${grace}`, [ada, grace]],
    [`${ada}\t${grace}\t${jane}`, [ada, grace, jane]],
    [`${ada}\r\n${grace}\r\n`, [ada, grace]],
    [`${ada}、${grace}；${jane}`, [ada, grace, jane]],
    [`Doe, Jane <${jane}>; Roe, Rick <${grace}>`, [jane, grace]],
    [`"Doe, Jane" <${jane}>, ${ada}`, [jane, ada]],
    [`Jane <${jane}>`, [jane]],
    [`mailto:${jane}`, [jane]],
    [`mailto:${jane}?subject=Hi%20there, MAILTO:${ada}`, [jane, ada]],
    [`\u200b${ada}\u200b`, [ada]],
    // Outlook, Thunderbird and Gmail name an address by itself, or by one that it had.
    [`'${jane}' <${jane}>`, [jane]],
    [`"${jane}" <${jane}>; ${ada} <${ada}>`, [jane, ada]],
    [`${jane} <${jane}>, ${ada.toUpperCase()} <${ada}>`, [jane, ada]],
    [`jane@old.example <${jane}>`, [jane]],
    [`${ada}\n<${jane}>\n${grace}`, [ada, jane, grace]],
    [`${ada}, Jane <${jane}>`, [ada, jane]],
    [`${jane}<mailto:${jane}>`, [jane]],
    [`Jane Doe (${jane})`, [jane]],
    [`Jane Doe [${jane}], Doe, Rick [${grace}]`, [jane, grace]],
    [`Jane Doe [mailto:${jane}]`, [jane]],
    [`[${jane}](mailto:${jane})`, [jane]],
    [`${jane} (Jane Doe), ${ada} (Ada, Countess)`, [jane, ada]],
    [`'${jane}', "${ada}"; “${grace}”`, [jane, ada, grace]],
    ['mailto:jane%2Btag@example.com', ['jane+tag@example.com']],
    [`mailto:jane%40example.com,${ada}?cc=${grace}`, [jane, ada]],
    ['mailto:100%@example.com', ['100%@example.com']],
    [`${ada}, ${grace}, ${ada}`, [ada, grace]],
    ["o'brien@example.com", ["o'brien@example.com"]],
    // What is no address is shown with its problem, not lost.
    [`${ada}, bob`, [ada, 'bob']],
    ['bob (at work)', ['bob', '(at', 'work)']],
    ['', []],
    [' ;, ', []],
  ] as const)
    it(`are each an entry of its own: ${JSON.stringify(text)}`, () =>
      assert.deepEqual(pastedAddresses(text), expected));

  it('are read in no time from a text of any length', () => {
    for (const text of ['a', '"', '<', 'a@', '<a', '(', 'mailto:', "'"])
      assert.ok(pastedAddresses(`${text.repeat(100_000)} ${ada}`).includes(ada), text);
  });
});
