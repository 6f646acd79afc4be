import assert from 'node:assert/strict';
import { maskSecrets, secretForms } from '../../../../src/model/redaction/secretForms';

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

  it('masks a password in every escaping of programs', () => {
    const password = `T&<>"'!(r)* \\$é`;
    const forms = secretForms(username, password);
    const shapes = {
      html: 'T&amp;&lt;&gt;&quot;&#39;!(r)* \\$é',
      'html of Python': 'T&amp;&lt;&gt;&quot;&#x27;!(r)* \\$é',
      'html of Go': 'T&amp;&lt;&gt;&#34;&#39;!(r)* \\$é',
      xml: 'T&amp;&lt;>"\'!(r)* \\$é',
      'an attribute of XML': 'T&amp;&lt;&gt;&quot;&apos;!(r)* \\$é',
      'JSON of Go': String.raw`T\u0026\u003c\u003e\"'!(r)* \\$é`,
      'JSON of Python': String.raw`T&<>\"'!(r)* \\$\u00e9`,
      'JSON of .NET': String.raw`T\u0026\u003C\u003E\u0022\u0027!(r)* \\$\u00E9`,
      'a strict URL': 'T%26%3C%3E%22%27%21%28r%29%2A%20%5C%24%C3%A9',
      'a form': "T%26%3C%3E%22'!(r)*+%5C%24%C3%A9",
      'a strict form': 'T%26%3C%3E%22%27%21%28r%29%2A+%5C%24%C3%A9',
      'URL, byte by byte': '%54%26%3C%3E%22%27%21%28%72%29%2A%20%5C%24%C3%A9',
      'single quotes of a shell': `T&<>"'\\''!(r)* \\$é`,
      'shlex.quote': `T&<>"'"'"'!(r)* \\$é`,
      'double quotes of a shell': `T&<>\\"'!(r)* \\\\\\$é`,
      'printf %q': String.raw`T\&\<\>\"\'\!\(r\)\*\ \\\$é`,
      'hexadecimal with colons': '54:26:3c:3e:22:27:21:28:72:29:2a:20:5c:24:c3:a9',
      'base64 of PowerShell': Buffer.from(password, 'utf16le').toString('base64'),
    };
    for (const [what, shape] of Object.entries(shapes))
      assert.match(maskSecrets(`[${shape}]`, forms), /^\[\*\*\*=*\]$/, what);
    const script = Buffer.from(`$x = "${password}"; send`, 'utf16le').toString('base64');
    assert.match(maskSecrets(script, forms), /\*\*\*/);
  });

  it('finds it in longer base64, after any text', () => {
    const password = 'correct horse battery';
    const forms = secretForms(username, password);
    for (const before of ['', 'x', 'xy', 'xyz']) {
      const text = Buffer.from(`${before}${password}&more`).toString('base64');
      const left = Buffer.from(maskSecrets(text, forms).replaceAll('***', ''), 'base64').toString('latin1');
      assert.ok(!left.includes('horse'), left);
    }
  });

  it('masks an app password written without its blanks', () => {
    assert.equal(maskSecrets('abcdefghijklmnop', secretForms(username, 'abcd efgh ijkl mnop')), '***');
  });

  it('masks even a password of one character, and nothing without a password', () => {
    assert.equal(maskSecrets('xyz', secretForms(username, 'y')), 'x***z');
    assert.deepEqual(secretForms(username, ''), []);
    assert.equal(maskSecrets('250 ok', []), '250 ok');
  });

  it('changes neither the user name nor anything else', () => {
    const forms = secretForms(username, 'correct horse battery');
    const text = `250-${username} AUTH PLAIN LOGIN\n250 queued as 4F2 ${Buffer.from(username).toString('base64')}`;
    assert.equal(maskSecrets(text, forms), text);
  });

  it('masks the longer form first, so that nothing of it remains', () => {
    const forms = secretForms(username, 'abc');
    assert.match(maskSecrets(Buffer.from(`\0${username}\0abc`).toString('base64'), forms), /^\*\*\*=*$/);
  });
});
