import assert from 'node:assert/strict';
import { extraHeader, extraHeaderProblem, extraHeadersProblem } from '../../../../src/model/account/extraHeader';
import { parseAccount } from '../../../../src/model/account/parseAccount';
import { aDraft } from '../../../support/builders';

describe('an extra header', () => {
  it('is a name and a value, whatever blanks are around them', () => {
    assert.deepEqual(extraHeader(' X-Team :  build: nightly '), { name: 'X-Team', value: 'build: nightly' });
    assert.deepEqual(extraHeader('X-Ort: Zürich'), { name: 'X-Ort', value: 'Zürich' });
  });

  for (const name of 'From To cc BCC Sender Reply-To Subject Date Message-ID References In-Reply-To'
    .split(' ')
    .concat(
      'Auto-Submitted MIME-Version Content-Type content-transfer-encoding Resent-To List-Id Received'.split(' '),
      'X-Mail-When-Done-Id X-Auto-Response-Suppress DKIM-Signature'.split(' '),
    )) {
    it(`is not ${name}, which is written already`, () =>
      assert.match(extraHeaderProblem(`${name}: x`) ?? '', /is written by Mail When Done or by the servers/));
  }

  for (const [what, line, words] of [
    ['a line break', 'X-A: b\r\nBcc: eve@example.org', /line breaks/],
    ['a line feed in its name', 'X-A\nBcc: eve@example.org', /line breaks/],
    ['no colon', 'X-Team build', /name: value/],
    ['no name', ': build', /name: value/],
    ['no value', 'X-Team: ', /name: value/],
    ['an accented name', 'X-Équipe: build', /unaccented/],
    ['a name of two words', 'X Team: build', /unaccented/],
    ['a long name', `X-${'a'.repeat(60)}: build`, /too long/],
    ['a long value', `X-Team: ${'a'.repeat(401)}`, /too long/],
    ['what cannot be seen', 'X-Team: bu\u200bild', /invisible/],
  ] as const) {
    it(`has not ${what}`, () => {
      assert.match(extraHeaderProblem(line) ?? '', words);
      assert.equal(extraHeader(line), undefined);
    });
  }

  it('may be one of a few, with empty lines between', () => {
    const line = 'X-Team: build';
    assert.equal(extraHeadersProblem(['', line, ' ', line]), undefined);
    assert.match(extraHeadersProblem(Array.from({ length: 21 }, () => line)) ?? '', /At most 20/);
  });

  it('that is wrong keeps the account from being used, and stands beside its field', () => {
    const { account, problems } = parseAccount(aDraft({ extraHeaders: ['X-Team: build', 'Subject: x'] }), true);
    assert.equal(account, undefined);
    assert.deepEqual(
      problems.map(({ field }) => field),
      ['extraHeaders'],
    );
  });
});
