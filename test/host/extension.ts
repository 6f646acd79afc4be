import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Internals } from '../../src/extension';
import { emptyDraft, type AccountDraft } from '../../src/model/account';
import { everyRun } from '../support/everyRun';
import type { SandboxMail } from '../../src/model/sandboxMail';

const id = 'mail-when-done.mail-when-done';

/** The extension under test, activated, with its inside. */
export async function extension(): Promise<Internals> {
  const found = vscode.extensions.getExtension<Internals | undefined>(id);
  assert.ok(found, `${id} is not loaded`);
  const internals = await found.activate();
  assert.ok(internals, 'the extension does not know that it is being tested');
  return internals;
}

/** Where the extension under test lies, as a path. */
export function extensionPath(): string {
  return vscode.extensions.getExtension(id)?.extensionPath ?? '';
}

/** What settings.json has for a user who chose the sandbox. */
export const sandboxAccount = {
  id: 'sandbox',
  provider: 'sandbox',
  email: 'me@sandbox.test',
  recipients: ['me@sandbox.test'],
};

/** Who signs in to a server of the test's own. */
export const username = 'ada@example.com';

/** What a person would type for a server of the test's own on loopback. */
export function loopbackDraft(id: string, port: number): AccountDraft {
  return {
    ...emptyDraft(id),
    email: username,
    host: '127.0.0.1',
    port: String(port),
    security: 'none',
    username,
    fromAddress: username,
    recipients: ['grace@example.org'],
  };
}

/** Sets our settings as a user would in settings.json; those left out go back to their defaults. */
export async function configure(values: {
  accounts?: readonly unknown[];
  enabled?: boolean;
  /** Seconds; without it the usual rules count. */
  minimumDuration?: number;
}): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('mailWhenDone');
  const { accounts: entries, enabled, minimumDuration } = values;
  const rules = minimumDuration === undefined ? undefined : everyRun(minimumDuration);
  for (const [name, value] of Object.entries({ accounts: entries, enabled, rules })) {
    await configuration.update(name, value, vscode.ConfigurationTarget.Global);
  }
  const { accounts } = await extension();
  await accounts.refresh();
}

/** Waits until something holds; fails with what it waited for. */
export async function until(holds: () => boolean, what: string, patience = 20_000): Promise<void> {
  const start = Date.now();
  while (!holds()) {
    await sleep(20);
    if (Date.now() - start > patience) assert.fail(`Waited in vain for ${what}`);
  }
}

/** Waits for that many mails in the sandbox, then a little longer for one too many; newest first. */
export async function mails(count: number): Promise<readonly SandboxMail[]> {
  const { sandbox } = await extension();
  await until(() => sandbox.mails.length >= count, `${count} mails`);
  await sleep(600);
  assert.equal(sandbox.mails.length, count);
  const read = await Promise.all(sandbox.mails.map((mail) => sandbox.read(mail.id)));
  return read.filter((mail) => mail !== undefined);
}
