import assert from 'node:assert/strict';
import { readCapabilities } from '../../../../src/model/lookup/capabilities';

describe('a reply to EHLO', () => {
  it('is read with and without its codes', () => {
    const read = { keywords: ['PIPELINING', 'SIZE', 'AUTH'], signIns: ['PLAIN', 'LOGIN'], size: 10_485_760 };
    const lines = ['mail.example.com Hello', 'pipelining', 'SIZE 10485760', 'AUTH PLAIN login'];
    assert.deepEqual(readCapabilities(lines), read);
    assert.deepEqual(readCapabilities(lines.map((line, index) => `250${index < 3 ? '-' : ' '}${line}`)), read);
  });

  it('gives the AUTH mechanisms in the old form too, each once, and nothing that is not a name', () => {
    const { signIns } = readCapabilities(['mail.example.com', 'AUTH=LOGIN', 'AUTH LOGIN CRAM-MD5 <b>']);
    assert.deepEqual(signIns, ['LOGIN', 'CRAM-MD5']);
  });

  it('has no size limit if the server says 0 or nothing (RFC 1870 section 4)', () => {
    assert.equal(readCapabilities(['mail.example.com', 'SIZE 0']).size, undefined);
    assert.equal(readCapabilities(['mail.example.com', 'SIZE']).size, undefined);
  });
});
