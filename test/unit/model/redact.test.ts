import assert from 'node:assert/strict';
import { maskSecrets, secretForms } from '../../../src/model/redact';

const username = 'ada@example.com';
const passwords = [
  'qZ7!pö"w\\x 9=',
  'abcd efgh ijkl mnop',
  'a/b+c',
  '日本語のパスワード',
  '$&(.*)[x]{2}',
  'half \ud800 a pair',
  "o'hara",
];

describe('redact', () => {
  for (const password of passwords) {
    it(`masks every form of ${JSON.stringify(password)}`, () => {
      const forms = secretForms(username, password);
      const base64 = (text: string) => Buffer.from(text).toString('base64');
      const shapes = [
        password,
        JSON.stringify(password).slice(1, -1),
        JSON.stringify(JSON.stringify(password).slice(1, -1)).slice(1, -1),
        base64(password),
        base64(password).replace(/=+$/, ''),
        Buffer.from(password).toString('base64url'),
        base64(`\0${username}\0${password}`),
        base64(`${username}\0${username}\0${password}`),
        Buffer.from(password).toString('hex').toUpperCase(),
        Buffer.from(password).toString('latin1'),
        password.toUpperCase(),
      ];
      for (const shape of shapes) {
        const masked = maskSecrets(`before ${shape} after ${shape}`, forms);
        assert.ok(!masked.includes(shape), `${shape} in ${masked}`);
        assert.match(masked, /^before .*\*\*\*.* after .*\*\*\*/s);
      }
    });
  }

  it('finds it in longer base64, whatever stands before it', () => {
    const password = 'correct horse battery';
    const forms = secretForms(username, password);
    for (const before of ['', 'x', 'xy', 'xyz']) {
      const text = Buffer.from(`${before}${password}&more`).toString('base64');
      const left = Buffer.from(maskSecrets(text, forms).replaceAll('***', ''), 'base64').toString('latin1');
      assert.ok(!left.includes('horse'), left);
    }
  });

  it('masks an app password without its blanks', () => {
    assert.equal(maskSecrets('abcdefghijklmnop', secretForms(username, 'abcd efgh ijkl mnop')), '***');
  });

  it('masks even a password of one character, and knows none without a password', () => {
    assert.equal(maskSecrets('xyz', secretForms(username, 'y')), 'x***z');
    assert.deepEqual(secretForms(username, ''), []);
    assert.equal(maskSecrets('250 ok', []), '250 ok');
  });

  it('leaves the user name and everything else as they are', () => {
    const forms = secretForms(username, 'correct horse battery');
    const text = `250-${username} AUTH PLAIN LOGIN\n250 queued as 4F2 ${Buffer.from(username).toString('base64')}`;
    assert.equal(maskSecrets(text, forms), text);
  });

  it('masks the longer form first, so that nothing is left of it', () => {
    const forms = secretForms(username, 'abc');
    assert.match(maskSecrets(Buffer.from(`\0${username}\0abc`).toString('base64'), forms), /^\*\*\*=*$/);
  });
});
