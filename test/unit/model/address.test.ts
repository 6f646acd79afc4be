import assert from 'node:assert/strict';
import { addressProblem, domainOf, isAddress } from '../../../src/model/address';

describe('address', () => {
  for (const address of ['ada@example.com', 'a.b+tag@sub.example.co.uk', "o'neil@example.org", 'root@localhost']) {
    it(`takes ${address}`, () => assert.equal(addressProblem(address), undefined));
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
    ['ada@exämple.com', /accents/],
    [`${'a'.repeat(65)}@example.com`, /too long/],
  ];
  for (const [address, sentence] of refused) {
    it(`refuses ${JSON.stringify(address)}`, () => assert.match(addressProblem(address) ?? '', sentence));
  }

  it('tells the domain in lower case', () => {
    assert.equal(domainOf('Ada@Example.COM'), 'example.com');
    assert.equal(domainOf('ada'), '');
    assert.equal(domainOf('ada@'), '');
    assert.equal(isAddress('ada@example.com'), true);
  });
});
