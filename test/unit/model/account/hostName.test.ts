import assert from 'node:assert/strict';
import { ehloProblem, hostProblem, isLoopback } from '../../../src/model/host';

describe('host', () => {
  for (const host of [
    'smtp.example.com',
    'localhost',
    'mail',
    '127.0.0.1',
    '192.168.1.20',
    '::1',
    'smtp.example.com.',
    'my_box.lan',
  ]) {
    it(`takes ${host}`, () => assert.equal(hostProblem(host), undefined));
  }

  const refused: [string, RegExp][] = [
    ['', /Enter the name/],
    ['https://smtp.example.com', /without “https:\/\/”/],
    ['smtp.example.com:465', /port has a field/],
    ['ada@example.com', /email address/],
    ['300.1.1.1', /IP address is not valid/],
    ['smtp..example.com', /not valid/],
    ['smtp example.com', /not valid/],
  ];
  for (const [host, sentence] of refused) {
    it(`refuses ${JSON.stringify(host)}`, () => assert.match(hostProblem(host) ?? '', sentence));
  }

  it('knows this computer from others', () => {
    for (const host of ['localhost', 'LOCALHOST.', 'mail.localhost', '127.0.0.1', '127.8.9.1', '::1']) {
      assert.equal(isLoopback(host), true, host);
    }
    for (const host of ['127.0.0.1.evil.example', 'localhost.example.com', '10.0.0.1', '1270.0.0.1']) {
      assert.equal(isLoopback(host), false, host);
    }
  });

  it('takes domains and bracketed addresses for EHLO', () => {
    assert.equal(ehloProblem('laptop.example.com'), undefined);
    assert.equal(ehloProblem('[127.0.0.1]'), undefined);
    assert.equal(ehloProblem('[IPv6:::1]'), undefined);
    assert.match(ehloProblem('a b\r\nMAIL') ?? '', /domain name/);
  });
});
