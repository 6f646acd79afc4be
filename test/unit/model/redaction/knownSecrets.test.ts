import assert from 'node:assert/strict';
import { environmentSecrets, KnownSecrets } from '../../../../src/model/redaction/knownSecrets';
import { Redactor } from '../../../../src/model/redaction/redactor';
import { variablesIn } from '../../../../src/model/redaction/secretFiles';
import { namedSecret } from '../../../../src/model/redaction/secretNames';
import { fakeValues } from '../../../corpus/fakeValues';
import { cpuTime } from '../../../support/cpuTime';
import { seededRandom } from '../../../support/seededRandom';

const fake = (kind: string) => fakeValues[kind]!(seededRandom(3));
const values = (variables: Record<string, string>) =>
  environmentSecrets(Object.entries(variables)).map(({ password }) => password);

describe('environmentSecrets', () => {
  it('are the values of variables named like secrets', () => {
    const generic = fake('generic');
    for (const name of ['API_KEY', 'GITHUB_TOKEN', 'DB_PASSWORD', 'PGPASSWORD', 'APP_SECRET', 'AUTH', 'GH_PAT', 'KEY'])
      assert.deepEqual(values({ [name]: generic }), [generic], name);
  });

  it('do not include values that would mask half of a mail', () => {
    const innocent = {
      KEY: '1',
      TOKEN: 'true',
      AUTH: 'none',
      PASSWORD: 'postgres',
      SECRET: 'development',
      SSH_AUTH_SOCK: '/tmp/ssh-aB3dE5/agent.4711',
      XAUTHORITY: '/run/user/1000/gdm/Xauthority',
      GIT_ASKPASS: '/usr/share/code/resources/app/extensions/git/dist/askpass.sh',
      PASSWORD_FILE: '/run/secrets/db_1',
      API_TOKEN: '<your-token-1>',
      PIN: '20261121',
      PWD: '/home/ada/src/app1',
      PATH: '/usr/bin:/bin',
      npm_package_json: '/home/ada/package.json',
      NODE_OPTIONS: '--max-old-space-size=4096',
    };
    assert.deepEqual(values(innocent), []);
  });

  it('are the passwords in URLs, encoded and decoded', () => {
    assert.deepEqual(values({ DATABASE_URL: 'postgres://app:s3%2Fcr3t-Word@db/app' }), [
      's3%2Fcr3t-Word',
      's3/cr3t-Word',
    ]);
    assert.deepEqual(values({ HTTPS_PROXY: 'http://proxy.example.com:3128' }), []);
  });

  it('are the single lines of a value with several', () => {
    const key = fake('rsa');
    const found = values({ DEPLOY_KEY: key });
    assert.ok(found.includes(key));
    assert.ok(found.includes(key.split('\n')[2]!));
  });

  const passwords = {
    DB_PASSWORD: 'correct-horse-battery',
    SHORT_PASSWORD: 'hunter2',
    PIN_PASSWORD: '20081987',
    MYSQL_ROOT_PASSWORD: 'my-secret-pw',
    POSTGRES_PASSWORD: 'mysecretpassword',
    SMTP_PASS: 'abcd efgh ijkl mnop',
    REDIS_URL: 'redis://:letmeinnow@cache:6379',
  };
  for (const [name, value] of Object.entries(passwords))
    it(`mask a password that is a word, short or digits where it stands alone: ${name}`, () => {
      const secret = /:([^:@]+)@/.exec(value)?.[1] ?? value;
      const redactor = new Redactor(new KnownSecrets(environmentSecrets([[name, value]])));
      assert.equal(redactor.redact(`connecting with ${secret}, trying`), 'connecting with ***, trying');
      assert.equal(redactor.redact(`x${secret}y`), `x${secret}y`, 'a part of another word');
    });

  it('leave the name of what a password is for in the mail', () => {
    const redactor = new Redactor(new KnownSecrets(environmentSecrets([['PGPASSWORD', 'postgres']])));
    assert.equal(redactor.redact('waiting for postgres on 5432'), 'waiting for postgres on 5432');
  });

  it('that become known later are masked in what was redacted before', () => {
    const known = new KnownSecrets();
    const redactor = new Redactor(known);
    assert.equal(redactor.redact('deploy blue-Otter-417'), 'deploy blue-Otter-417');
    known.add({ username: '', password: 'blue-Otter-417' });
    assert.equal(redactor.redact('deploy blue-Otter-417'), 'deploy ***');
  });

  it('that begin alike cost ten times as many no more than in proportion', () => {
    const cost = (count: number): number => {
      const secrets = Array.from({ length: count }, (_, at) => ({
        username: '',
        password: `sk_live_${String(at)}x9Kd`,
      }));
      return cpuTime(() => new KnownSecrets(secrets).find('sk_live_ '.repeat(2_000)));
    };
    cost(100);
    assert.ok(cost(1_000) < 100 * Math.max(cost(100), 5));
  });

  it('are read from a .env file as its usual readers do', () => {
    const text = [
      '# a comment',
      'A=plain # and a comment',
      'export B="with \\"quotes\\" and\\nlines"',
      "C='single # kept'",
      'D = spaced',
      'E="over',
      'two lines"',
      'F: colon',
      'G=',
      'H=a=b#c',
    ].join('\n');
    assert.deepEqual(variablesIn('.env', text), [
      ['A', 'plain'],
      ['B', 'with "quotes" and\nlines'],
      ['C', 'single # kept'],
      ['D', 'spaced'],
      ['E', 'over\ntwo lines'],
      ['F', 'colon'],
      ['G', ''],
      ['H', 'a=b#c'],
    ]);
  });

  const files: readonly (readonly [file: string, text: string, secrets: readonly string[]])[] = [
    ['.npmrc', '//npm.example.com/:_authToken=npm_Ab3dEf6hIj9\n_password = cDRzc3cwcmQ=\n; a comment', ['npm_Ab3dEf6hIj9', 'cDRzc3cwcmQ=']],
    ['.yarnrc', '"//npm.example.com/:_authToken" "tok-9Ab3dEf6h"', ['tok-9Ab3dEf6h']],
    ['.netrc', 'machine git.example.com login ada password pl4in-Word\nmachine b\n  login bob\n  password "two Words-8"', ['pl4in-Word', 'two Words-8']],
    ['_netrc', 'default login anonymous password ftp-Pass9', ['ftp-Pass9']],
    ['.pypirc', '[pypi]\nusername = __token__\npassword = pypi-AgEIcHlwaS5vcmc', ['pypi-AgEIcHlwaS5vcmc']],
    ['prod.env', 'export API_KEY="k-49Fd3aa81"', ['k-49Fd3aa81']],
    ['local.settings.json', '{"Values":{"StorageKey":"x","DbPassword":"s3cr3t-Word","A":{"apiKey":"ab12CD34ef"}}}', ['s3cr3t-Word', 'ab12CD34ef']],
    ['local.settings.json', '{"Values":{"DbPassword":"s3cr', []],
  ]; // prettier-ignore
  for (const [file, text, secrets] of files)
    it(`are read from ${file}: ${secrets.length === 0 ? 'nothing of a torn one' : secrets.join(', ')}`, () => {
      assert.deepEqual(
        environmentSecrets(variablesIn(file, text)).map(({ password }) => password),
        secrets,
      );
    });
});

describe('namedSecret', () => {
  const expected: Record<string, string[]> = {
    password: ['password', 'DB_PASSWORD', 'dbPassword', 'PGPASSWORD', 'spring.datasource.password', 'passwd', 'pwd', 'motDePasse'],
    secret: ['clientSecret', 'SECRET_KEY_BASE', 'SECRET'],
    token: ['GITHUB_TOKEN', 'authToken', '_authToken', 'AWS_SECRET_ACCESS_KEY', 'x-api-key'],
    maybe: ['KEY', 'auth', 'sig', 'PHPSESSID'],
    undefined: ['tokenizer', 'token_type', 'max_tokens', 'passwordless', 'keyboard', 'public_key', 'secretName', 'author', 'path',
      'PASSWORD_FILE', 'PWD', 'compass', 'accessKeyId', 'monkey', 'token_count'],
  }; // prettier-ignore
  for (const [kind, names] of Object.entries(expected))
    it(`${kind}: ${names.join(', ')}`, () => {
      for (const name of names) assert.equal(String(namedSecret(name)), kind, name);
    });
});
