import assert from 'node:assert/strict';
import { explain } from '../../../src/model/explain';
import { retryAfter, type FailureCause } from '../../../src/model/failure';
import { presetIds, presetOf } from '../../../src/model/preset';
import { aFailure, anAccount } from '../../support/builders';

const causes = Object.keys({
  hostNotFound: 0,
  offline: 0,
  connectionRefused: 0,
  connectionTimedOut: 0,
  needsStartTls: 0,
  needsImplicitTls: 0,
  startTlsMissing: 0,
  tlsTooOld: 0,
  certificateUntrusted: 0,
  certificateExpired: 0,
  certificateName: 0,
  passwordMissing: 0,
  passwordRefused: 0,
  appPasswordRequired: 0,
  passwordSignInOff: 0,
  signInNotOffered: 0,
  signInRequired: 0,
  signInThrottled: 0,
  senderRefused: 0,
  recipientRefused: 0,
  quota: 0,
  tooBig: 0,
  contentRefused: 0,
  ehloRefused: 0,
  busy: 0,
  connectionLost: 0,
  inDoubt: 0,
  cancelled: 0,
  sandboxUnavailable: 0,
  unknown: 0,
} satisfies Record<FailureCause, 0>) as FailureCause[];

describe('explain', () => {
  for (const cause of causes) {
    it(`says ${cause} in whole sentences, for every provider, with and without detail`, () => {
      for (const provider of presetIds) {
        for (const detail of ['', 'mail.example.net']) {
          const account = anAccount({ provider, host: presetOf(provider).host || 'smtp.example.com' });
          const words = explain(aFailure({ cause, detail, reply: 'SECRET WORDS OF THE SERVER' }), account);
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
      const { advice } = explain(aFailure({ cause }), anAccount({ provider: 'gmail' }));
      assert.match(advice, /https:\/\/myaccount\.google\.com\/apppasswords/);
    }
  });

  it('does not ask for another password where none will do', () => {
    for (const cause of ['passwordRefused', 'passwordSignInOff'] as const) {
      assert.match(explain(aFailure({ cause }), anAccount({ provider: 'outlook' })).advice, /another provider/);
    }
  });

  it('knows the server of the provider when the name is wrong', () => {
    const account = anAccount({ provider: 'gmail', host: 'smpt.gmail.com' });
    assert.match(explain(aFailure({ cause: 'hostNotFound' }), account).advice, /smtp\.gmail\.com/);
  });

  it('thinks of Proton Mail Bridge and of servers on this computer', () => {
    const bridge = anAccount({ provider: 'proton-bridge', host: '127.0.0.1' });
    assert.match(explain(aFailure({ cause: 'connectionRefused' }), bridge).advice, /Start Proton Mail Bridge/);
    assert.match(explain(aFailure({ cause: 'certificateUntrusted' }), bridge).advice, /Export the certificate/);
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
      causes.filter((cause) => retryAfter(cause) === 'inDoubt'),
      ['inDoubt'],
    );
  });
});
