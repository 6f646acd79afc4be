import assert from 'node:assert/strict';
import { explain } from '../../../../src/model/remedy/explain';
import { notLocal, retryAfter } from '../../../../src/model/failure/failure';
import { presetOf, presets } from '../../../../src/model/provider/presetList';
import { aFailure, anAccount } from '../../../support/builders';
import { everyCause } from '../../../support/causes';

describe('explain', () => {
  for (const cause of everyCause) {
    it(`explains ${cause} in whole sentences, for every provider, with and without detail`, () => {
      for (const preset of presets()) {
        for (const detail of ['', 'mail.example.net']) {
          const [server = { host: 'smtp.example.com' }] = preset.smtp;
          const account = anAccount({ provider: preset.id, host: server.host.replace(/<\w+>/, 'x.example') });
          const words = explain(aFailure({ cause, detail, reply: 'SECRET WORDS OF THE SERVER' }), account, preset);
          for (const text of [words.explanation, words.advice]) {
            assert.match(text, /^\p{Lu}|^[\w.-]+\.[\w.]+ /u, text);
            assert.match(text, /\.$/, text);
            assert.doesNotMatch(text, /undefined|\{\d\}|SECRET|["']|\s{2}/, text);
            assert.ok(text.length < 330, text);
          }
        }
      }
    });
  }

  it('names host, port and user where they matter', () => {
    const account = anAccount({ host: 'smtp.example.net', port: 2525, username: 'ada' });
    assert.match(explain(aFailure({ cause: 'connectionRefused' }), account).explanation, /smtp\.example\.net.*2525/);
    assert.match(explain(aFailure({ cause: 'passwordRefused' }), account).explanation, /smtp\.example\.net.*“ada”/);
    assert.match(explain(aFailure({ cause: 'passwordMissing' }), account).explanation, /ada.*smtp\.example\.net.*2525/);
    const names = aFailure({ cause: 'certificateName', detail: 'a.example, b.example' });
    assert.match(explain(names, account).explanation, /a\.example, b\.example/);
  });

  it('links to the provider’s page for app passwords', () => {
    for (const cause of ['passwordRefused', 'appPasswordRequired'] as const) {
      const { advice } = explain(aFailure({ cause }), anAccount({ provider: 'gmail' }), presetOf('gmail'));
      assert.match(advice, /https:\/\/myaccount\.google\.com\/apppasswords/);
    }
  });

  for (const [what, preset, username, wanted] of [
    [
      'an unknown server',
      undefined,
      'ada',
      /Most servers want the whole email address as user name\. Capitals count\.$/,
    ],
    ['a server of one’s own', presetOf('custom'), 'ada', /Most servers want the whole email address as user name\./],
    [
      'Gmail',
      presetOf('gmail'),
      'ada',
      /Gmail wants the whole email address as user name\. Capitals count\. .*apppasswords/,
    ],
  ] as const) {
    it(`says to whom ${what} refuses to sign in that the user name is the whole address, and that capitals count`, () => {
      const advice = (name: string): string =>
        explain(aFailure({ cause: 'passwordRefused' }), anAccount({ username: name }), preset).advice;
      assert.match(advice(username), wanted);
      assert.doesNotMatch(advice('ada@example.com'), /whole/);
      assert.match(advice('ada@example.com'), /capitals count/i);
    });
  }

  it('says where a certificate counts that was trusted in the local network', () => {
    const failure = aFailure({ cause: 'certificateUntrusted', code: notLocal, detail: '93.184.215.14' });
    const { explanation, advice } = explain(failure, anAccount({ host: 'nas.example' }));
    assert.match(explanation, /nas\.example is not in your local network \(93\.184\.215\.14\)/);
    assert.match(advice, /VPN/);
  });

  it('asks for no address where the provider knows its users by another name', () =>
    assert.doesNotMatch(
      explain(aFailure({ cause: 'passwordRefused' }), anAccount({ username: 'resend' }), presetOf('resend')).advice,
      /whole/,
    ));

  it('does not ask for another password if none will work', () => {
    for (const cause of ['passwordRefused', 'passwordSignInOff'] as const) {
      assert.match(
        explain(aFailure({ cause }), anAccount({ provider: 'outlook' }), presetOf('outlook')).advice,
        /another provider/,
      );
    }
  });

  it('names the provider’s server if the name is wrong', () => {
    const account = anAccount({ provider: 'gmail', host: 'smpt.gmail.com' });
    assert.match(explain(aFailure({ cause: 'hostNotFound' }), account, presetOf('gmail')).advice, /smtp\.gmail\.com/);
  });

  it('speaks of no firewall once the server has accepted the connection', () => {
    const { explanation, advice } = explain(aFailure({ cause: 'greetingTimedOut' }), anAccount());
    assert.doesNotMatch(`${explanation} ${advice}`, /firewall|VPN/i);
    assert.match(explain(aFailure({ cause: 'connectionTimedOut' }), anAccount()).advice, /firewall/);
  });

  it('covers Proton Mail Bridge and servers on this computer', () => {
    const bridge = anAccount({ provider: 'proton-bridge', host: '127.0.0.1' });
    assert.match(explain(aFailure({ cause: 'connectionRefused' }), bridge).advice, /Start Proton Mail Bridge/);
    assert.match(explain(aFailure({ cause: 'certificateUntrusted' }), bridge).advice, /Compare the fingerprint/);
    assert.match(
      explain(aFailure({ cause: 'connectionRefused' }), anAccount({ host: 'localhost' })).advice,
      /on this computer/,
    );
  });
});

describe('retryAfter', () => {
  it('retries nothing that may lock an account, and treats only inDoubt as in doubt', () => {
    for (const cause of ['passwordRefused', 'appPasswordRequired', 'passwordSignInOff', 'passwordMissing'] as const) {
      assert.equal(retryAfter(cause), 'whenFixed');
    }
    assert.deepEqual(
      everyCause.filter((cause) => retryAfter(cause) === 'inDoubt'),
      ['inDoubt'],
    );
  });
});
