import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Internals } from '../../src/extension';
import { emptyDraft, type AccountDraft } from '../../src/model/account/account';
import { everyRun } from '../support/everyRun';
import type { ParsedMail } from '../../src/model/letter/message';

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

/** Waits until something holds; fails with what it waited for once nothing more is to be hoped for. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const start = Date.now();
  while (!(await holds())) {
    await sleep(20);
    if (Date.now() - start > 240_000) assert.fail(`Waited in vain for ${what}`);
  }
}

/**
 * Waits until all that was on its way has come, as far as it can be ordered: what the editor had to say before it
 * answers us, and what our own timers of up to so many milliseconds do: those of one process never overtake each other.
 */
export async function passed(milliseconds: number): Promise<void> {
  for (const pause of [milliseconds, 0]) {
    await vscode.commands.executeCommand('setContext', 'mailWhenDone.asked', true);
    await sleep(pause);
  }
}

/** Waits until every run that has ended is decided about, and its mail is written and sent. */
export async function dealtWith(): Promise<void> {
  const { history, notifier, outbox } = await extension();
  // The history may have been cleared meanwhile.
  await notifier.finish();
  const open = async (): Promise<string[]> => [
    ...history
      .all()
      .filter(({ decision, mail, mailNote }) => decision.mail && mail === undefined && mailNote === undefined)
      .map(({ run }) => run.name),
    ...(await outbox.items())
      .filter(({ accountId, state }) => accountId === 'sandbox' && (state === 'queued' || state === 'sending'))
      .map(({ subject }) => subject),
  ];
  await until(async () => (await open()).length === 0, `the mails about what has ended: ${(await open()).join(', ')}`);
}

/** Ends all that a test has left running, and waits until that is dealt with: it would come into the next one. */
export async function endAll(): Promise<void> {
  const { history, runs } = await extension();
  const left = runs.running().map(({ id }) => id);
  for (const execution of vscode.tasks.taskExecutions) execution.terminate();
  await vscode.debug.stopDebugging();
  // One that is being opened may come after the others have gone. Which session is active says nothing: it may be long
  // over.
  while (vscode.window.terminals.length > 0) {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await sleep(100);
  }
  await until(() => runs.running().length === 0, 'the end of all runs');
  // Not every end is one for the history; a source waits no longer than that for the last of what it is told.
  let isLate = false;
  void passed(6_000).then(() => (isLate = true));
  await until(() => isLate || left.every((id) => history.find(id) !== undefined), 'the decision about what was left');
  await dealtWith();
}

/** Waits until a run of this name is decided about; answers why it is mailed or not. */
export async function decided(name: string): Promise<string> {
  const { history } = await extension();
  const find = () => history.all().find(({ run }) => run.name === name);
  await until(() => find() !== undefined, `the decision about ${name}`);
  return find()!.decision.why;
}

/** Waits for that many mails in the sandbox, and for one too many; newest first. */
export async function mails(count: number): Promise<readonly ParsedMail[]> {
  const { sandbox } = await extension();
  await until(() => sandbox.mails.length >= count, `${count} mails`);
  await passed(600);
  await dealtWith();
  assert.equal(sandbox.mails.length, count);
  const read = await Promise.all(sandbox.mails.map((mail) => sandbox.read(mail.id)));
  return read.filter((mail) => mail !== undefined);
}

/** Runs a command that offers something to choose from, and takes what is offered first, as soon as it is there. */
export function takeFirst(command: string): Promise<void> {
  return repeatUntilOver(command, 'workbench.action.acceptSelectedQuickOpenItem');
}

/**
 * Runs a command of ours, and an answer to it again and again until it is over: nobody tells when it can be answered.
 */
export async function repeatUntilOver(command: string, answer: string): Promise<void> {
  let isOver = false;
  const running = vscode.commands.executeCommand(command).then(() => (isOver = true));
  while (!isOver) {
    await vscode.commands.executeCommand(answer);
    await sleep(50);
  }
  await running;
}
