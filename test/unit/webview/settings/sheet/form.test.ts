import assert from 'node:assert/strict';
import { type AccountDraft, emptyDraft } from '../../../../../src/model/account/account';
import type { AccountSnapshot } from '../../../../../src/protocol/settingsPage';
import { editField, mendForm, openForm, receiveAccount, sameDraft } from '../../../../../webview/settings/sheet/form';

function snapshot(draft: Partial<AccountDraft> = {}): AccountSnapshot {
  return {
    draft: { ...emptyDraft('account-1'), ...draft },
    passwordSet: false,
    validity: { state: 'ready' },
    saved: true,
  };
}

/** The form after a text was typed into a field, letter by letter. */
function typed(form: ReturnType<typeof openForm>, field: 'email' | 'host' | 'username', text: string): typeof form {
  return Array.from(text).reduce((before, letter) => editField(before, field, before.draft[field] + letter), form);
}

describe('form', () => {
  describe('typing the address', () => {
    it('picks the provider and fills in server, user name and recipient', () => {
      const { draft } = typed(openForm(snapshot()), 'email', 'joe@gmail.com');
      assert.equal(draft.provider, 'gmail');
      assert.equal(draft.host, 'smtp.gmail.com');
      assert.equal(draft.port, '465');
      assert.equal(draft.username, 'joe@gmail.com');
      assert.deepEqual(draft.recipients, ['joe@gmail.com']);
    });

    it('keeps nothing from a provider whose domain was only a stage of the typing', () => {
      const { draft } = typed(openForm(snapshot()), 'email', 'joe@gmail.company.org');
      assert.equal(draft.provider, 'custom');
      assert.equal(draft.host, '');
      assert.equal(draft.username, 'joe@gmail.company.org');
    });

    it('keeps what the user typed before', () => {
      const form = typed(typed(openForm(snapshot()), 'host', 'mail.example.com'), 'username', 'joe');
      const { draft } = typed(form, 'email', 'joe@gmail.com');
      assert.equal(draft.provider, 'gmail');
      assert.equal(draft.host, 'mail.example.com');
      assert.equal(draft.username, 'joe');
    });

    it('refills a field that the user emptied', () => {
      const form = editField(typed(openForm(snapshot()), 'host', 'mail.example.com'), 'host', '');
      assert.equal(typed(form, 'email', 'joe@yahoo.fr').draft.host, 'smtp.mail.yahoo.com');
    });

    it('does not change the provider that the user chose', () => {
      const form = editField(openForm(snapshot()), 'provider', 'gandi');
      const { draft } = typed(form, 'email', 'joe@gmail.com');
      assert.equal(draft.provider, 'gandi');
      assert.equal(draft.host, 'mail.gandi.net');
    });

    it('does not change the provider of a saved account whose address points to none', () => {
      const form = openForm(snapshot({ email: 'joe@own.example', provider: 'gandi', host: 'mail.gandi.net' }));
      assert.equal(editField(form, 'email', 'jim@own.example').draft.provider, 'gandi');
    });

    it('keeps the spaces that are being typed', () => {
      assert.equal(editField(openForm(snapshot()), 'email', ' joe@gmail.com ').draft.email, ' joe@gmail.com ');
    });
  });

  it('undoes the settings of a provider that is no longer picked', () => {
    const service = editField(openForm(snapshot({ email: 'joe@own.example' })), 'provider', 'sendgrid');
    assert.deepEqual([service.draft.username, service.draft.fromAddress], ['apikey', 'joe@own.example']);
    const gmail = editField(service, 'provider', 'gmail');
    assert.deepEqual([gmail.draft.username, gmail.draft.fromAddress], ['joe@own.example', '']);
    const open = typed(openForm(snapshot()), 'email', 'joe@kokuyou.ne.jp');
    assert.deepEqual([open.draft.provider, open.draft.authentication], ['kokuyou.ne.jp', false]);
    assert.equal(typed(open, 'email', '.example').draft.authentication, true);
  });

  it('keeps the From address that the user typed', () => {
    const form = editField(openForm(snapshot({ email: 'joe@own.example' })), 'fromAddress', 'ci@own.example');
    assert.equal(editField(form, 'provider', 'sendgrid').draft.fromAddress, 'ci@own.example');
  });

  describe('choosing a provider', () => {
    it('fills in its server', () => {
      const { draft } = editField(openForm(snapshot()), 'provider', 'outlook');
      assert.deepEqual([draft.host, draft.port, draft.security], ['smtp-mail.outlook.com', '587', 'startTls']);
    });

    it('replaces the server of the previous provider', () => {
      const saved = openForm(snapshot({ email: 'j@gmail.com', provider: 'gmail', host: 'smtp.gmail.com' }));
      const { draft } = editField(saved, 'provider', 'proton-bridge');
      assert.deepEqual([draft.host, draft.port, draft.security], ['127.0.0.1', '1025', 'startTls']);
    });

    it('keeps the server of a saved custom account', () => {
      const saved = openForm(snapshot({ email: 'j@own.example', host: 'mail.own.example', port: '587' }));
      assert.equal(editField(saved, 'provider', 'ovh').draft.host, 'mail.own.example');
    });

    it('removes the sandbox’s address with the sandbox', () => {
      const sandbox = editField(openForm(snapshot()), 'provider', 'sandbox');
      assert.deepEqual(sandbox.draft.recipients, ['me@sandbox.test']);
      const { draft } = editField(sandbox, 'provider', 'gmail');
      assert.deepEqual([draft.email, draft.username, draft.recipients], ['', '', []]);
    });
  });

  it('withdraws the trust in a network as soon as host or security change', () => {
    const trusted = openForm(snapshot({ host: 'a.example', security: 'none', trustedNetwork: true }));
    assert.equal(editField(trusted, 'host', 'b.example').draft.trustedNetwork, false);
    assert.equal(editField(trusted, 'security', 'startTls').draft.trustedNetwork, false);
    assert.equal(editField(trusted, 'port', '26').draft.trustedNetwork, true);
    assert.equal(mendForm(trusted, { label: '', set: { host: 'c.example' } }).draft.trustedNetwork, false);
  });

  describe('a new state of the extension', () => {
    it('refreshes unchanged fields and keeps edited ones', () => {
      const form = editField(openForm(snapshot({ host: 'a.example', senderName: 'A' })), 'senderName', 'Mine');
      const { draft, base } = receiveAccount(form, snapshot({ host: 'b.example', senderName: 'B' }));
      assert.equal(draft.host, 'b.example');
      assert.equal(draft.senderName, 'Mine');
      assert.equal(base.draft.senderName, 'B');
    });

    it('leaves nothing unsaved after a save, even if the extension trimmed a value', () => {
      const form = editField(openForm(snapshot()), 'host', ' a.example ');
      const next = receiveAccount(form, snapshot({ host: 'a.example' }), form.draft);
      assert.equal(next.draft.host, 'a.example');
      assert.ok(sameDraft(next.draft, next.base.draft));
    });

    it('keeps text typed while the save was on its way', () => {
      const sent = editField(openForm(snapshot()), 'host', 'a.example');
      const later = editField(sent, 'senderName', 'Typed meanwhile');
      const next = receiveAccount(later, snapshot({ host: 'a.example' }), sent.draft);
      assert.equal(next.draft.senderName, 'Typed meanwhile');
      assert.ok(!sameDraft(next.draft, next.base.draft));
    });
  });

  it('does not count empty recipients as a change', () => {
    const draft = emptyDraft('account-1');
    assert.ok(sameDraft({ ...draft, recipients: ['a@b.fr', ''] }, { ...draft, recipients: ['a@b.fr'] }));
    assert.ok(!sameDraft({ ...draft, recipients: ['a@b.fr'] }, { ...draft, recipients: ['c@d.fr'] }));
  });
});
