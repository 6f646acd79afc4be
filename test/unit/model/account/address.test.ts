import assert from 'node:assert/strict';
import {
  addressProblem,
  asciiDomain,
  domainOf,
  isAddress,
  needsUtf8,
  plainAddressProblem,
  wireAddress,
} from '../../../../src/model/account/address';

describe('an address', () => {
  for (const address of [
    'ada@example.com',
    'a.b+tag@sub.example.co.uk',
    "o'neil@example.org",
    'root@localhost',
    'ada@exämple.com',
    'jürgen@münchen.de',
    '用户@例え.テスト',
    'संपर्क@डाटामेल.भारत',
    'ada@faß.de',
  ]) {
    it(`may be ${address}`, () => assert.equal(addressProblem(address), undefined));
  }

  const refused: [string, RegExp][] = [
    ['', /Enter an email address/],
    ['ada', /needs an @/],
    ['@example.com', /before the @ is missing/],
    ['ada@', /after the @ is missing/],
    ['ada@@example.com', /one @ only/],
    ['ada@example', /needs a dot/],
    ['ada@exa mple.com', /no spaces/],
    ['ada@-example.com', /domain .* not valid/],
    ['.ada@example.com', /before the @ is not valid/],
    ['a..b@example.com', /before the @ is not valid/],
    ['Ada <ada@example.com>', /bare address/],
    ['"ada"@example.com', /bare address/],
    ['ada@example.com, eve@example.org', /one address only/],
    ['ada@example.com\r\nRCPT TO:<eve@example.org>', /line breaks/],
    ['ada@example.com\u0000', /control characters/],
    ['ada@\uff45xample.com', /domain .* not valid/],
    ['ada@example。com', /needs a dot|not valid/],
    ['ada@ex\u00adample.com', /invisible character \(U\+00AD\)/],
    ['ada@ex\u200bample.com', /invisible character \(U\+200B\)/],
    ['ada@☃.com', /domain .* not valid/],
    ['ada@ex℀mple.com', /domain .* not valid/],
    ['ada@①.com', /domain .* not valid/],
    ['ada@é', /needs a dot/],
    ['ada@bücher', /needs a dot/],
    ['ada＠example.com', /needs an @/],
    ['\u202eada@example.com', /invisible character \(U\+202E\)/],
    ['a\u0301da@example.com', /before the @ is not valid/],
    ['ａda@example.com', /before the @ is not valid/],
    ['ada🎉@example.com', /before the @ is not valid/],
    ['é@münchen.de\u2028', /no spaces/],
    ['é\u0085@münchen.de', /control characters/],
    ['é\r\nRCPT TO:<eve@example.org>', /line breaks/],
    ['é>@münchen.de', /bare address/],
    ['é, à@münchen.de', /one address only/],
    [`${'é'.repeat(33)}@example.com`, /too long/],
    [`ada@${'ü'.repeat(60)}.com`, /domain .* not valid/],
    [`${'a'.repeat(65)}@example.com`, /too long/],
  ];
  for (const [address, sentence] of refused) {
    it(`may not be ${JSON.stringify(address)}`, () => assert.match(addressProblem(address) ?? '', sentence));
  }

  it('has a single form for servers', () => {
    assert.equal(wireAddress('Ada@München.de'), 'Ada@xn--mnchen-3ya.de');
    assert.equal(wireAddress('用户@例え.テスト'), '用户@xn--r8jz45g.xn--zckzah');
    assert.equal(wireAddress('ada@FAß.de'), 'ada@xn--fa-hia.de');
    for (const plain of ['Ada@Example.com', 'root@localhost', '', 'no address', 'é', 'a@ü/x.de'])
      assert.equal(wireAddress(plain), plain);
    assert.equal(asciiDomain('exa mple.ü'), '');
    assert.equal(asciiDomain('ü:80'), '');
    assert.equal(asciiDomain('u:p@ü.de'), '');
  });

  it('is classified by what a server has to support', () => {
    assert.deepEqual(['ada@münchen.de', 'é@example.com', 'ada@example.com'].map(needsUtf8), [false, true, false]);
    assert.equal(plainAddressProblem('ada@münchen.de'), undefined);
    assert.match(plainAddressProblem('é@example.com') ?? '', /unaccented letters/);
    assert.match(plainAddressProblem('ada') ?? '', /needs an @/);
  });

  it('has its domain in lower case', () => {
    assert.equal(domainOf('Ada@Example.COM'), 'example.com');
    assert.equal(domainOf('ada'), '');
    assert.equal(domainOf('ada@'), '');
    assert.equal(isAddress('ada@example.com'), true);
  });
});
