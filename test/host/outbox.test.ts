import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { AccountDraft } from '../../src/model/account/account';
import { password } from '../support/builders';
import { startSmtpServer, type RunningSmtpServer } from '../support/smtpServer';
import { configure, endAll, extension, loopbackDraft, passed, until, username } from './extension';
import { Gate } from './gate';
import { shellTask } from './sampleTasks';

const options = { hideSTARTTLS: true, allowInsecureAuth: true };

const draftFor = (port: number): AccountDraft => loopbackDraft('outbox', port);

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the outbox', () => {
  let server: RunningSmtpServer | undefined;

  beforeEach(() => configure({ minimumDuration: 0 }));

  afterEach(async () => {
    await endAll();
    const { accounts, outbox } = await extension();
    for (const { id, state } of await outbox.items()) if (state !== 'sent') await outbox.delete(id);
    await accounts.delete('outbox');
    await configure({});
    await server?.stop();
    server = undefined;
  });

  it('keeps a mail that a server refuses to take until it does, and sends it once', async () => {
    const { accounts, outbox } = await extension();
    const port = await freePort();
    await accounts.save({ draft: draftFor(port), password });
    await vscode.tasks.executeTask(shellTask('patient', 'true'));
    const item = async () => (await outbox.items()).find(({ subject }) => subject.includes('patient'));
    await until(async () => (await item())?.state === 'queued' && (await item())?.attempts === 1, 'a failed attempt');
    await until(() => accounts.validity?.state === 'failing', 'the account to be failing');
    server = await startSmtpServer(username, options);
    await accounts.save({ draft: draftFor(server.port), password });
    await until(() => server!.mails.length > 0, 'the mail to arrive');
    await until(async () => (await item())?.state === 'sent', 'the receipt');
    assert.equal(server.mails.length, 1);
  });

  it('stops after one refused password, and goes on when the password changes', async () => {
    const { accounts, outbox } = await extension();
    let attempts = 0;
    let good = false;
    server = await startSmtpServer(username, {
      ...options,
      onAuth: (_auth, _session, callback) => {
        attempts += 1;
        if (good) callback(null, { user: username });
        else callback(Object.assign(new Error('5.7.8 Bad credentials'), { responseCode: 535 }));
      },
    });
    await accounts.save({ draft: draftFor(server.port), password: 'wrong one' });
    for (const name of ['locked1', 'locked2', 'locked3'])
      await vscode.tasks.executeTask(shellTask(name, `true ${name}`));
    await until(
      async () => (await outbox.items()).filter(({ subject }) => subject.includes('locked')).length === 3,
      'three mails',
    );
    await until(() => outbox.snapshot().holds.some(({ accountId }) => accountId === 'outbox'), 'the account to pause');
    await passed(1_500);
    assert.equal(attempts, 1);
    good = true;
    await accounts.save({ draft: draftFor(server.port), password });
    await until(() => server!.mails.length === 3, 'the three mails to arrive');
  });

  it('tries all that are selected again, and leaves out what is none of them', async () => {
    const { accounts, outbox } = await extension();
    let good = false;
    server = await startSmtpServer(username, {
      ...options,
      onAuth: (_auth, _session, callback) => {
        if (good) callback(null, { user: username });
        else callback(Object.assign(new Error('5.7.8 Bad credentials'), { responseCode: 535 }));
      },
    });
    await accounts.save({ draft: draftFor(server.port), password });
    for (const name of ['pair1', 'pair2']) await vscode.tasks.executeTask(shellTask(name, `true ${name}`));
    const pair = async () => (await outbox.items()).filter(({ subject }) => subject.includes('pair'));
    await until(
      async () => (await pair()).length === 2 && outbox.snapshot().holds.length > 0,
      'two mails that wait for the account',
    );
    good = true;
    const all = await pair();
    await vscode.commands.executeCommand('mailWhenDone.retryMail', all[0], [...all, { group: 'parked', mails: [] }]);
    await until(() => server!.mails.length === 2, 'both to arrive');
  });

  it('lets mails be read, sent and deleted by command', async () => {
    const { accounts, outbox } = await extension();
    await accounts.save({ draft: draftFor(await freePort()), password });
    await vscode.tasks.executeTask(shellTask('handled', 'true'));
    const item = async () => (await outbox.items()).find(({ subject }) => subject.includes('handled'));
    await until(async () => (await item())?.attempts === 1 && (await item())?.state === 'queued', 'a failed attempt');
    await vscode.commands.executeCommand('mailWhenDone.showTranscript', await item());
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /ECONNREFUSED/);
    await vscode.commands.executeCommand('mailWhenDone.showMessage', await item());
    assert.match(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '', /handled/);
    await vscode.commands.executeCommand('mailWhenDone.sendNow', await item());
    await until(async () => (await item())?.attempts === 2 && (await item())?.state === 'queued', 'another attempt');
    assert.equal(await outbox.delete((await item())!.id), true);
    await until(async () => (await item()) === undefined, 'the mail to be gone');
    await until(
      () =>
        !vscode.window.tabGroups.all.some(({ tabs }) =>
          tabs.some(({ label }) => label.includes('handled') && !label.includes('.txt')),
        ),
      'its tab to close',
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('signs in before a run usually ends, and sends its mail over that connection', async () => {
    const { accounts, settings } = await extension();
    const signIns: number[] = [];
    server = await startSmtpServer(username, {
      ...options,
      onAuth: (_auth, _session, callback) => {
        signIns.push(Date.now());
        callback(null, { user: username });
      },
    });
    await configure({ minimumDuration: 0, enabled: false });
    await accounts.save({ draft: draftFor(server.port), password });
    const gate = new Gate();
    const run = async (meanwhile?: () => Promise<void>) => {
      const ended = new Promise((resolve) => vscode.tasks.onDidEndTaskProcess(resolve));
      await vscode.tasks.executeTask(shellTask('foreseen', `sleep 1; ${gate.wait}`));
      await meanwhile?.();
      gate.open();
      await ended;
    };
    // Two runs are needed to know how long it takes; no mail is sent about them.
    await run();
    await run();
    assert.deepEqual(signIns, []);
    await settings.set('enabled', true);
    gate.close();
    await run(() => until(() => signIns.length === 1, 'the sign-in while it runs'));
    const ended = Date.now();
    await until(() => server!.mails.length === 1, 'the mail to arrive');
    assert.equal(signIns.length, 1);
    assert.ok(signIns[0]! < ended, `signed in ${signIns[0]! - ended} ms after the end`);
  });
});
