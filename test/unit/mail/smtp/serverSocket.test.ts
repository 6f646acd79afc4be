import assert from 'node:assert/strict';
import { refusePublic } from '../../../../src/mail/smtp/serverSocket';
import { classify } from '../../../../src/mail/smtp/classify';
import { notLocal } from '../../../../src/model/failure/failure';

describe('a server whose certificate was trusted in the local network', () => {
  const account = { certificate: 'MIIB', security: 'implicitTls' } as const;

  /** Whether it is refused at this address; the connection to it is closed then. */
  function isRefused(address: string | undefined, change: Partial<typeof account | { certificate: '' }> = {}): boolean {
    let closed = 0;
    const socket = { destroy: () => (closed++, socket as never) };
    try {
      refusePublic({ ...account, ...change }, address, socket);
    } catch (error) {
      const failure = classify(error, {} as never);
      assert.deepEqual([failure.cause, failure.code, failure.retry], ['certificateUntrusted', notLocal, 'later']);
      assert.equal(closed, 1);
      return true;
    }
    assert.equal(closed, 0);
    return false;
  }

  for (const address of ['192.168.1.20', '10.0.0.1', '::ffff:10.0.0.1', 'fd00::5', '127.0.0.1'])
    it(`gets mail at ${address}`, () => assert.equal(isRefused(address), false));

  for (const address of ['93.184.215.14', '2606:2800::1', 'nas.example'])
    it(`gets none at ${address}`, () => assert.equal(isRefused(address), true));

  it('is no matter of an account that trusts what the computer trusts', () =>
    assert.equal(isRefused('93.184.215.14', { certificate: '' }), false));
});
