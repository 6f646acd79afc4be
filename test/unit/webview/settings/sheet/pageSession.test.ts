import assert from 'node:assert/strict';
import { type AccountDraft, emptyDraft, type Mend } from '../../../../../src/model/account/account';
import { parseAccount } from '../../../../../src/model/account/parseAccount';
import { settingsOf } from '../../../../../src/model/lookup/foundSettings';
import { isMend, remediesOf } from '../../../../../src/model/remedy/remedy';
import { Client, type Handlers, Server } from '../../../../../src/protocol/channel';
import type { SettingsEvents, SettingsRequests, SettingsState } from '../../../../../src/protocol/settingsPage';
import type { PageState } from '../../../../../webview/settings/sheet/component';
import { PageSession } from '../../../../../webview/settings/sheet/pageSession';
import { aFailure } from '../../../../support/builders';

const complete: Partial<AccountDraft> = {
  email: 'joe@example.com',
  host: 'smtp.example.com',
  username: 'joe@example.com',
  recipients: ['joe@example.com'],
};

function stateWith(draft: Partial<AccountDraft>, passwordSet = false, saved = false): SettingsState {
  const snapshot = { draft: { ...emptyDraft('account-1'), ...draft }, passwordSet, saved };
  return {
    accounts: [{ ...snapshot, validity: { state: 'verified', at: 0 } }],
    defaultId: saved ? 'account-1' : '',
    enabled: true,
    rules: [],
    rulesAreUsual: false,
    templates: [],
    oneConversation: false,
    lastRuns: 0,
    tests: {},
    proxy: { state: 'none', name: '', exceptions: [] },
    secretKeeping: 'usual',
  };
}

/** A session with an extension that does what `handlers` say, and all its output. */
function open(state: SettingsState, handlers: Partial<Handlers<SettingsRequests>> = {}, kept?: unknown) {
  const said: string[] = [];
  const gone: string[] = [];
  const pages: PageState[] = [];
  const editor = { kept };
  const client = new Client<SettingsRequests, SettingsEvents>((message) => void server.receive(message));
  const server = new Server<SettingsRequests, SettingsEvents>(
    (message) => client.receive(structuredClone(message)),
    handlers as Handlers<SettingsRequests>,
  );
  const session = new PageSession(
    client,
    { postMessage: () => undefined, getState: () => editor.kept, setState: (next) => (editor.kept = next) },
    {
      open: () => undefined,
      goToList: () => undefined,
      show: (page) => pages.push(page),
      goTo: (field) => gone.push(field),
      announce: (sentence) => sentence !== '' && said.push(sentence),
      showError: (place, sentence) => sentence !== undefined && said.push(`${place}: ${sentence}`),
    },
    state,
  );
  session.refresh();
  return { session, server, said, gone, editor, page: () => pages.at(-1)! };
}

describe('the session of a page', () => {
  it('is verified until something changes, then only ready', () => {
    const { session, page } = open(stateWith(complete, true, true));
    assert.equal(page().status.validity.state, 'verified');
    session.edit('senderName', 'Other');
    assert.equal(page().status.validity.state, 'ready');
    assert.ok(page().status.dirty);
    session.discard();
    assert.equal(page().status.validity.state, 'verified');
  });

  it('asks for the password again as soon as the server changes', () => {
    const { session, page } = open(stateWith(complete, true, true));
    session.edit('host', 'smtp.other.example');
    assert.equal(page().status.password, 'otherServer');
    assert.deepEqual(
      page().status.problems.map(({ field }) => field),
      ['password'],
    );
    session.edit('host', 'SMTP.example.com ');
    assert.equal(page().status.password, 'set');
  });

  it('reports problems of an empty form only after the user visited the field or tried to save', async () => {
    const state = stateWith({});
    const { session, page, gone } = open(state, { save: () => state });
    assert.equal(page().shown.size, 0);
    session.visit('host');
    assert.deepEqual([...page().shown.keys()], ['host']);
    await session.save();
    assert.ok(page().shown.has('recipients'));
    assert.deepEqual(gone, ['host']);
  });

  it('shows a contradiction of port and security at once', () => {
    const { session, page } = open(stateWith({}));
    session.edit('host', 'smtp.example.com');
    session.edit('port', '587');
    const mend = page()
      .shown.get('port')
      ?.mends?.find(({ set }) => set.security === 'startTls');
    assert.ok(mend);
    session.mend(mend);
    assert.equal(page().draft.security, 'startTls');
    assert.equal(page().shown.get('port'), undefined);
  });

  it('sends the password once, forgets it and never stores it in the editor', async () => {
    const sent: unknown[] = [];
    const { session, editor, page } = open(stateWith(complete), {
      save: (form) => {
        sent.push(form.password);
        return stateWith(complete, true, true);
      },
    });
    session.typePassword('correct horse');
    session.edit('senderName', 'Joe');
    assert.ok(!JSON.stringify(editor.kept).includes('horse'));
    await session.save();
    assert.deepEqual(sent, ['correct horse']);
    assert.equal(page().passwordTyped, false);
    assert.equal(page().status.password, 'set');
    session.edit('senderName', 'Jim');
    await session.save();
    assert.deepEqual(sent, ['correct horse', undefined]);
  });

  it('does not send a password from a hidden field', async () => {
    const sent: unknown[] = [];
    const { session } = open(stateWith(complete), {
      save: (form) => {
        sent.push(form.password);
        return stateWith(form.draft, false, true);
      },
    });
    session.typePassword('correct horse');
    session.edit('authentication', false);
    await session.save();
    assert.deepEqual(sent, [undefined]);
  });

  it('restores typed text after the page was hidden, and says that the password is lost', () => {
    const first = open(stateWith(complete, false, true));
    first.session.edit('senderName', 'Joe');
    first.session.typePassword('correct horse');
    first.session.typeSendTo('me@example.com');
    const second = open(stateWith({ ...complete, host: 'smtp.changed.example' }, false, true), {}, first.editor.kept);
    assert.equal(second.page().draft.senderName, 'Joe');
    assert.equal(second.page().draft.host, 'smtp.changed.example');
    assert.equal(second.session.sendTo, 'me@example.com');
    assert.equal(second.page().passwordLost, 'hidden');
    second.session.typePassword('correct');
    assert.equal(second.page().passwordLost, undefined);
  });

  const found = (host: string, outside: boolean): Mend => ({
    label: '',
    set: settingsOf({
      host,
      port: 465,
      security: 'implicitTls',
      username: 'joe@example.com',
      source: 'srv',
      preset: '',
      label: '',
      outside,
      oauthOnly: false,
      check: { state: 'good', detail: '' },
    }),
    outside,
  });
  const named = (name: string, host: string): Mend => {
    const account = parseAccount({ ...emptyDraft('a'), ...complete, host, port: '465' }, true, 'required').account;
    assert.ok(account);
    const [remedy] = remediesOf(aFailure({ cause: 'certificateName', detail: name }), account);
    assert.ok(remedy !== undefined && isMend(remedy));
    return remedy;
  };
  for (const [what, host, mend] of [
    ['a found server of another domain', 'smtp.example.com', found('mail.evil.example', true)],
    ['one while no server was typed yet', '', found('mail.evil.example', true)],
    ['one in another script', 'smtp.example.com', found('xn--mil-ula.example', true)],
    ['the name in a wrong certificate', 'smtp.example.com', named('mail.evil.example', 'smtp.example.com')],
  ] as const) {
    it(`takes the typed password out of the form with ${what}, and says so`, async () => {
      const sent: unknown[] = [];
      const { session, page } = open(stateWith({ ...complete, host }), {
        save: ({ draft, password }) => {
          sent.push(password);
          return stateWith(draft, false, true);
        },
      });
      session.typePassword('correct horse');
      session.mend(mend);
      assert.equal(page().draft.host, mend.set.host);
      assert.deepEqual([page().passwordTyped, page().passwordLost], [false, 'outside']);
      await session.save();
      session.typePassword('battery staple');
      assert.deepEqual([page().passwordTyped, page().passwordLost], [true, undefined]);
      await session.save();
      assert.deepEqual(sent, [undefined, 'battery staple']);
    });
  }

  for (const [what, host, mend] of [
    ['a server of the own domain is taken over', '', found('mail.example.com', false)],
    ['the server is the one in the form', 'Mail.Hoster.example', found('mail.hoster.example', true)],
    ['only the port changes', 'smtp.example.com', { label: '', set: { port: '587', security: 'startTls' } }],
    ['this computer is called by another name', '127.0.0.1', named('localhost', '127.0.0.1')],
  ] as const) {
    it(`keeps the typed password where ${what}`, () => {
      const { session, page } = open(stateWith({ ...complete, host }));
      session.typePassword('correct horse');
      session.mend(mend);
      assert.deepEqual([page().passwordTyped, page().passwordLost], [true, undefined]);
    });
  }

  it('stores nothing in the editor while everything is saved', () => {
    const { session, editor } = open(stateWith(complete, true, true));
    session.edit('senderName', 'Joe');
    assert.notEqual(editor.kept, undefined);
    session.edit('senderName', '');
    assert.equal(editor.kept, undefined);
  });

  it('shows why the extension refuses to save, and keeps the typed text', async () => {
    const { session, said, page } = open(stateWith(complete, true, true), {
      save: () => {
        throw new Error('The settings file is read-only.');
      },
    });
    session.edit('senderName', 'Joe');
    await session.save();
    assert.deepEqual(said, ['form: The settings file is read-only.']);
    assert.equal(page().draft.senderName, 'Joe');
    assert.equal(page().busy, undefined);
  });

  it('does not test an incomplete account', () => {
    const { session, gone, said } = open(stateWith({}));
    session.test('');
    assert.deepEqual(gone, ['host']);
    assert.equal(said.length, 1);
  });

  it('applies a new state from the extension to unchanged fields', () => {
    const { session, server, page } = open(stateWith(complete, true, true));
    session.edit('senderName', 'Joe');
    server.emit('state', stateWith({ ...complete, host: 'smtp.new.example', senderName: 'X' }, true, true));
    assert.equal(page().draft.host, 'smtp.new.example');
    assert.equal(page().draft.senderName, 'Joe');
  });
});
