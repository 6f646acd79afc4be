import assert from 'node:assert/strict';
import { emptyDraft } from '../../../../src/model/account/account';
import { applyPreset, usernameFor } from '../../../../src/model/provider/applyPreset';
import { endpointIn, fits, hostFor } from '../../../../src/model/provider/preset';
import { parseAccount } from '../../../../src/model/account/parseAccount';
import { presetForAddress, presetOf, presets } from '../../../../src/model/provider/presetList';

const untouched = new Set<never>();

describe('a preset', () => {
  it('keeps the id that stored accounts have', () => {
    for (const id of ['custom', 'sandbox', 'gmail', 'outlook', 'yahoo', 'ovh', 'gandi', 'zoho-eu', 'zoho-com']) {
      assert.equal(presetOf(id).id, id);
    }
    assert.equal(presetOf('infomaniak').label, 'Infomaniak');
    assert.equal(presetOf('proton-bridge').smtp[0]?.host, '127.0.0.1');
  });

  it('is the custom one if it is unknown', () => {
    for (const id of ['aol-of-tomorrow', '', '__proto__', 'constructor']) assert.equal(presetOf(id).id, 'custom');
  });

  for (const preset of presets().filter(({ id }) => id !== 'custom')) {
    it(`like ${preset.id} makes a complete account of an address, a password and what only the user knows`, () => {
      const address = `ada.b@${preset.domains[0] ?? 'own.example'}`;
      if (preset.domains.length > 0) assert.equal(presetForAddress(address)?.id, preset.id);
      const filled = applyPreset({ ...emptyDraft('a'), email: address }, preset, untouched);
      const { host, username } = filled;
      const draft = {
        ...filled,
        host: host.replace('<region>', 'eu-west-1').replace('<number>', '1'),
        username: username || 'me',
      };
      const { account, problems } = parseAccount(draft, true);
      assert.deepEqual(problems, []);
      assert.ok(account !== undefined);
      if (preset.id === 'sandbox') return;
      assert.ok(endpointIn(preset, draft), 'it uses a server of the provider');
      assert.equal(account.security, preset.smtp[0]?.security);
      assert.equal(account.fromAddress, address);
      assert.deepEqual(account.recipients, [address]);
    });
  }

  it('does not change what the user typed', () => {
    const draft = { ...emptyDraft('a'), email: 'joe@gmail.com', port: '587', username: 'me', recipients: ['x@y.fr'] };
    const touched = new Set(['port', 'username', 'recipients'] as const);
    const filled = applyPreset(draft, presetOf('gmail'), touched);
    assert.deepEqual([filled.host, filled.port, filled.username], ['smtp.gmail.com', '587', 'me']);
    assert.deepEqual(filled.recipients, ['x@y.fr']);
  });

  it('gives the sandbox an address that cannot exist', () => {
    const filled = applyPreset(emptyDraft('a'), presetOf('sandbox'), untouched);
    assert.equal(filled.email, 'me@sandbox.test');
    assert.deepEqual(parseAccount(filled, false).problems, []);
  });

  it('is found by an address in any case, and not by other domains', () => {
    for (const [address, id] of [
      ['Joe@GMAIL.com', 'gmail'],
      [' joe@hotmail.co.uk ', 'outlook'],
      ['joe@free.fr', 'free'],
      ['joe@wanadoo.fr', 'orange'],
      ['joe@pm.me', 'proton-bridge'],
      ['joe@gmx.at', 'gmx-de'],
      ['joe@seznam.cz', 'seznam.cz'],
    ] as const) {
      assert.equal(presetForAddress(address)?.id, id, address);
    }
    for (const address of ['ada@example.com', 'ada@mail.gmail.com', 'gmail.com@', 'ada@', '']) {
      assert.equal(presetForAddress(address), undefined, address);
    }
  });

  it('signs in as its provider wants', () => {
    assert.equal(usernameFor('email', 'joe.b@free.fr'), 'joe.b@free.fr');
    assert.equal(usernameFor('local', 'joe.b@free.fr'), 'joe.b');
    assert.equal(usernameFor('localAndDomain', 'joe@ff.iij4u.or.jp'), 'joe.ff.iij4u.or.jp');
    const sendgrid = applyPreset({ ...emptyDraft('a'), email: 'joe@own.example' }, presetOf('sendgrid'), untouched);
    assert.deepEqual([sendgrid.username, sendgrid.fromAddress], ['apikey', 'joe@own.example']);
    const gmail = applyPreset({ ...sendgrid, email: 'joe@gmail.com' }, presetOf('gmail'), untouched);
    assert.deepEqual([gmail.username, gmail.fromAddress], ['joe@gmail.com', '']);
    assert.equal(applyPreset({ ...sendgrid, email: '' }, presetOf('gmail'), untouched).username, '');
    const mailpit = applyPreset({ ...emptyDraft('a'), email: 'joe@own.example' }, presetOf('mailpit'), untouched);
    assert.deepEqual([mailpit.authentication, mailpit.security, mailpit.host], [false, 'none', '127.0.0.1']);
  });

  it('fills in the host as far as the address gives it, and leaves the rest to the user', () => {
    assert.equal(hostFor('mail.<domain>', 'joe@inbox.lv'), 'mail.inbox.lv');
    assert.equal(hostFor('mail.<domain>', 'joe'), 'mail.<domain>');
    const ses = applyPreset({ ...emptyDraft('a'), email: 'joe@own.example' }, presetOf('ses'), untouched);
    const problem = parseAccount(ses, true).problems.find(({ field }) => field === 'host');
    assert.match(problem?.message ?? '', /<region>.*eu-west-1/);
  });

  it('recognizes its servers, filled in and on their other ports', () => {
    assert.ok(fits('email-smtp.<region>.amazonaws.com', 'email-smtp.eu-west-1.amazonaws.com'));
    assert.ok(!fits('email-smtp.<region>.amazonaws.com', 'email-smtp.amazonaws.com'));
    assert.ok(!fits('smtp.gmail.com', 'smtpxgmail.com'));
    const at = (host: string, port: string, security: 'implicitTls' | 'startTls'): boolean =>
      endpointIn(presetOf('zoho-eu'), { host, port, security }) !== undefined;
    assert.ok(at('SMTP.zoho.eu', '465', 'implicitTls'));
    assert.ok(at('smtp.zoho.eu', '587', 'startTls'));
    assert.ok(at('smtppro.zoho.eu', '465', 'implicitTls'));
    assert.ok(!at('smtp.zoho.eu', '587', 'implicitTls'));
    assert.ok(!at('smtp.zoho.com', '465', 'implicitTls'));
  });

  it('is found, and filled in, for an address that was copied with what cannot be seen', () => {
    for (const around of [' ', '\u200b', '\u2060', '\ufeff', '\ufe0f', '\u3164', '\u2800'])
      for (const email of [`ada@gmail.com${around}`, `${around}ada@gmail.com`, `${around}ada@gmail.com${around}`]) {
        const preset = presetForAddress(email);
        assert.equal(preset?.id, 'gmail', JSON.stringify(email));
        const draft = applyPreset({ ...emptyDraft('id'), email }, preset, untouched);
        assert.deepEqual(
          [draft.email, draft.username, draft.recipients],
          ['ada@gmail.com', 'ada@gmail.com', ['ada@gmail.com']],
        );
        const endpoint = { host: `${around}smtp.gmail.com`, port: `465${around}`, security: 'implicitTls' } as const;
        assert.notEqual(endpointIn(preset, endpoint), undefined);
        assert.equal(hostFor('mail.<domain>', email), 'mail.gmail.com');
      }
  });
});
