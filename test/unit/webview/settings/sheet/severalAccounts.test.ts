import assert from 'node:assert/strict';
import { emptyDraft } from '../../../src/model/account';
import {
  Client,
  Server,
  type AccountSnapshot,
  type Handlers,
  type SettingsEvents,
  type SettingsRequests,
  type SettingsState,
} from '../../../src/protocol';
import type { View } from '../../../webview/settings/part';
import { Session } from '../../../webview/settings/session';

function snapshot(id: string, name = id): AccountSnapshot {
  const email = `${id}@example.com`;
  const draft = { ...emptyDraft(id), name, email, host: 'smtp.example.com', username: email, recipients: [email] };
  return { draft, passwordSet: true, validity: { state: 'ready' }, saved: true };
}

function stateOf(accounts: readonly AccountSnapshot[], defaultId = accounts[0]?.draft.id ?? ''): SettingsState {
  const proxy = { state: 'none', name: '', exceptions: [] } as const;
  const rules = { rules: [], rulesAreUsual: false, lastRuns: 0, templates: [], oneConversation: false };
  return { accounts, defaultId, enabled: true, ...rules, tests: {}, proxy };
}

/** A page on these accounts, and everything that came out of it. */
function open(state: SettingsState, handlers: Partial<Handlers<SettingsRequests>> = {}, kept?: unknown) {
  const said: string[] = [];
  const views: View[] = [];
  const opened: string[] = [];
  const editor = { kept };
  const client = new Client<SettingsRequests, SettingsEvents>((message) => void server.receive(message));
  const server = new Server<SettingsRequests, SettingsEvents>(
    (message) => client.receive(structuredClone(message)),
    handlers as Handlers<SettingsRequests>,
  );
  const session: Session = new Session(
    client,
    { postMessage: () => undefined, getState: () => editor.kept, setState: (next) => (editor.kept = next) },
    {
      open: () => opened.push(session.password),
      goToList: () => undefined,
      show: (view) => views.push(view),
      goTo: () => undefined,
      say: (sentence) => sentence !== '' && said.push(sentence),
      refuse: (place, sentence) => sentence !== undefined && said.push(`${place}: ${sentence}`),
    },
    state,
  );
  session.refresh();
  const rows = (): string[] =>
    views
      .at(-1)!
      .rows.map(({ name, isDefault, isSelected, isEdited, isSaved }) =>
        [name, isDefault && 'default', isSelected && 'selected', isEdited && 'edited', !isSaved && 'new']
          .filter(Boolean)
          .join(' '),
      );
  return { session, server, said, opened, editor, rows, view: () => views.at(-1)! };
}

/** Lets what was asked of the extension be answered. */
const answered = (): Promise<void> => new Promise(setImmediate);

describe('several accounts on the page', () => {
  const both = stateOf([snapshot('a'), snapshot('b')], 'b');

  it('begins with the default account', () => {
    assert.deepEqual(open(both).rows(), ['a', 'b default selected']);
  });

  it('keeps what is typed into one account while another is shown, the password too', () => {
    const { session, view, rows, opened } = open(both);
    session.edit('senderName', 'Joe');
    session.typePassword('correct horse');
    session.select('a');
    assert.equal(view().draft.senderName, '');
    assert.equal(view().passwordTyped, false);
    assert.deepEqual(rows(), ['a selected', 'b default edited']);
    session.select('b');
    assert.equal(view().draft.senderName, 'Joe');
    assert.ok(view().passwordTyped);
    // The fields are built anew each time: what stands in the one of the password is of this account.
    assert.deepEqual(opened, ['', 'correct horse']);
  });

  it('keeps all of it with the editor, but no password', () => {
    const first = open(both);
    first.session.edit('senderName', 'Joe');
    first.session.typePassword('correct horse');
    first.session.select('a');
    first.session.edit('senderName', 'Ada');
    assert.ok(!JSON.stringify(first.editor.kept).includes('horse'));
    const second = open(both, {}, first.editor.kept);
    assert.deepEqual(second.rows(), ['a selected edited', 'b default edited']);
    assert.equal(second.view().draft.senderName, 'Ada');
    assert.equal(second.view().passwordLost, false);
    second.session.select('b');
    assert.equal(second.view().draft.senderName, 'Joe');
    assert.ok(second.view().passwordLost);
  });

  it('forgets with the editor what was typed for an account that is gone', () => {
    const first = open(both);
    first.session.edit('senderName', 'Joe');
    const second = open(stateOf([snapshot('a')]), {}, first.editor.kept);
    assert.deepEqual(second.rows(), ['a default selected']);
    assert.equal(second.view().draft.senderName, '');
  });

  it('saves the account that was shown as the button was pressed', async () => {
    const sent: unknown[] = [];
    const { session, said, view } = open(both, {
      save: ({ draft, password }) => {
        sent.push([draft.id, draft.senderName, password]);
        return both;
      },
    });
    session.edit('senderName', 'Joe');
    session.typePassword('correct horse');
    const saving = session.save();
    session.select('a');
    session.typePassword('other');
    await saving;
    assert.deepEqual(sent, [['b', 'Joe', 'correct horse']]);
    assert.deepEqual(said, []);
    assert.ok(view().passwordTyped);
  });

  it('tests each account by itself, and shows the test of the one that is shown', async () => {
    let end: (() => void) | undefined;
    const running = { progress: {} as never, transcript: [], recipients: [], outcome: { state: 'running' } } as const;
    const { session, server, view } = open(both, {
      test: () =>
        new Promise(
          (resolve) =>
            (end = () => resolve({ ...running, outcome: { state: 'accepted', reply: 'ok', at: 0, refused: [] } })),
        ),
    });
    session.test('');
    server.emit('test', { id: 'b', report: running });
    assert.equal(view().busy, 'test');
    session.select('a');
    assert.equal(view().busy, undefined);
    assert.equal(view().test, undefined);
    end?.();
    await answered();
    assert.equal(view().test, undefined);
    session.select('b');
    assert.equal(view().test?.outcome.state, 'accepted');
    assert.equal(view().busy, undefined);
  });

  it('says what went wrong with an account when it is shown again', async () => {
    const { session, said } = open(both, {
      save: () => {
        throw new Error('The settings file is read-only.');
      },
    });
    session.edit('senderName', 'Joe');
    const saving = session.save();
    session.select('a');
    await saving;
    assert.deepEqual(said, []);
    session.select('b');
    assert.deepEqual(said, ['form: The settings file is read-only.']);
  });

  it('adds an account, which is there until it is saved or discarded', async () => {
    let agrees = false;
    const first = open(both, { addAccount: () => 'c', deleteAccount: () => agrees });
    first.session.addAccount();
    await answered();
    assert.deepEqual(first.rows(), ['a', 'b default', 'Unnamed account selected new']);
    first.session.edit('name', 'Third');
    assert.deepEqual(first.rows(), ['a', 'b default', 'Third selected edited new']);
    assert.deepEqual(open(both, {}, first.editor.kept).rows(), ['a', 'b default', 'Third selected edited new']);
    first.session.deleteAccount('c');
    await answered();
    assert.equal(first.rows().length, 3);
    agrees = true;
    first.session.deleteAccount('c');
    await answered();
    assert.deepEqual(first.rows(), ['a', 'b default selected']);
    assert.equal(first.editor.kept, undefined);
  });

  it('lets go of an account that was deleted elsewhere when what is typed is discarded', () => {
    const { session, server, rows } = open(both);
    session.select('a');
    session.edit('name', 'Edited');
    server.emit('state', stateOf([snapshot('b')]));
    assert.deepEqual(rows(), ['b default', 'Edited selected edited new']);
    session.discard();
    assert.deepEqual(rows(), ['b default selected']);
  });

  it('becomes an ordinary account as it is saved', async () => {
    const { session, rows, view } = open(both, {
      addAccount: () => 'c',
      save: ({ draft }) => stateOf([snapshot('a'), snapshot('b'), { ...snapshot('c'), draft }], 'b'),
    });
    session.addAccount();
    await answered();
    session.edit('name', 'Third');
    await session.save();
    assert.deepEqual(rows(), ['a', 'b default', 'Third selected']);
    assert.equal(view().standing.dirty, false);
  });

  it('fills in the form that is there as long as nothing is saved', async () => {
    const blank: AccountSnapshot = { ...snapshot('account-1'), draft: emptyDraft('account-1'), saved: false };
    const { session, rows } = open(stateOf([blank], ''), { addAccount: () => 'c' });
    session.addAccount();
    await answered();
    assert.deepEqual(rows(), ['Unnamed account selected new']);
  });

  it('shows an account that was brought in', async () => {
    const { session, server, rows } = open(both, {
      addAccount: () => {
        server.emit('state', stateOf([...both.accounts, snapshot('c')], 'b'));
        return 'c';
      },
    });
    session.addAccount();
    await answered();
    assert.deepEqual(rows(), ['a', 'b default', 'c selected']);
  });

  it('goes to the default account when the one that is shown is deleted, here or elsewhere', async () => {
    const { session, server, rows, said } = open(both, {
      deleteAccount: () => {
        server.emit('state', stateOf([snapshot('b')]));
        return true;
      },
    });
    session.deleteAccount('a');
    await answered();
    assert.deepEqual(rows(), ['b default selected']);
    assert.deepEqual(said, ['SMTP settings deleted']);
    server.emit('state', stateOf([snapshot('c'), snapshot('d')]));
    assert.deepEqual(rows(), ['c default selected', 'd']);
  });

  it('keeps what is typed for an account that is deleted elsewhere, as a new one', () => {
    const { session, server, rows, view } = open(both);
    session.edit('senderName', 'Joe');
    server.emit('state', stateOf([snapshot('a')]));
    assert.deepEqual(rows(), ['a default', 'b selected edited new']);
    assert.equal(view().draft.senderName, 'Joe');
  });

  it('shows the account that the extension names, at the start and later', () => {
    const { server, rows } = open({ ...both, select: 'a' });
    assert.deepEqual(rows(), ['a selected', 'b default']);
    server.emit('select', { id: 'b' });
    assert.deepEqual(rows(), ['a', 'b default selected']);
  });
});
