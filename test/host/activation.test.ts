import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { configure, extension, extensionPath, loopbackDraft, mails, sandboxAccount } from './extension';

/** Files of the extension that this process has loaded. */
function loaded(): string[] {
  const cache = Object.keys(createRequire(__filename).cache);
  return cache.filter((file) => file.startsWith(path.join(extensionPath(), 'dist'))).map((file) => path.basename(file));
}

/** Ours that speaks SMTP, or a library that does. */
function isOfMail(file: string): boolean {
  return /^(nodemailer|smtp|postal-mime)/.test(file);
}

/** What is looked up, which takes the user to ask for it. */
function isOfLookups(file: string): boolean {
  return /^(discovery|deliveryCheck|dns)-/.test(file);
}

describe('activation', () => {
  after(() => configure({}));

  // Runs first, see suite.ts.
  it('loads no mail library; the first mail does', async () => {
    const { sandbox } = await extension();
    assert.deepEqual(loaded().filter(isOfMail), []);
    assert.deepEqual(loaded().filter(isOfLookups), []);
    await configure({ accounts: [sandboxAccount] });
    sandbox.clear();
    await vscode.commands.executeCommand('mailWhenDone.sendTestEmail');
    await mails(1);
    const libraries = loaded();
    assert.ok(
      libraries.some((name) => name.startsWith('smtp-')),
      'our own half of SMTP is part of the rest',
    );
    for (const name of ['nodemailer-lib-smtp-connection.js', 'nodemailer-lib-mail-composer.js', 'smtp-server.js']) {
      assert.ok(libraries.includes(name), `${name} is not among ${libraries.join(', ')}`);
    }
  });

  it('reads the file of presets no sooner than somebody wants to know of a provider', async () => {
    const { testMail } = await extension();
    const hasPresets = (): boolean => loaded().some((name) => name.startsWith('presets-'));
    assert.ok(!hasPresets());
    // Nobody listens on this port.
    const draft = { ...loopbackDraft('presets', 1), provider: 'mailgun', authentication: false };
    const { outcome } = await testMail.send(
      { draft, password: undefined },
      [],
      () => undefined,
      new AbortController().signal,
    );
    assert.equal(outcome.state, 'failed');
    assert.ok(hasPresets(), loaded().join(', '));
  });

  it('registers every command that package.json declares', async () => {
    const { context } = await extension();
    const manifest = context.extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = await vscode.commands.getCommands(true);
    for (const { command } of manifest.contributes.commands) assert.ok(registered.includes(command), command);
  });
});
