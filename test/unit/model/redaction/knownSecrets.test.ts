import assert from 'node:assert/strict';
import { dotenvVariables, environmentSecrets } from '../../../../src/model/redaction/knownSecrets';
import { namedSecret } from '../../../../src/model/redaction/secretNames';
import { fakeValues } from '../../../corpus/fakeValues';
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
    assert.deepEqual(dotenvVariables(text), [
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
});

describe('namedSecret', () => {
  const expected: Record<string, string[]> = {
    password: ['password', 'DB_PASSWORD', 'dbPassword', 'PGPASSWORD', 'spring.datasource.password', 'passwd', 'pwd', 'motDePasse'],
    token: ['GITHUB_TOKEN', 'authToken', '_authToken', 'clientSecret', 'AWS_SECRET_ACCESS_KEY', 'x-api-key', 'SECRET_KEY_BASE'],
    maybe: ['KEY', 'auth', 'sig', 'PHPSESSID'],
    undefined: ['tokenizer', 'token_type', 'max_tokens', 'passwordless', 'keyboard', 'public_key', 'secretName', 'author', 'path',
      'PASSWORD_FILE', 'PWD', 'compass', 'accessKeyId', 'monkey', 'token_count'],
  }; // prettier-ignore
  for (const [kind, names] of Object.entries(expected))
    it(`${kind}: ${names.join(', ')}`, () => {
      for (const name of names) assert.equal(String(namedSecret(name)), kind, name);
    });
});
