import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import type { AccountDraft } from '../../src/model/account/account';
import { secretForms } from '../../src/model/redaction/secretForms';
import { password } from '../support/builders';
import { startSmtpServer } from '../support/smtpServer';
import { configure, decided, extension, loopbackDraft, passed, sandboxAccount, username } from './extension';
import { folder, shellTask } from './sampleTasks';

const draftFor = (port: number): AccountDraft => loopbackDraft('secret', port);

/** Every file below a folder, with what is in it. */
function contents(root: string): { file: string; text: string }[] {
  return readdirSync(root).flatMap((name) => {
    const file = path.join(root, name);
    return statSync(file).isDirectory() ? contents(file) : [{ file, text: readFileSync(file, 'latin1') }];
  });
}

describe('security', () => {
  afterEach(async () => {
    const { accounts } = await extension();
    await accounts.delete('secret');
    await configure({});
  });

  it('a workspace changes nothing of the account, of the recipients nor of the rule', async () => {
    // .vscode/settings.json of the folder that these tests run in says otherwise for each of them.
    const hostile = readFileSync(path.join(folder().uri.fsPath, '.vscode', 'settings.json'), 'utf8');
    for (const name of ['accounts', 'enabled', 'rules']) assert.ok(hostile.includes(`mailWhenDone.${name}`));
    const { accounts, settings } = await extension();
    await configure({});
    const recipients = (): readonly string[] | undefined => accounts.usable?.recipients;
    assert.equal(recipients(), undefined);
    assert.deepEqual(settings.get('rules'), []);
    assert.equal(settings.get('enabled'), true);
    await configure({ accounts: [sandboxAccount] });
    assert.deepEqual(recipients(), ['me@sandbox.test']);
  });

  it('a new host in settings.json never gets the old password', async () => {
    const { accounts, outbox } = await extension();
    const before = (await outbox.items()).length;
    const state = (): string | undefined => accounts.validity?.state;
    const heard: Buffer[] = [];
    const sockets = new Set<Socket>();
    const evil = createServer((socket) => {
      sockets.add(socket);
      socket.on('data', (data) => heard.push(data)).on('error', () => undefined);
      socket.write('220 evil ESMTP\r\n');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => evil.once('listening', resolve));
    const { port } = evil.address() as AddressInfo;
    await accounts.save({ draft: draftFor(2525), password });
    assert.equal(state(), 'ready');
    const stored = vscode.workspace.getConfiguration('mailWhenDone').get<Record<string, unknown>[]>('accounts')!;
    await configure({ accounts: [{ ...stored[0], port }], minimumDuration: 0 });
    assert.equal(state(), 'incomplete');
    assert.equal(accounts.usable, undefined);
    await assert.rejects(accounts.senderOf({ draft: draftFor(port), password: undefined }), /password/);
    await vscode.tasks.executeTask(shellTask('withheld', 'true'));
    await decided('withheld');
    await passed(800);
    assert.equal((await outbox.items()).length, before);
    assert.equal(Buffer.concat(heard).length, 0);
    for (const socket of sockets) socket.destroy();
    evil.close();
    // Back at the old server it is there again: it was never lost, only withheld.
    await configure({ accounts: stored });
    assert.equal(state(), 'ready');
  });

  it('the password is in no log, settings file, storage, page state or mail', async () => {
    const { accounts, context, testMail } = await extension();
    const server = await startSmtpServer(username, { hideSTARTTLS: true, allowInsecureAuth: true });
    try {
      const form = { draft: draftFor(server.port), password };
      await accounts.save(form);
      const reports: unknown[] = [];
      const signal = new AbortController().signal;
      const good = await testMail.send(
        { draft: form.draft, password: undefined },
        [],
        (report) => reports.push(report),
        signal,
      );
      assert.equal(good.outcome.state, 'accepted', JSON.stringify(good));
      const wrong = { draft: form.draft, password: `${password}!` };
      const bad = await testMail.send(wrong, [], (report) => reports.push(report), signal);
      assert.equal(bad.outcome.state, 'failed');
      const forms = [...secretForms(username, password), ...secretForms(username, `${password}!`)];
      const seen = [
        { file: 'page', text: JSON.stringify([accounts.snapshots, reports, good, bad]) },
        { file: 'mail', text: server.mails.map(({ raw }) => String(raw)).join('\n') },
        ...[context.logUri, context.globalStorageUri].flatMap(({ fsPath }) => {
          try {
            return contents(fsPath);
          } catch {
            return [];
          }
        }),
        {
          file: 'settings.json',
          text: JSON.stringify(vscode.workspace.getConfiguration().inspect('mailWhenDone.accounts')),
        },
      ];
      assert.ok(
        seen.some(({ text }) => text.includes('EAUTH') || text.includes('535')),
        'the failure was recorded nowhere',
      );
      for (const { file, text } of seen) {
        for (const secret of forms) assert.ok(!text.includes(secret), `${file} holds a secret`);
      }
    } finally {
      await server.stop();
    }
  });
});
