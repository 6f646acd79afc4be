import assert from 'node:assert/strict';
import { explain } from '../../../src/model/explain';
import { retryAfter } from '../../../src/model/failure';
import { presetOf, presets } from '../../../src/model/presetList';
import { aFailure, anAccount } from '../../support/builders';
import { everyCause } from '../../support/causes';

describe('explain', () => {
  for (const cause of everyCause) {
    it(`says ${cause} in whole sentences, for every provider, with and without detail`, () => {
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

  it('sends to the page where the provider gives app passwords', () => {
    for (const cause of ['passwordRefused', 'appPasswordRequired'] as const) {
      const { advice } = explain(aFailure({ cause }), anAccount({ provider: 'gmail' }), presetOf('gmail'));
      assert.match(advice, /https:\/\/myaccount\.google\.com\/apppasswords/);
    }
  });

  it('does not ask for another password where none will do', () => {
    for (const cause of ['passwordRefused', 'passwordSignInOff'] as const) {
      assert.match(
        explain(aFailure({ cause }), anAccount({ provider: 'outlook' }), presetOf('outlook')).advice,
        /another provider/,
      );
    }
  });

  it('knows the server of the provider when the name is wrong', () => {
    const account = anAccount({ provider: 'gmail', host: 'smpt.gmail.com' });
    assert.match(explain(aFailure({ cause: 'hostNotFound' }), account, presetOf('gmail')).advice, /smtp\.gmail\.com/);
  });

  it('thinks of Proton Mail Bridge and of servers on this computer', () => {
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
  it('tries nothing again that may lock an account, and doubts only what is in doubt', () => {
    for (const cause of ['passwordRefused', 'appPasswordRequired', 'passwordSignInOff', 'passwordMissing'] as const) {
      assert.equal(retryAfter(cause), 'whenFixed');
    }
    assert.deepEqual(
      everyCause.filter((cause) => retryAfter(cause) === 'inDoubt'),
      ['inDoubt'],
    );
  });
});
