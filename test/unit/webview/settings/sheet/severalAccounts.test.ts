import assert from 'node:assert/strict';
import { emptyDraft } from '../../../../../src/model/account/account';
import { Client, type Handlers, Server } from '../../../../../src/protocol/channel';
import type {
  AccountSnapshot,
  SettingsEvents,
  SettingsRequests,
  SettingsState,
} from '../../../../../src/protocol/settingsPage';
import type { PageState } from '../../../../../webview/settings/sheet/component';
import { PageSession } from '../../../../../webview/settings/sheet/pageSession';

function snapshot(id: string, name = id): AccountSnapshot {
  const email = `${id}@example.com`;
  const draft = { ...emptyDraft(id), name, email, host: 'smtp.example.com', username: email, recipients: [email] };
  return { draft, passwordSet: true, validity: { state: 'ready' }, saved: true };
}

function stateOf(accounts: readonly AccountSnapshot[], defaultId = accounts[0]?.draft.id ?? ''): SettingsState {
  const proxy = { state: 'none', name: '', exceptions: [] } as const;
  const rules = { rules: [], rulesAreUsual: false, lastRuns: 0, templates: [], oneConversation: false };
  return { accounts, defaultId, enabled: true, ...rules, tests: {}, proxy, secretKeeping: 'usual' };
}

/** A page with these accounts, and all its output. */
function open(state: SettingsState, handlers: Partial<Handlers<SettingsRequests>> = {}, kept?: unknown) {
  const said: string[] = [];
  const pages: PageState[] = [];
  const opened: string[] = [];
  const editor = { kept };
  const client = new Client<SettingsRequests, SettingsEvents>((message) => void server.receive(message));
  const server = new Server<SettingsRequests, SettingsEvents>(
    (message) => client.receive(structuredClone(message)),
    handlers as Handlers<SettingsRequests>,
  );
  const session: PageSession = new PageSession(
    client,
    { postMessage: () => undefined, getState: () => editor.kept, setState: (next) => (editor.kept = next) },
    {
      open: () => opened.push(session.password),
      goToList: () => undefined,
      show: (page) => pages.push(page),
      goTo: () => undefined,
      announce: (sentence) => sentence !== '' && said.push(sentence),
      showError: (place, sentence) => sentence !== undefined && said.push(`${place}: ${sentence}`),
    },
    state,
  );
  session.refresh();
  const rows = (): string[] =>
    pages
      .at(-1)!
      .rows.map(({ name, isDefault, isSelected, isEdited, isSaved }) =>
        [name, isDefault && 'default', isSelected && 'selected', isEdited && 'edited', !isSaved && 'new']
          .filter(Boolean)
          .join(' '),
      );
  return { session, server, said, opened, editor, rows, page: () => pages.at(-1)! };
}

/** Waits for the extension's answers. */
const answered = (): Promise<void> => new Promise(setImmediate);

describe('a page with several accounts', () => {
  const both = stateOf([snapshot('a'), snapshot('b')], 'b');

  it('begins with the default account', () => {
    assert.deepEqual(open(both).rows(), ['a', 'b default selected']);
  });

  it('keeps text typed for one account while another is shown, including the password', () => {
    const { session, page, rows, opened } = open(both);
    session.edit('senderName', 'Joe');
    session.typePassword('correct horse');
    session.select('a');
    assert.equal(page().draft.senderName, '');
    assert.equal(page().passwordTyped, false);
    assert.deepEqual(rows(), ['a selected', 'b default edited']);
    session.select('b');
    assert.equal(page().draft.senderName, 'Joe');
    assert.ok(page().passwordTyped);
    // The fields are rebuilt each time: the password field holds this account's password.
    assert.deepEqual(opened, ['', 'correct horse']);
  });

  it('stores all of it in the editor, except passwords', () => {
    const first = open(both);
    first.session.edit('senderName', 'Joe');
    first.session.typePassword('correct horse');
    first.session.select('a');
    first.session.edit('senderName', 'Ada');
    assert.ok(!JSON.stringify(first.editor.kept).includes('horse'));
    const second = open(both, {}, first.editor.kept);
    assert.deepEqual(second.rows(), ['a selected edited', 'b default edited']);
    assert.equal(second.page().draft.senderName, 'Ada');
    assert.equal(second.page().passwordLost, undefined);
    second.session.select('b');
    assert.equal(second.page().draft.senderName, 'Joe');
    assert.equal(second.page().passwordLost, 'hidden');
  });

  it('drops stored text for an account that is gone', () => {
    const first = open(both);
    first.session.edit('senderName', 'Joe');
    const second = open(stateOf([snapshot('a')]), {}, first.editor.kept);
    assert.deepEqual(second.rows(), ['a default selected']);
    assert.equal(second.page().draft.senderName, '');
  });

  it('saves the account that was shown when the button was pressed', async () => {
    const sent: unknown[] = [];
    const { session, said, page } = open(both, {
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
    assert.ok(page().passwordTyped);
  });

  it('tests each account separately, and shows the test of the current one', async () => {
    let end: (() => void) | undefined;
    const running = { progress: {} as never, transcript: [], recipients: [], outcome: { state: 'running' } } as const;
    const { session, server, page } = open(both, {
      test: () =>
        new Promise(
          (resolve) =>
            (end = () => resolve({ ...running, outcome: { state: 'accepted', reply: 'ok', at: 0, refused: [] } })),
        ),
    });
    session.test('');
    server.emit('test', { id: 'b', report: running });
    assert.equal(page().busy, 'test');
    session.select('a');
    assert.equal(page().busy, undefined);
    assert.equal(page().test, undefined);
    end?.();
    await answered();
    assert.equal(page().test, undefined);
    session.select('b');
    assert.equal(page().test?.outcome.state, 'accepted');
    assert.equal(page().busy, undefined);
  });

  it('reports a problem with an account when it is shown again', async () => {
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

  it('adds an account, which stays new until it is saved or discarded', async () => {
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

  it('drops an account that was deleted elsewhere when the edits are discarded', () => {
    const { session, server, rows } = open(both);
    session.select('a');
    session.edit('name', 'Edited');
    server.emit('state', stateOf([snapshot('b')]));
    assert.deepEqual(rows(), ['b default', 'Edited selected edited new']);
    session.discard();
    assert.deepEqual(rows(), ['b default selected']);
  });

  it('turns a new account into an ordinary one when it is saved', async () => {
    const { session, rows, page } = open(both, {
      addAccount: () => 'c',
      save: ({ draft }) => stateOf([snapshot('a'), snapshot('b'), { ...snapshot('c'), draft }], 'b'),
    });
    session.addAccount();
    await answered();
    session.edit('name', 'Third');
    await session.save();
    assert.deepEqual(rows(), ['a', 'b default', 'Third selected']);
    assert.equal(page().status.dirty, false);
  });

  it('uses the existing form for a new account while nothing is saved', async () => {
    const blank: AccountSnapshot = { ...snapshot('account-1'), draft: emptyDraft('account-1'), saved: false };
    const { session, rows } = open(stateOf([blank], ''), { addAccount: () => 'c' });
    session.addAccount();
    await answered();
    assert.deepEqual(rows(), ['Unnamed account selected new']);
  });

  it('shows an imported account', async () => {
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

  it('shows the default account when the current one is deleted, here or elsewhere', async () => {
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

  it('keeps edits of an account that is deleted elsewhere as a new account', () => {
    const { session, server, rows, page } = open(both);
    session.edit('senderName', 'Joe');
    server.emit('state', stateOf([snapshot('a')]));
    assert.deepEqual(rows(), ['a default', 'b selected edited new']);
    assert.equal(page().draft.senderName, 'Joe');
  });

  it('shows the account that the extension names, at the start and later', () => {
    const { server, rows } = open({ ...both, select: 'a' });
    assert.deepEqual(rows(), ['a selected', 'b default']);
    server.emit('select', { id: 'b' });
    assert.deepEqual(rows(), ['a', 'b default selected']);
  });
});
