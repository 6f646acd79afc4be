import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import * as vscode from 'vscode';
import type { AccountDraft } from '../../src/model/account/account';
import { aMessage } from '../support/builders';
import { ScriptedSmtpServer } from '../support/scriptedSmtpServer';
import { configure, extension, loopbackDraft, until } from './extension';
import { shellTask } from './sampleTasks';

/** Who signs in where, with a password of a shape that is easily missed. */
const people: readonly { username: string; password: string; method?: AccountDraft['authMethod'] }[] = [
  { username: 'zelda.quist@example.com', password: `it's "quoted" \\ with backslash` },
  { username: 'yvo-klaasen@example.com', password: Buffer.from('looks like base64').toString('base64') },
  { username: 'CORP\\xaverius', password: 'grüße-straße-Ünïcødé' },
  { username: 'wilma_feuer@example.com', password: '100%/+&=?#~ {$1} <secret>' },
  { username: 'ulrikeBauer', password: 'abcd efgh ijkl mnop', method: 'CRAM-MD5' },
];
const typed = 'typed-and-never-saved "1"';

/** Every form in which a secret may be written, made by hand: not by the code that masks. */
function formsOf(username: string, secret: string): string[] {
  const bytes = Buffer.from(secret);
  const both = [
    `\0${username}\0${secret}`,
    `${username}\0${username}\0${secret}`,
    `${username}:${secret}`,
    `${username} ${secret}`,
  ];
  const coded = [secret, ...both].map((text) => Buffer.from(text));
  const aligned = [0, 1, 2].map((offset) => {
    const digits = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // Only the digits that the secret alone decides.
    return digits.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    secret.replaceAll(' ', ''),
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('latin1'),
    bytes.toString('hex'),
    ...coded.map((code) => code.toString('base64').replace(/=+$/, '')),
    ...coded.map((code) => code.toString('base64url')),
    ...aligned,
    ...aligned.map((piece) => piece.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** What a server says that has learnt nothing of discretion, a line each. */
function echo(code: number, username: string, secret: string): string {
  const forms = [...formsOf(username, secret), ...formsOf('', username), `hello ${username} [198.51.100.7]`];
  return [
    ...forms.map((form) => `${code}-you are ${username} and said ${form} to ${hostname()}`),
    `${code} so there`,
  ].join('\n');
}

describe('the support bundle', () => {
  const servers: ScriptedSmtpServer[] = [];
  let folder = '';

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mail-when-done-bundle-'));
    await configure({});
  });

  afterEach(async () => {
    const { accounts, outbox } = await extension();
    for (const { id, accountId } of await outbox.items()) if (accountId.startsWith('nasty')) await outbox.delete(id);
    for (const position of people.keys()) await accounts.delete(`nasty-${position}`);
    for (const server of servers.splice(0)) await server.stop();
    await configure({});
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('holds no secret and no user name, whatever servers say', async () => {
    const { accounts, bundle, outbox, testMail } = await extension();
    const { signal } = new AbortController();
    const answers: string[] = [];
    for (const [position, { username, password, method }] of people.entries()) {
      const id = `nasty-${position}`;
      let isHostile = false;
      const server = await ScriptedSmtpServer.start({
        EHLO: () => `250-test\n250-AUTH PLAIN LOGIN CRAM-MD5\n${echo(250, username, password)}`,
        MAIL: () => echo(250, username, password),
        // Of a password that is typed and not saved it hears while it refuses it.
        ...(method === undefined && {
          AUTH: () => (isHostile ? echo(535, username, typed) : '235 2.7.0 welcome'),
        }),
        answer: (line) => {
          answers.push(line);
          const plain = Buffer.from(line, 'base64').toString();
          return `535-you answered ${line}\n535-that is ${plain}\n${echo(535, username, password)}`;
        },
        body: () => echo(550, username, password),
      });
      servers.push(server);
      const draft: AccountDraft = {
        ...loopbackDraft(id, server.port),
        name: `Account of ${username}`,
        username,
        fromAddress: `from-${position}.melchior@example.com`,
        recipients: [`to-${position}.balthasar@example.org`],
        senderName: 'Melchior Balthasar',
        ehloDomain: 'melchiors-laptop.example.com',
        authMethod: method ?? 'PLAIN',
      };
      await accounts.save({ draft, password });
      const saved = await testMail.send({ draft, password: undefined }, [], () => undefined, signal);
      assert.equal(saved.outcome.state, 'failed', id);
      isHostile = true;
      await testMail.send({ draft, password: typed }, [], () => undefined, signal);
      isHostile = false;
      const message = aMessage({
        id: `nasty-mail-${position}`,
        subject: 'FAILED: project-thunderstorm',
        envelope: { from: draft.fromAddress, to: draft.recipients },
      });
      await outbox.enqueue(message, id);
    }
    await until(
      async () =>
        (await outbox.items()).filter(({ id, failure }) => id.startsWith('nasty-mail') && failure).length === 5,
      'every mail to fail',
    );
    await configure({
      accounts: vscode.workspace.getConfiguration('mailWhenDone').get<unknown[]>('accounts')!,
      minimumDuration: 0,
      enabled: false,
    });
    const ended = new Promise((resolve) => vscode.tasks.onDidEndTask(resolve));
    await vscode.tasks.executeTask(shellTask('project-thunderstorm', 'true'));
    await ended;

    const target = vscode.Uri.file(path.join(folder, 'bundle.zip'));
    await bundle.write(target, signal);
    const files = Object.entries(unzipSync(await readFile(target.fsPath))).map(([name, bytes]) => ({
      name,
      text: strFromU8(bytes),
    }));
    const fileOf = (name: string): string =>
      files.find((file) => file.name === name)?.text ?? assert.fail(`no ${name}`);

    // It says what it should …
    const names = files.map(({ name }) => name.replace(/^transcripts\/.*/, 'transcripts/')).sort();
    assert.deepEqual(
      [...new Set(names)],
      [
        'README.txt',
        'delivery.txt',
        'log.txt',
        'outbox.json',
        'settings-changes.txt',
        'settings.json',
        'transcripts/',
        'validity.json',
        'versions.txt',
      ],
    );
    const talks = files.filter(({ name }) => name.startsWith('transcripts/'));
    assert.ok(talks.filter(({ name }) => name.includes('-test-')).length >= 10, 'the tests are missing');
    assert.ok(talks.filter(({ name }) => name.includes('-mail-')).length >= 5, 'the mails are missing');
    assert.match(talks[0]!.text, /\n +\d+ C: EHLO .*\n +\d+ S: 250-test\n/);
    assert.match(fileOf('log.txt'), /nasty-mail-0: /);
    assert.match(fileOf('log.txt'), /run [\w-]+: task (?:done|failed|ended) after \d+ ms/);
    assert.match(fileOf('versions.txt'), /^Extension: \d+\.\d+\.\d+\n[\s\S]*\nNode: \d+/);
    const parsed = (name: string) => JSON.parse(fileOf(name)) as unknown;
    assert.equal((parsed('validity.json') as unknown[]).length, people.length);
    const failed = (parsed('outbox.json') as { mails: { failure?: { cause: string } }[] }).mails;
    assert.ok(failed.filter(({ failure }) => failure?.cause !== undefined).length >= 5);
    const settings = parsed('settings.json') as Record<string, { fromAddress: string; username: string }[]>;
    assert.equal(settings['mailWhenDone.accounts']![0]!.fromAddress, '***@example.com');

    // … and nothing that it should not.
    const digests = answers.map((line) => Buffer.from(line, 'base64').toString().split(' ').at(-1)!);
    assert.ok(
      digests.some((digest) => /^[0-9a-f]{32}$/.test(digest)),
      'nobody signed in by CRAM-MD5',
    );
    const forbidden = [
      ...people.flatMap(({ username, password }) => [
        ...formsOf(username, password),
        ...formsOf(username, typed),
        ...formsOf('', username),
      ]),
      ...people.map(({ username }) => username.replace(/@.*/, '')),
      ...answers,
      ...digests,
      'xaverius',
      'melchior',
      'balthasar',
      'thunderstorm',
      '198.51.100.7',
      ...(homedir().length > 3 ? [homedir()] : []),
      ...(hostname() === 'localhost' ? [] : [hostname()]),
    ].filter((text) => text !== '');
    for (const { name, text } of files) {
      const lower = text.toLowerCase();
      for (const secret of forbidden)
        assert.ok(!lower.includes(secret.toLowerCase()), `${name} holds ${secret}: ${around(lower, secret)}`);
    }
  });

  it('is not written when it is cancelled', async () => {
    const { bundle } = await extension();
    const target = vscode.Uri.file(path.join(folder, 'cancelled.zip'));
    await assert.rejects(bundle.write(target, AbortSignal.abort()), { name: 'AbortError' });
    await assert.rejects(readFile(target.fsPath), { code: 'ENOENT' });
  });

  it('goes with conversations that can be read one by one', async () => {
    const { accounts, testMail } = await extension();
    const server = await ScriptedSmtpServer.start({ body: '250 2.0.0 queued as B00C' });
    servers.push(server);
    const draft = { ...loopbackDraft('nasty-0', server.port), name: 'Reading' };
    await accounts.save({ draft, password: 'some password' });
    const { outcome } = await testMail.send(
      { draft, password: undefined },
      [],
      () => undefined,
      new AbortController().signal,
    );
    assert.equal(outcome.state, 'accepted');
    const shown = vscode.commands.executeCommand('mailWhenDone.showConversations');
    const scheme = (): string | undefined => vscode.window.activeTextEditor?.document.uri.scheme;
    // The list is there a moment later; what is chosen is the newest.
    while (scheme() !== 'mail-when-done-conversation') {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await shown;
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.match(text, /^Test mail through the account Reading\nServer: 127\.0\.0\.1:\d+ \(none\)\n/);
    assert.match(text, /\nResult: accepted by the server\n/);
    assert.match(text, /\n +\d+ C: AUTH PLAIN \*\*\*\n +\d+ S: 235 2\.7\.0 welcome\n/);
    assert.match(text, /\n +\d+ S: 250 2\.0\.0 queued as B00C\n/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});

function around(text: string, secret: string): string {
  const at = text.indexOf(secret.toLowerCase());
  return text.slice(Math.max(0, at - 40), at + secret.length + 40);
}
