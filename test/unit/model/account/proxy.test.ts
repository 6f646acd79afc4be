import assert from 'node:assert/strict';
import {
  isExempt,
  proxyName,
  proxyOf,
  proxyStatusOf,
  readProxy,
  type ProxySettings,
} from '../../../../src/model/account/proxy';

const settings = (change: Partial<ProxySettings>): ProxySettings => ({
  support: 'override',
  url: '',
  exceptions: [],
  environment: {},
  ...change,
});

describe('the editor’s proxy', () => {
  it('is read from an address', () => {
    const none = { username: '', password: '' };
    assert.deepEqual(readProxy('http://proxy.test:3128'), { kind: 'http', host: 'proxy.test', port: 3128, ...none });
    assert.deepEqual(readProxy(' https://proxy.test/ '), { kind: 'https', host: 'proxy.test', port: 443, ...none });
    assert.deepEqual(readProxy('http://[::1]'), { kind: 'http', host: '::1', port: 80, ...none });
    assert.deepEqual(readProxy('socks5h://eve:p%40ss%3A%25@proxy.test'), {
      kind: 'socks5',
      host: 'proxy.test',
      port: 1080,
      username: 'eve',
      password: 'p@ss:%',
    });
    assert.equal(readProxy('http://eve:100%@proxy.test')?.password, '100%');
    assert.equal(readProxy('socks://proxy.test')?.kind, 'socks5');
    assert.equal(readProxy('socks4a://proxy.test')?.kind, 'socks4');
    for (const text of ['', 'proxy.test:8080', 'ftp://proxy.test', 'http://', 'http://a b'])
      assert.equal(readProxy(text), undefined, text);
  });

  it('is named by host and port alone', () => {
    assert.equal(proxyName(readProxy('http://eve:secret@proxy.test:3128')!), 'proxy.test:3128');
    assert.equal(proxyName(readProxy('socks5://[2001:db8::1]')!), '[2001:db8::1]:1080');
    const standing = proxyStatusOf(settings({ url: 'http://eve:secret@proxy.test:3128' }));
    assert.deepEqual(standing, { state: 'set', name: 'proxy.test:3128', exceptions: [] });
  });

  it('comes from the setting, else from the environment, else there is none', () => {
    const environment = { HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:2', ALL_PROXY: 'http://all:3' };
    assert.equal(proxyOf(settings({ url: 'http://set:4', environment }))?.host, 'set');
    assert.equal(proxyOf(settings({ environment }))?.host, 'lower');
    assert.equal(proxyOf(settings({ environment: { https_proxy: '', HTTP_PROXY: 'socks5://other' } }))?.host, 'other');
    // VS Code does not read this variable.
    assert.equal(proxyOf(settings({ environment: { ALL_PROXY: 'http://all:3' } })), undefined);
    assert.equal(proxyOf(settings({ support: 'off', url: 'http://set:4', environment })), undefined);
  });

  it('comes with the reason if there is none', () => {
    assert.equal(proxyStatusOf(settings({})).state, 'none');
    assert.equal(proxyStatusOf(settings({ support: 'off', url: 'http://set:4' })).state, 'off');
    assert.equal(proxyStatusOf(settings({ url: 'proxy.test:8080' })).state, 'unusable');
  });

  it('has exceptions: those of the setting replace those of the environment', () => {
    const environment = { NO_PROXY: 'Example.com, .test:465' };
    assert.deepEqual(proxyStatusOf(settings({ environment })).exceptions, ['example.com', '.test:465']);
    assert.deepEqual(proxyStatusOf(settings({ environment, exceptions: ['*'] })).exceptions, ['*']);
  });

  it('is not used for hosts that are exempt or on this computer', () => {
    const exempt: readonly (readonly [string, string, number, boolean])[] = [
      ['example.com', 'example.com', 465, true],
      ['example.com', 'smtp.EXAMPLE.com', 465, true],
      ['.example.com', 'smtp.example.com', 465, true],
      ['example.com', 'notexample.com', 465, false],
      ['example.com:465', 'smtp.example.com', 465, true],
      ['example.com:465', 'smtp.example.com', 587, false],
      ['*', 'smtp.example.com', 587, true],
      ['*.example.com', 'smtp.example.com', 587, false],
      ['other.test', 'localhost', 25, true],
      ['other.test', '127.0.0.1', 25, true],
      ['other.test', '::1', 25, true],
    ];
    for (const [entry, host, port, expected] of exempt)
      assert.equal(isExempt([entry], host, port), expected, `${entry} ${host}:${port}`);
    assert.equal(isExempt([], 'smtp.example.com', 465), false);
  });
});
