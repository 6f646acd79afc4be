import assert from 'node:assert/strict';
import { isTrial } from '../../../../src/mail/lookup/dns';
import { isInner } from '../../../../src/mail/lookup/innerAddress';

describe('isInner', () => {
  for (const host of [
    ...['localhost', 'LOCALHOST.', 'a.localhost', '127.0.0.1', '127.200.0.9', '0.0.0.0', '0.1.2.3', '169.254.169.254'],
    ...['224.0.0.251', '239.255.255.250', '255.255.255.255', '::', '::1', '0:0:0:0:0:0:0:1', 'fe80::1', 'fe80::1%eth0'],
    ...['febf::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:169.254.169.254', '::127.0.0.1'],
    ...['64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::7f00:1', '::ffff:0:127.0.0.1', '2002:7f00:1::'],
    ...['2002:a9fe:a9fe::1', '::ffff:0.0.0.0'],
  ])
    it(`counts ${host} as this computer or its link`, () => assert.ok(isInner(host)));

  for (const host of [
    ...['10.0.0.5', '172.16.3.4', '192.168.1.5', '100.64.0.1', 'fd12:3456::1', 'fc00::1', '::ffff:192.168.1.5'],
    ...['64:ff9b::192.0.2.1', '2002:c000:201::1', '2001:db8::1', '203.0.113.9', '128.0.0.1', '126.255.255.255'],
    ...['170.254.1.1', 'localhost.example.com', 'smtp.example.com', '127.example.com', ''],
  ])
    it(`leaves ${host === '' ? 'nothing' : host} to be looked up`, () => assert.ok(!isInner(host)));
});

describe('DNS servers that the user has named', () => {
  for (const servers of [['127.0.0.1:5300'], ['[::1]:40001', '127.0.0.2:5300']])
    it(`may lead to this computer, since they are there to try something out: ${servers.join(', ')}`, () => {
      assert.ok(isTrial(servers));
    });
  const others = [
    [],
    ['127.0.0.1'],
    ['127.0.0.1:53'],
    ['127.0.0.53'],
    ['[::1]'],
    ['9.9.9.9:5300'],
    ['192.168.1.1:5300'],
    ['127.0.0.1:5300', '9.9.9.9'],
  ];
  for (const servers of others)
    it(`may not: ${servers.length === 0 ? 'none' : servers.join(', ')}`, () => assert.ok(!isTrial(servers)));
});
