import assert from 'node:assert/strict';
import { emptyDraft, type AccountDraft } from '../../../src/model/account';
import {
  Client,
  Server,
  type Handlers,
  type SettingsEvents,
  type SettingsRequests,
  type SettingsState,
} from '../../../src/protocol';
import type { View } from '../../../webview/settings/part';
import { Session } from '../../../webview/settings/session';

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
  };
}

/** A session with an extension that does what `handlers` say, and everything that came out of it. */
function open(state: SettingsState, handlers: Partial<Handlers<SettingsRequests>> = {}, kept?: unknown) {
  const said: string[] = [];
  const gone: string[] = [];
  const views: View[] = [];
  const editor = { kept };
  const client = new Client<SettingsRequests, SettingsEvents>((message) => void server.receive(message));
  const server = new Server<SettingsRequests, SettingsEvents>(
    (message) => client.receive(structuredClone(message)),
    handlers as Handlers<SettingsRequests>,
  );
  const session = new Session(
    client,
    { postMessage: () => undefined, getState: () => editor.kept, setState: (next) => (editor.kept = next) },
    {
      open: () => undefined,
      goToList: () => undefined,
      show: (view) => views.push(view),
      goTo: (field) => gone.push(field),
      say: (sentence) => sentence !== '' && said.push(sentence),
      refuse: (place, sentence) => sentence !== undefined && said.push(`${place}: ${sentence}`),
    },
    state,
  );
  session.refresh();
  return { session, server, said, gone, editor, view: () => views.at(-1)! };
}

describe('session', () => {
  it('is verified until something is changed, then no more than ready', () => {
    const { session, view } = open(stateWith(complete, true, true));
    assert.equal(view().standing.validity.state, 'verified');
    session.edit('senderName', 'Other');
    assert.equal(view().standing.validity.state, 'ready');
    assert.ok(view().standing.dirty);
    session.discard();
    assert.equal(view().standing.validity.state, 'verified');
  });

  it('wants the password again as soon as the server is another one', () => {
    const { session, view } = open(stateWith(complete, true, true));
    session.edit('host', 'smtp.other.example');
    assert.equal(view().standing.password, 'otherServer');
    assert.deepEqual(
      view().standing.problems.map(({ field }) => field),
      ['password'],
    );
    session.edit('host', 'SMTP.example.com ');
    assert.equal(view().standing.password, 'set');
  });

  it('complains of an empty form only after somebody came to the field or tried to save', async () => {
    const state = stateWith({});
    const { session, view, gone } = open(state, { save: () => state });
    assert.equal(view().shown.size, 0);
    session.visit('host');
    assert.deepEqual([...view().shown.keys()], ['host']);
    await session.save();
    assert.ok(view().shown.has('recipients'));
    assert.deepEqual(gone, ['host']);
  });

  it('shows a contradiction of port and security at once', () => {
    const { session, view } = open(stateWith({}));
    session.edit('host', 'smtp.example.com');
    session.edit('port', '587');
    const problem = view().shown.get('port');
    assert.ok(problem?.mend);
    session.mend(problem.mend);
    assert.equal(view().draft.security, 'startTls');
    assert.equal(view().shown.get('port'), undefined);
  });

  it('hands the password over once, forgets it and never keeps it with the editor', async () => {
    const sent: unknown[] = [];
    const { session, editor, view } = open(stateWith(complete), {
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
    assert.equal(view().passwordTyped, false);
    assert.equal(view().standing.password, 'set');
    session.edit('senderName', 'Jim');
    await session.save();
    assert.deepEqual(sent, ['correct horse', undefined]);
  });

  it('does not hand over a password that stands in a field that is not shown', async () => {
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

  it('brings back after hiding what was typed, and says that the password is lost', () => {
    const first = open(stateWith(complete, false, true));
    first.session.edit('senderName', 'Joe');
    first.session.typePassword('correct horse');
    first.session.typeSendTo('me@example.com');
    const second = open(stateWith({ ...complete, host: 'smtp.changed.example' }, false, true), {}, first.editor.kept);
    assert.equal(second.view().draft.senderName, 'Joe');
    assert.equal(second.view().draft.host, 'smtp.changed.example');
    assert.equal(second.session.sendTo, 'me@example.com');
    assert.ok(second.view().passwordLost);
    second.session.typePassword('correct');
    assert.ok(!second.view().passwordLost);
  });

  it('keeps nothing with the editor while there is nothing unsaved', () => {
    const { session, editor } = open(stateWith(complete, true, true));
    session.edit('senderName', 'Joe');
    assert.notEqual(editor.kept, undefined);
    session.edit('senderName', '');
    assert.equal(editor.kept, undefined);
  });

  it('says what the extension says when it refuses, and keeps what was typed', async () => {
    const { session, said, view } = open(stateWith(complete, true, true), {
      save: () => {
        throw new Error('The settings file is read-only.');
      },
    });
    session.edit('senderName', 'Joe');
    await session.save();
    assert.deepEqual(said, ['form: The settings file is read-only.']);
    assert.equal(view().draft.senderName, 'Joe');
    assert.equal(view().busy, undefined);
  });

  it('does not test what is incomplete', () => {
    const { session, gone, said } = open(stateWith({}));
    session.test('');
    assert.deepEqual(gone, ['host']);
    assert.equal(said.length, 1);
  });

  it('lets a new state of the extension through to what was not changed', () => {
    const { session, server, view } = open(stateWith(complete, true, true));
    session.edit('senderName', 'Joe');
    server.emit('state', stateWith({ ...complete, host: 'smtp.new.example', senderName: 'X' }, true, true));
    assert.equal(view().draft.host, 'smtp.new.example');
    assert.equal(view().draft.senderName, 'Joe');
  });
});
