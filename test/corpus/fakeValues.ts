import { humanPasswords } from './humanPasswords';
import { otherPasswords } from './otherPasswords';
import { otherTokens } from './otherTokens';
import { serviceTokens } from './serviceTokens';
import {
  base64, base64url, digits, digitsOf, encoded, from, hex, letters, mixed, oneOf, parts, signs, upper,
  type FakeValue,
} from './valueParts'; // prettier-ignore

const word = oneOf(
  'sunset',
  'mountain',
  'winter',
  'dragon',
  'coffee',
  'bicycle',
  'papillon',
  'tournesol',
  'escargot',
  'velours',
);
const jwtPart =
  (text: string): FakeValue =>
  () =>
    Buffer.from(text).toString('base64url');
const jwt = parts(
  jwtPart('{"alg":"HS256","typ":"JWT"}'), '.',
  (random) => Buffer.from(`{"sub":"${digitsOf(10)(random)}","name":"Ada","iat":15162${digitsOf(5)(random)}}`).toString('base64url'), '.', base64url(32),
); // prettier-ignore

function keyBody(lines: number): FakeValue {
  return (random) => Array.from({ length: lines }, () => base64(48)(random)).join('\n');
}
const dashes = '-----';
function pem(label: string, lines: number): FakeValue {
  return parts(
    `${dashes}BEGIN ${label}${dashes}\n`,
    keyBody(lines),
    '\n',
    base64(20),
    `\n${dashes}END ${label}${dashes}`,
  );
}

/** By the names that the templates have for them. */
export const fakeValues: Readonly<Record<string, FakeValue>> = {
  ...humanPasswords,
  ...serviceTokens,
  ...otherPasswords,
  ...otherTokens,
  // What people think of, and what password managers make.
  password: mixed(16, signs),
  symbols: parts(mixed(8), oneOf('!', '#', '%'), mixed(6, signs)),
  short: mixed(9),
  wordy: parts(word, digitsOf(4)),
  phrase: parts(word, oneOf('!', '-', '_'), word, digitsOf(2)),
  pin: digitsOf(8),
  generic: mixed(32),
  generic40: mixed(40),
  hex32: hex(32),
  hex40: hex(40),
  hex64: hex(64),
  b64: base64(32),
  b64url: base64url(32),
  long: base64url(120),
  basic: encoded(parts(word, ':', mixed(14))),
  authPlain: encoded(parts('\0', word, '@example.com\0', mixed(14))),
  answer: encoded(mixed(15)),
  jwt,
  jwtCut: (random) => jwt(random).slice(0, -30),
  crypt: parts('$6$', mixed(16), '$', mixed(86)),
  // Of a service.
  awsId: parts('AKI', 'A', from(`${upper}234567`, 16)),
  aws: mixed(40, '/+'),
  awsSession: parts('IQoJb3JpZ2lu', base64(180)),
  google: parts('AIz', 'a', mixed(35, '_-')),
  googleOauth: parts('ya2', '9.', mixed(80, '_-')),
  googleClient: parts('GOC', 'SPX-', mixed(28, '_-')),
  azureKey: parts(base64(64)),
  azureSas: (random) => encodeURIComponent(base64(32)(random)),
  azureClient: parts(mixed(3), '8', 'Q~', mixed(34, '_-')),
  azdo: parts(mixed(76), 'AZ', 'DO', mixed(4)),
  github: parts('gh', oneOf('p', 'o', 's', 'u', 'r'), '_', mixed(36)),
  githubFine: parts('github', '_pat_', mixed(22), '_', mixed(59)),
  gitlab: parts('gl', 'pat-', mixed(20, '_-')),
  slack: parts('xo', 'xb-', digitsOf(12), '-', digitsOf(12), '-', mixed(24)),
  slackHook: parts('T', from(upper + digits, 8), '/B', from(upper + digits, 8), '/', mixed(24)),
  stripe: parts('sk', '_', oneOf('live', 'test'), '_', mixed(24)),
  stripeHook: parts('wh', 'sec_', mixed(32)),
  openai: parts('sk', '-proj-', mixed(48, '_-')),
  openaiOld: parts('sk', '-', mixed(48)),
  anthropic: parts('sk', '-ant-api03-', mixed(80, '_-')),
  npm: parts('np', 'm_', mixed(36)),
  pypi: parts('py', 'pi-AgEIcHlwaS5vcmc', mixed(70, '_-')),
  docker: parts('dckr', '_pat_', mixed(27, '_-')),
  huggingface: parts('h', 'f_', from(letters, 34)),
  twilio: parts('S', 'K', hex(32)),
  sendgrid: parts('S', 'G.', mixed(22), '.', mixed(43, '_-')),
  mailgun: parts('ke', 'y-', hex(32)),
  telegram: parts(digitsOf(10), ':A', 'A', mixed(33, '_-')),
  discord: parts('M', mixed(23), '.', mixed(6), '.', mixed(27, '_-')),
  shopify: parts('shp', 'at_', hex(32)),
  digitalocean: parts('dop', '_v1_', hex(64)),
  vault: parts('hv', 's.', mixed(24)),
  databricks: parts('da', 'pi', hex(32)),
  grafana: parts('gl', 'sa_', mixed(32), '_', hex(8)),
  tailscale: parts('ts', 'key-auth-', mixed(16), '-', mixed(32)),
  linear: parts('lin', '_api_', mixed(40)),
  atlassian: parts('AT', 'ATT3xFfGF0', mixed(60, '_-='), '=', from(`${digits}ABCDEF`, 8)),
  terraform: parts(mixed(14), '.atlas', 'v1.', mixed(64)),
  doppler: parts('dp.', 'st.prd.', mixed(43)),
  rubygems: parts('ruby', 'gems_', hex(48)),
  postman: parts('PM', 'AK-', hex(24), '-', hex(34)),
  sentry: parts('sn', 'tryu_', hex(64)),
  newrelic: parts('NR', 'AK-', from(upper + digits, 27)),
  // Keys.
  rsa: pem('RSA PRIVATE KEY', 6),
  openssh: pem('OPENSSH PRIVATE KEY', 5),
  pkcs8: pem('PRIVATE KEY', 4),
  pkcs8Indented: (random) => pem('PRIVATE KEY', 4)(random).replaceAll('\n', '\n    '),
  ec: pem('EC PRIVATE KEY', 2),
  pgp: pem('PGP PRIVATE KEY BLOCK', 5),
  rsaInline: (random) => pem('RSA PRIVATE KEY', 3)(random).replaceAll('\n', '\\n'),
  pemInBase64: (random) => Buffer.from(pem('RSA PRIVATE KEY', 3)(random)).toString('base64'),
  rsaBegin: parts(`${dashes}BEGIN RSA PRIVATE KEY${dashes}\n`, keyBody(5)),
  rsaEnd: parts(keyBody(5), '\n', base64(20), `\n${dashes}END RSA PRIVATE KEY${dashes}`),
  age: parts('AGE-SECRET', '-KEY-1', from(upper + digits, 58)),
  puttyLines: (random) => Array.from({ length: 4 }, () => base64(48)(random)).join('\n'),
  // No secrets.
  sha1: hex(40),
  sha256: hex(64),
  shortSha: hex(8),
  md5: hex(32),
  sha512: base64(64),
  uuid: parts(hex(8), '-', hex(4), '-4', hex(3), '-a', hex(3), '-', hex(12)),
  number: digitsOf(4),
  id: mixed(12),
  image: parts('iVBORw0KGgoAAAANSUhEUgAA', base64(90)),
  certificate: pem('CERTIFICATE', 5),
  publicKey: pem('PUBLIC KEY', 3),
  sshPublic: parts('AAAAB3NzaC1yc2EAAAADAQABAAABgQ', base64(150)),
  sshFingerprint: (random) => base64(32)(random).replace(/=+$/, ''),
  etag: hex(32),
  trace: parts(hex(32), '-', hex(16)),
  ulid: from('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 26),
  certificateInBase64: (random) => Buffer.from(pem('CERTIFICATE', 3)(random)).toString('base64'),
};
