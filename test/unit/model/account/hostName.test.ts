import assert from 'node:assert/strict';
import {
  asciiHost,
  ehloName,
  ehloProblem,
  hostIn,
  hostProblem,
  isLocalAddress,
  isLoopback,
  mayBeLocal,
} from '../../../../src/model/account/hostName';

describe('a host', () => {
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
    it(`may be ${host}`, () => assert.equal(hostProblem(host), undefined));
  }

  const refused: [string, RegExp][] = [
    ['', /Enter the name/],
    ['https://smtp.example.com', /without “https:\/\/”/],
    ['smtp.example.com:465', /port has a field/],
    ['ada@example.com', /email address/],
    ['300.1.1.1', /IP address is not valid/],
    ['smtp..example.com', /not valid/],
    ['smtp example.com', /not valid/],
    [':::', /IP address is not valid/],
    ['2001:db8::1::2', /IP address is not valid/],
    ['smtp.\u200bexample.com', /invisible character \(U\+200B\)/],
  ];
  for (const [host, sentence] of refused) {
    it(`may not be ${JSON.stringify(host)}`, () => assert.match(hostProblem(host) ?? '', sentence));
  }

  it('may be typed in any script, or as an address in brackets', () => {
    for (const [typed, host] of [
      ['smtp.münchen.de', 'smtp.xn--mnchen-3ya.de'],
      ['smtp。example。com', 'smtp.example.com'],
      ['メール.example.jp', 'xn--4dkua4c.example.jp'],
      ['[2001:db8::1]', '2001:db8::1'],
      ['smtp.example.com', 'smtp.example.com'],
      ['my_box.lan', 'my_box.lan'],
      ['smtp.münchen.de.', 'smtp.xn--mnchen-3ya.de'],
      [' smtp.example.com\u200b', 'smtp.example.com'],
    ] as const) {
      assert.equal(asciiHost(typed), host);
      assert.equal(hostIn(typed), host);
      assert.equal(hostProblem(asciiHost(typed)), undefined, typed);
    }
    for (const other of ['smtp münchen.de', '[smtp.example.com]', '☃.example']) {
      assert.equal(asciiHost(other), other);
      assert.equal(hostIn(other), '');
    }
  });

  it('can be recognized as this computer', () => {
    for (const host of ['localhost', 'LOCALHOST.', 'mail.localhost', '127.0.0.1', '127.8.9.1', '::1']) {
      assert.equal(isLoopback(host), true, host);
    }
    for (const host of ['127.0.0.1.evil.example', 'localhost.example.com', '10.0.0.1', '1270.0.0.1']) {
      assert.equal(isLoopback(host), false, host);
    }
  });

  it('for EHLO may be a domain or a bracketed address', () => {
    assert.equal(ehloProblem('laptop.example.com'), undefined);
    assert.equal(ehloProblem('[127.0.0.1]'), undefined);
    assert.equal(ehloProblem('[IPv6:::1]'), undefined);
    assert.match(ehloProblem('a b\r\nMAIL') ?? '', /domain name/);
    for (const wrong of ['[abc]', '[laptop.example.com]', '[300.1.1.1]', '[IPv6:1.2.3]', 'ada@example.com'])
      assert.match(ehloProblem(ehloName(wrong)) ?? '', /domain name/, wrong);
  });

  it('for EHLO may be typed in any script, and an address without its form', () => {
    for (const [typed, name] of [
      ['laptop.münchen.de', 'laptop.xn--mnchen-3ya.de'],
      ['laptop。example。com', 'laptop.example.com'],
      ['laptop.example.com\u200b', 'laptop.example.com'],
      ['192.168.1.20', '[192.168.1.20]'],
      ['[192.168.1.20]', '[192.168.1.20]'],
      ['2001:db8::1', '[IPv6:2001:db8::1]'],
      ['[2001:db8::1]', '[IPv6:2001:db8::1]'],
      ['[ipv6:2001:db8::1]', '[IPv6:2001:db8::1]'],
      ['my_box.lan', 'my_box.lan'],
      ['', ''],
    ] as const) {
      assert.equal(ehloName(typed), name);
      if (name !== '') assert.equal(ehloProblem(name), undefined, typed);
    }
  });

  for (const local of [
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.10',
    '169.254.7.7',
    '127.0.0.1',
    '::1',
    'fd12:3456:789a::1',
    'FE80::1%eth0',
    '::ffff:192.168.1.1',
  ])
    it(`is in the local network at ${local}`, () => assert.ok(isLocalAddress(local) && mayBeLocal(local)));

  for (const far of [
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '100.64.0.1',
    '2001:db8::1',
    'fd::1',
    '::ffff:8.8.8.8',
  ])
    it(`is not in the local network at ${far}`, () => assert.ok(!isLocalAddress(far) && !mayBeLocal(far)));

  it('may be in the local network by any name, which alone shows nothing', () => {
    for (const name of ['nas', 'nas.local', 'mail.example.com'])
      assert.ok(mayBeLocal(name) && !isLocalAddress(name), name);
  });
});
