import assert from 'node:assert/strict';
import { keySecrets } from '../../../../src/model/redaction/keySecrets';
import { KnownSecrets } from '../../../../src/model/redaction/knownSecrets';
import { Redactor } from '../../../../src/model/redaction/redactor';
import { fakeValues } from '../../../corpus/fakeValues';
import { harmlessSamples, secretSamples } from '../../../corpus/corpus';
import { scoreOf } from '../../../corpus/score';
import { printedSeed, seededRandom } from '../../../support/seededRandom';

const redactor = new Redactor(new KnownSecrets());
const redact = (text: string) => redactor.redact(text);
const fake = (kind: string, seed = 7) => fakeValues[kind]!(seededRandom(seed));

describe('Redactor', () => {
  it('finds at least 99 of 100 secrets of the corpus, and masks at most 2 of 100 look-alikes', async () => {
    for (const seed of [1, 2, 3]) {
      const score = await scoreOf((text) => Promise.resolve(redact(text)), {
        secrets: secretSamples(seed),
        harmless: harmlessSamples(seed + 1),
      });
      assert.ok(score.secrets >= 300 && score.harmless >= 300, `${score.secrets} and ${score.harmless} samples`);
      assert.ok(score.leaks.length <= score.secrets * 0.01, score.leaks.join('\n\n'));
      assert.ok(score.alarms.length <= score.harmless * 0.02, score.alarms.join('\n\n'));
    }
  });

  it('keeps the name before a secret, and names the owner of a token', () => {
    const token = fake('github');
    assert.equal(redact(`PASSWORD=${fake('password')}`), 'PASSWORD=***');
    assert.equal(redact(`"password": "${fake('wordy')}", "user": "ada"`), '"password": "***", "user": "ada"');
    assert.equal(redact(`https://ada:${fake('short')}@example.com/x`), 'https://ada:***@example.com/x');
    assert.equal(redact(`using ${token} now`), 'using ***(GitHub) now');
    assert.equal(redact(`GITHUB_TOKEN=${token}`), 'GITHUB_TOKEN=***(GitHub)');
    assert.equal(redact(`a\n${fake('rsa')}\nb`), 'a\n***(private key)\nb');
  });

  it('needs one pass: a second one changes nothing', async () => {
    await scoreOf((text) => {
      const once = redact(text);
      assert.equal(redact(once), once);
      return Promise.resolve(once);
    });
  });

  it('finds a secret with colour changes inside, and keeps the colours', () => {
    const token = fake('github');
    const half = 12;
    const coloured = `a \u001b[31m${token.slice(0, half)}\u001b[1m${token.slice(half)}\u001b[0m b`;
    assert.equal(redact(coloured), 'a \u001b[31m***(GitHub)\u001b[1m\u001b[0m b');
  });

  it('finds a secret in the address of a link and in the title of a window', () => {
    const secret = fake('wordy');
    const link = `\u001b]8;;https://ada:${secret}@example.com\u001b\\here\u001b]8;;\u001b\\`;
    assert.ok(!redact(link).includes(secret));
    assert.ok(redact(link).includes('here'));
    assert.ok(!redact(`\u001b]0;deploy --password=${secret}\u0007$ `).includes(secret));
  });

  it('finds a secret that continues in the next line because the line was full', () => {
    const token = fake('gitlab');
    const line = `${'x'.repeat(70)} ${token.slice(0, 9)}`;
    assert.equal(redact(`${line}\n${token.slice(9)} is it\n`), `${'x'.repeat(70)} ***(GitLab)\n*** is it\n`);
    const source = redactor.redact(`${line}\n${token.slice(9)} is it\n`, { keepLines: true });
    assert.equal(source.split('\n').length, 3);
  });

  it('keeps the next line if a secret is complete at the end of a line of a usual width', () => {
    const filler = (length: number, end: string) =>
      `${'a.js:3:5: error: '.repeat(9).slice(0, length - end.length)}${end}`;
    const [password, bearer] = [fake('wordy'), fake('generic40')];
    const secrets: readonly (readonly [secret: string, before: string, left: string])[] = [
      [`ghp_${'aB3dE6gH9jK2'.repeat(3)}`, 'with ', '***(GitHub)'],
      [fake('gitlab'), 'with ', '***(GitLab)'],
      [bearer, 'Authorization: Bearer ', '***'],
      [bearer, 'got bearer ', '***'],
      [password, '--password ', '***'],
      [password, 'PASSWORD=', '***'],
    ];
    const others = [
      'dotenv says no', 'postgres://localhost:5432/db', '/srv/app/main.js is new', 'src/app.ts:12:5 - error',
      'README.md', 'Done, in 3 s', 'exit: 1', 'NODE_ENV=test',
    ]; // prettier-ignore
    for (const [secret, before, left] of secrets)
      for (const width of [64, 76, 80, 120])
        for (const next of others)
          for (const end of ['\n', '\r\n']) {
            const line = filler(width, ` ${before}${secret}`);
            const more = `${end}${next}${end}end`;
            assert.equal(redact(line + more), line.replace(secret, left) + more);
            // The same if another line is longer than any terminal is wide.
            const longer = `${'log of words '.repeat(20)}${end}`;
            assert.equal(redact(longer + line + more), longer + line.replace(secret, left) + more);
          }
  });

  it('does not join two lines of the same length by chance if a URL or other text follows', () => {
    const [token, bearer] = [`ghp_${'aB3dE6gH9jK2'.repeat(3)}`, `abc${fake('generic40')}`];
    const one = `a.js:3:5: error: something bad with ${token}\ndotenv says no`;
    assert.equal(redact(one), one.replace(token, '***(GitHub)'));
    const password = fake('wordy');
    const two = `--password ${password} Authorization: Bearer ${bearer}`;
    const twice = `${'ab'.repeat(two.length / 2)}${two.length % 2 === 0 ? '' : 'c'}\n`;
    const more = '\npostgres://localhost:5432/db\n';
    const left = two.replace(password, '***').replace(bearer, '***');
    for (const before of ['', twice, `${twice}${twice}`])
      assert.equal(redact(before + two + more), before + left + more);
  });

  it('keeps the line after a complete token if the lines were broken because they were full', () => {
    const token = `ghp_${'aB3dE6gH9jK2'.repeat(3)}`;
    const full = `${'x'.repeat(80)}\n${'y'.repeat(80 - token.length - 1)} `;
    assert.equal(redact(`${full}${token}\ndotenv\nend`), `${full}***(GitHub)\ndotenv\nend`);
  });

  it('masks a secret over several lines in each of them, and keeps their line ends', () => {
    const secret = fake('generic40');
    for (const [before, end] of [
      ['PASSWORD=', '\n'],
      ['Authorization: Bearer ', '\r\n'],
    ] as const) {
      const text = `${'x'.repeat(20)} ${before}${secret.repeat(4)} is it`;
      const lines = text.match(/.{1,60}/g) ?? [];
      const left = redact(lines.join(end)).split(end);
      assert.deepEqual(
        [left[0], ...left.slice(1, -1)],
        [`${'x'.repeat(20)} ${before}***`, ...lines.slice(1, -1).map(() => '***')],
      );
      assert.match(left.at(-1) ?? '', /^\*\*\* is it$/);
    }
    const knowing = new Redactor(new KnownSecrets([{ username: '', password: 'Sup3rS3cret' }]));
    assert.equal(knowing.redact('a Sup3r\n  S3cret b'), 'a ***\n  *** b');
  });

  it('shows nothing of a secret whose beginning was cut off', () => {
    const rest = fake('generic').slice(5);
    assert.equal(redactor.redact(`${rest} and more`, { isCut: true }), '*** and more');
    assert.equal(redactor.redact('nothing and more', { isCut: true }), 'nothing and more');
  });

  it('finds a token that is longer than one piece of the search', () => {
    const token = `${fake('jwt').split('.').slice(0, 2).join('.')}.${'aB3_'.repeat(20_000)}`;
    const left = redact(`${'word '.repeat(3_000)}${token} end`);
    assert.ok(left.endsWith('***(JWT) end'), left.slice(-60));
  });

  it('finds a secret anywhere in a long output', () => {
    const random = printedSeed();
    for (let count = 0; count < 40; count++) {
      const value = fakeValues['generic40']!(random);
      const before = 'a line of a log 12 ms\n'.repeat(Math.floor(random() * 4_000));
      const left = redact(`${before}TOKEN=${value}\n${before.slice(0, 5_000)}`);
      assert.equal(left, `${before}TOKEN=***\n${before.slice(0, 5_000)}`);
    }
  });

  it('never lets a known secret through, in any form, place, case or colour', () => {
    const random = printedSeed();
    const pick = <One>(all: readonly One[]): One => all[Math.floor(random() * all.length)]!;
    const signs = Array.from('abcXYZ019 !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~äéß日本');
    for (let count = 0; count < 150; count++) {
      const password = Array.from({ length: 4 + Math.floor(random() * 24) }, () => pick(signs))
        .join('')
        .trim();
      if (password.length < 4) continue;
      const knowing = new Redactor(new KnownSecrets([{ username: 'ada@example.com', password }]));
      for (const form of formsOf('ada@example.com', password)) {
        const [before, behind] = [
          pick(['', 'x', '"', 'pw=', '\u001b[1m', 'a\n']),
          pick(['', 'y', '"', ' ', '\u001b[0m']),
        ];
        const broken = form.replace(/[^]{6}/g, (piece) => piece + pick(['', '', '\u001b[32m', '\r\n']));
        const indented = form.includes(' ') ? form : form.replace(/[^]{5}/g, '$&\n    ');
        for (const text of [form, form.replace(/[a-z]/g, (letter) => letter.toUpperCase()), broken, indented]) {
          // eslint-disable-next-line no-control-regex -- these were put in above
          const left = knowing.redact(before + text + behind).replace(/\u001b\[\d+m|\r?\n */g, '');
          // eslint-disable-next-line no-control-regex -- these were put in above
          const bare = text.replace(/\u001b\[\d+m|\r?\n */g, '');
          assert.ok(!left.includes(bare), `${JSON.stringify(password)} as ${JSON.stringify(text)}: ${left}`);
        }
      }
    }
  });

  it('finds a value in any case, between any letters', () => {
    for (const [password, text] of [
      ['пароль7Щит', 'İ ПАРОЛЬ7щит'],
      ['пароль7Щит', 'ПАРОЛЬ7щит'],
      ['key7ΑΣ', 'x key7ΑΣb'],
      ['key7ΑΣ', 'KEY7ας'],
      ['key7\u{10400}!', 'İ KEY7\u{10428}!'],
    ] as const) {
      const left = new Redactor(new KnownSecrets([{ username: '', password }])).redact(text);
      assert.match(left, /^(?:İ |x )?\*{3}b?$/, text);
    }
  });

  it('finds a value with invisible characters inside', () => {
    const knowing = new Redactor(new KnownSecrets([{ username: '', password: 'Sup3rS3cret' }]));
    for (const unseen of [
      '\u061c',
      '\u2028',
      '\u2029',
      '\ud800',
      '\udc00',
      '\u200b',
      '\u00ad',
      '\ufdd0',
      '\ufe0f',
      '\u3164',
      '\u115f',
      '\uffa0',
      '\u{e0041}',
      '\u2800',
    ])
      assert.equal(knowing.redact(`a Sup3r${unseen}S3cret b`), 'a *** b', JSON.stringify(unseen));
    assert.equal(knowing.redact('a 😀 b'), 'a 😀 b');
    assert.equal(
      new Redactor(new KnownSecrets([{ username: '', password: '😀pass' }])).redact('a 😀pass b'),
      'a *** b',
    );
  });

  it('takes time in proportion to any text', () => {
    const [short, long] = [16_384, 131_072];
    const pieces = [
      'a', '1', '=', ':', ' ', '\n', '"', '\\', '-', '/', '@', '.', 'Ab1/', 'a_', 'https://', 'https://a:', 'x://u:p', '://@',
      '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', '-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAA\n',
      'eyJ', '-eyJ', 'eyJhbGciOiJI.', 'password', 'password=', 'password:', 'password: "', '"token":"', 'token=\\"', 'Bearer ',
      'Basic ', 'Cookie: a=b; ', 'cookie=', 'a=b; ', 'mysql -p', 'curl -u a:', 'echo "', 'echo a | ', ' --token ', 'login a password ',
      '334 \n', 'a:1234:a:', '<a>', '<password>', 'name: a value: ', '\u001b[31m', '\u001b]8;;', '\u001b', 'sk-', 'xoxb-', 'SG.',
      'is ', 'the password is ', 'mot de passe : ', 'Private-Lines: 9\n', '$6$', '["', "'a', 'b', ", '&key=', ';Password=',
    ]; // prettier-ignore
    const spent = (piece: string, length: number): number => {
      const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
      const times = (length === long ? [0] : [0, 1]).map(() => {
        const { user } = process.cpuUsage();
        new Redactor(new KnownSecrets()).redact(text);
        return process.cpuUsage().user - user;
      });
      return Math.min(...times);
    };
    for (const piece of pieces) spent(piece, 4_096);
    for (const piece of pieces) {
      // 8 times the text. Quadratic code would take 64 times as long every time; other load does not occur every time.
      const tries: string[] = [];
      while (tries.length < 4) {
        const [one, more] = [spent(piece, short), spent(piece, long)];
        if (more <= 32 * Math.max(one, 8_000)) break;
        tries.push(`${one} µs, then ${more} µs`);
      }
      assert.ok(tries.length < 4, `${JSON.stringify(piece)}: ${tries.join('; ')}`);
    }
  });

  it('finds the bodies of keys whose beginnings are missing, one after the other', () => {
    const end = '-----END PRIVATE KEY-----';
    const body = `${'QUJD'.repeat(16)}\n${'REVG'.repeat(16)}\n`;
    assert.equal(
      redact(`He\nsaid:\n${body}${end}\n${body}${end}\nend`),
      'He\nsaid:\n***(private key)\n***(private key)\nend',
    );
  });

  it('searches each part of a text once for the ends of keys, for any number of keys', () => {
    const text = '-----END PRIVATE KEY-----'.repeat(40_000);
    const { user } = process.cpuUsage();
    keySecrets(text);
    const once = process.cpuUsage().user - user;
    // Nine seconds if each key searches all of it.
    assert.ok(once < 2_000_000, `${once} µs`);
  });

  it('searches only a bounded part of a text in one step', () => {
    const steps = (length: number): number => {
      let count = 0;
      for (const looking = redactor.steps('a line\n'.repeat(length / 7)); looking.next().done !== true; count++);
      return count;
    };
    assert.ok(steps(700_000) > 7 * steps(70_000), `${steps(70_000)}, ${steps(700_000)}`);
  });
});

/** Made by hand, not by the code that masks. */
function formsOf(username: string, secret: string): readonly string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
    base64(secret),
    Buffer.from(secret).toString('base64url'),
    base64(`\0${username}\0${secret}`),
  ];
}
