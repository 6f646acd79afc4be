import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Accounts } from '../../src/host/account/accounts';
import type { AccountMemory } from '../../src/host/account/evidence';
import { Vault } from '../../src/host/account/vault';
import { bindingOfDraft } from '../../src/model/account/parseAccount';
import { systemClock } from '../../src/model/clock';
import { password } from '../support/builders';
import { startSmtpServer, type RunningSmtpServer } from '../support/smtpServer';
import { configure, decided, extension, loopbackDraft, passed, sandboxAccount, until, username } from './extension';
import { shellTask } from './sampleTasks';

const options = { hideSTARTTLS: true, allowInsecureAuth: true };
const work = { ...sandboxAccount, id: 'work', name: 'Work', email: 'work@sandbox.test' };
const home = { ...sandboxAccount, id: 'home', name: 'Home', email: 'home@sandbox.test' };

async function chooseDefault(id: string | undefined): Promise<void> {
  const { accounts, settings } = await extension();
  await settings.set('defaultAccount', id);
  await accounts.refresh();
}

describe('several accounts', () => {
  let server: RunningSmtpServer | undefined;

  afterEach(async () => {
    const { accounts, outbox } = await extension();
    for (const { id, state } of await outbox.items()) if (state !== 'sent') await outbox.delete(id);
    for (const { id } of accounts.drafts) await accounts.delete(id);
    await chooseDefault(undefined);
    await configure({});
    await server?.stop();
    server = undefined;
  });

  it('mail goes through the chosen one, and through the first as long as none is chosen', async () => {
    const { accounts } = await extension();
    await configure({ accounts: [work, home] });
    assert.equal(accounts.usable?.name, 'Work');
    await accounts.setDefault('home');
    assert.equal(accounts.usable?.name, 'Home');
    await chooseDefault('never-there');
    assert.equal(accounts.usable?.name, 'Work');
  });

  it('a rule names one; where that is gone the default one stands in, where it is incomplete none does', async () => {
    const { accounts } = await extension();
    await configure({ accounts: [work, home, { ...loopbackDraft('bare', 25), port: 25 }] });
    const route = (named?: string): unknown[] => {
      const { id, account, isStandIn } = accounts.route(named);
      return [id, account?.name, isStandIn];
    };
    assert.deepEqual(route(), ['work', 'Work', false]);
    assert.deepEqual(route('home'), ['home', 'Home', false]);
    assert.deepEqual(route('gone'), ['work', 'Work', true]);
    assert.deepEqual(route('bare'), ['bare', undefined, false]);
    await chooseDefault('bare');
    assert.equal(accounts.usable, undefined);
    assert.equal(accounts.validity?.state, 'incomplete');
    assert.deepEqual(route(), ['bare', undefined, false]);
  });

  it('a run is mailed through the default account alone, and by no other while that one is incomplete', async () => {
    const { accounts, outbox, sandbox } = await extension();
    await configure({ accounts: [work, home], minimumDuration: 0 });
    await accounts.setDefault('home');
    const before = sandbox.mails.length;
    await vscode.tasks.executeTask(shellTask('routed', 'true'));
    const item = async () => (await outbox.items()).find(({ subject }) => subject.includes('routed'));
    await until(async () => (await item())?.state === 'sent', 'the mail to be sent');
    assert.equal((await item())?.accountId, 'home');
    assert.equal(sandbox.mails.length, before + 1);

    await configure({ accounts: [work, { ...home, recipients: [] }], minimumDuration: 0 });
    const count = (await outbox.items()).length;
    await vscode.tasks.executeTask(shellTask('unrouted', 'true'));
    await decided('unrouted');
    await passed(800);
    assert.equal((await outbox.items()).length, count);
  });

  it('what is known of one says nothing of another', async () => {
    const { accounts, testMail } = await extension();
    server = await startSmtpServer(username, options);
    const drafts = ['one', 'two'].map((id) => loopbackDraft(id, server!.port));
    for (const draft of drafts) await accounts.save({ draft, password });
    const states = (): (string | undefined)[] => ['one', 'two'].map((id) => accounts.validityOf(id)?.state);
    const test = (typed: string | undefined) =>
      testMail.send({ draft: drafts[1]!, password: typed }, [], () => undefined, new AbortController().signal);
    await test(undefined);
    assert.deepEqual(states(), ['ready', 'verified']);
    // Another password than the saved one was refused: the saved one is as good as it was.
    await test('wrong');
    assert.deepEqual(states(), ['ready', 'verified']);
    await accounts.save({ draft: drafts[1]!, password: 'wrong' });
    assert.deepEqual(states(), ['ready', 'ready']);
    await test(undefined);
    assert.deepEqual(states(), ['ready', 'failing']);
    await accounts.save({ draft: { ...drafts[1]!, senderName: 'Ada' }, password: undefined });
    assert.deepEqual(states(), ['ready', 'ready']);
  });

  it('a password that changes while a test runs is not verified by it', async () => {
    const { accounts, testMail, vault } = await extension();
    let signIn: (() => void) | undefined;
    server = await startSmtpServer(username, {
      ...options,
      onAuth: (_auth, _session, callback) => (signIn = () => callback(null, { user: username })),
    });
    const draft = loopbackDraft('changing', server.port);
    await accounts.save({ draft, password });
    const signal = new AbortController().signal;
    const test = testMail.send({ draft, password: undefined }, [], () => undefined, signal);
    await until(() => signIn !== undefined, 'the sign-in');
    await vault.store('changing', { binding: bindingOfDraft(draft), password: 'another' });
    await accounts.refresh();
    signIn?.();
    assert.equal((await test).outcome.state, 'accepted');
    assert.equal(accounts.validityOf('changing')?.state, 'ready');
  });

  it('what a moment of the server refuses makes none failing', async () => {
    const { accounts, testMail } = await extension();
    server = await startSmtpServer(username, {
      ...options,
      onMailFrom: (_address, _session, callback) =>
        callback(Object.assign(new Error('4.3.2 try again later'), { responseCode: 451 })),
    });
    const draft = loopbackDraft('busy', server.port);
    await accounts.save({ draft, password });
    const { outcome } = await testMail.send(
      { draft, password: undefined },
      [],
      () => undefined,
      new AbortController().signal,
    );
    assert.equal(outcome.state, 'failed');
    assert.equal(accounts.validityOf('busy')?.state, 'ready');
  });

  it('deleting one removes settings and secret; undoing brings back the settings in their place', async () => {
    const { accounts, settings, vault } = await extension();
    const draft = loopbackDraft('gone', 25);
    await configure({ accounts: [work] });
    await accounts.save({ draft, password });
    await accounts.put([loopbackDraft('last', 26)]);
    await accounts.setDefault('gone');
    const undo = await accounts.delete('gone');
    assert.deepEqual(
      accounts.drafts.map(({ id }) => id),
      ['work', 'last'],
    );
    assert.equal(accounts.defaultId, 'work');
    assert.equal(settings.get('defaultAccount'), '');
    assert.equal(await vault.credential('gone', bindingOfDraft(draft)), undefined);
    await undo();
    assert.deepEqual(
      accounts.drafts.map(({ id }) => id),
      ['work', 'gone', 'last'],
    );
    assert.equal(accounts.defaultId, 'gone');
    assert.equal(accounts.validityOf('gone')?.state, 'incomplete');
  });

  it('mails of a deleted one stay in the outbox and go through no other', async () => {
    const { accounts, outbox } = await extension();
    let mails = 0;
    server = await startSmtpServer(username, {
      ...options,
      onAuth: (_auth, _session, callback) =>
        callback(Object.assign(new Error('5.7.8 Bad credentials'), { responseCode: 535 })),
    });
    // The id of a newcomer's first account: a later first account must not come by it.
    const [blank] = accounts.snapshots;
    const draft = loopbackDraft(blank!.draft.id, server.port);
    await configure({ minimumDuration: 0 });
    await accounts.save({ draft, password });
    await vscode.tasks.executeTask(shellTask('orphan', 'true'));
    const item = async () => (await outbox.items()).find(({ subject }) => subject.includes('orphan'));
    await until(async () => (await item())?.state === 'parked', 'the mail to be parked');
    await accounts.delete(draft.id);
    assert.notEqual(accounts.snapshots[0]?.draft.id, draft.id);
    const open = await startSmtpServer(username, {
      ...options,
      onConnect: (_session, callback) => {
        mails++;
        callback();
      },
    });
    try {
      await accounts.save({ draft: loopbackDraft(accounts.snapshots[0]!.draft.id, open.port), password });
      await outbox.sendNow((await item())!.id);
      await until(async () => (await item())?.state === 'parked', 'the mail to be parked again');
      assert.equal(mails, 0);
    } finally {
      await open.stop();
    }
  });

  it('are not called incomplete at the start, while the secret storage has not answered yet', async () => {
    const { accounts, sandbox, settings } = await extension();
    await configure({ accounts: [{ ...loopbackDraft('early', 25), port: 25 }] });
    const draft = accounts.drafts[0]!;
    let answer: (text: string) => void = () => undefined;
    const asked = new Promise<string>((resolve) => (answer = resolve));
    const vault = new Vault({
      get: () => asked,
      store: () => Promise.resolve(),
      delete: () => Promise.resolve(),
      onDidChange: () => new vscode.Disposable(() => undefined),
    });
    const memory = { blankId: 'blank', evidence: () => undefined } as unknown as AccountMemory;
    const starting = new Accounts(settings, vault, sandbox, memory, systemClock);
    try {
      assert.equal(starting.validity, undefined);
      const reading = starting.refresh();
      assert.equal(starting.validity, undefined);
      answer(JSON.stringify({ password, version: '1', binding: bindingOfDraft(draft) }));
      await reading;
      assert.deepEqual(starting.validity, { state: 'ready' });
    } finally {
      starting.dispose();
      vault.dispose();
    }
  });
});
