import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { fakeValues } from '../corpus/fakeValues';
import { everyRun } from '../support/everyRun';
import { configure, endAll, extension, mails, sandboxAccount, until } from './extension';
import { Gate } from './gate';
import { bash } from './sampleTerminals';

const fake = (kind: string): string => fakeValues[kind]!(Math.random);

describe('secrets of what runs', () => {
  let folder = '';
  let terminal: vscode.Terminal;
  const dotenv = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, '.env.redaction');

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mail-when-done-redaction-'));
  });

  beforeEach(async () => {
    await configure({ accounts: [sandboxAccount], minimumDuration: 0 });
    const rules = everyRun().map((rule) => ({ ...(rule as object), content: 'tail' }));
    await vscode.workspace.getConfiguration('mailWhenDone').update('rules', rules, vscode.ConfigurationTarget.Global);
    terminal = await bash();
    (await extension()).sandbox.clear();
  });

  afterEach(async () => {
    await endAll();
    await configure({});
  });

  after(async () => {
    await rm(folder, { recursive: true });
    await vscode.workspace.fs.delete(dotenv).then(undefined, () => undefined);
  });

  /** Fails where one of them is in a mail, in our folders, in what the editor keeps for us, or in our log. */
  async function areNowhere(secrets: readonly string[]): Promise<void> {
    const { context, log, sandbox } = await extension();
    const read = await Promise.all(sandbox.mails.map(({ id }) => sandbox.read(id)));
    const places = new Map<string, string>(
      read.map((mail) => ['a mail', [mail?.source, mail?.text, mail?.html, mail?.subject].join('\n')]),
    );
    for (const memento of [context.globalState, context.workspaceState])
      places.set(
        'what the editor keeps',
        JSON.stringify(memento.keys().map((key) => [key, memento.get(key)])) +
          (places.get('what the editor keeps') ?? ''),
      );
    places.set('our log', log.lines.join('\n'));
    for (const uri of [context.globalStorageUri, context.storageUri, context.logUri])
      for (const [file, text] of await filesIn(uri?.fsPath ?? '')) places.set(file, text);
    assert.ok(
      [...places.keys()].some((file) => file.includes('history')),
      'the history is on the disk',
    );
    for (const secret of secrets)
      for (const form of [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      ])
        for (const [place, text] of places) assert.ok(!unfolded(text).includes(form), `${form} is in ${place}`);
  }

  it('are in no mail and in no file: neither one that is printed nor one in a command line', async () => {
    const [printed, key, argument, inUrl] = [fake('generic40'), fake('openssh'), fake('generic'), fake('wordy')];
    const file = path.join(folder, 'printed.txt');
    await writeFile(file, `start\nAPI_TOKEN=${printed}\n\u001b[31m${key}\u001b[0m\nend\n`);
    terminal.shellIntegration?.executeCommand(`cat ${file}`);
    await mails(1);
    terminal.shellIntegration?.executeCommand(`echo deploy --token ${argument} https://ada:${inUrl}@example.com`);
    const [mail] = await mails(2);
    assert.match(mail!.text, /deploy --token \*\*\* https:\/\/ada:\*\*\*@example\.com/);
    // Of a key a single line is enough.
    await areNowhere([printed, argument, inUrl, ...key.split('\n').slice(1, -1)]);
  });

  it('are not in the journal either, as long as the command runs; rules mean the true command', async () => {
    const secret = fake('generic');
    const rules = [{ ...(everyRun()[0] as object), match: `*--token ${secret.slice(0, 5)}*`, content: 'tail' }];
    await vscode.workspace.getConfiguration('mailWhenDone').update('rules', rules, vscode.ConfigurationTarget.Global);
    const { context, history, runs } = await extension();
    const gate = new Gate();
    terminal.shellIntegration?.executeCommand(`: --token ${secret}; ${gate.wait}`);
    await until(() => runs.running().some(({ command }) => command.includes(secret)), 'the command to run');
    const going = path.join(context.globalStorageUri.fsPath, 'runs');
    let journal = '';
    while (!journal.includes('--token ***')) {
      await sleep(100);
      journal = (await filesIn(going)).map(([, text]) => text).join('\n');
    }
    assert.ok(!journal.includes(secret));
    gate.open();
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^DONE: : --token \*\*\*; until/);
    assert.match(history.all()[0]?.run.command ?? '', /--token \*\*\*; until/);
    await areNowhere([secret]);
  });

  it('are known by their value from the .env files of the workspace', async () => {
    const secret = fake('generic');
    const { secretSources } = await extension();
    await vscode.workspace.fs.writeFile(dotenv, Buffer.from(`UNRELATED=1\nAPI_SECRET='${secret}'\n`));
    await until(() => !secretSources.known().redact(`it is ${secret}`).includes(secret), 'the file to be read');
    terminal.shellIntegration?.executeCommand(`echo ${secret}`);
    const [mail] = await mails(1);
    assert.match(mail!.subject, /^DONE: echo \*\*\*/);
    await areNowhere([secret]);
  });

  it('are known by their value from .npmrc, and from what tasks and launch configurations set', async () => {
    const folderUri = vscode.workspace.workspaceFolders![0]!.uri;
    const [npm, launch, envFile, task] = ['tok-ab3D', 'blue otter', 'hunter2', 'correct-horse-battery'];
    const npmrc = vscode.Uri.joinPath(folderUri, '.npmrc');
    const variables = vscode.Uri.joinPath(folderUri, 'dev.vars');
    const configuration = (section: string) => vscode.workspace.getConfiguration(section, folderUri);
    const tasks = configuration('tasks').get('tasks');
    const { WorkspaceFolder } = vscode.ConfigurationTarget;
    try {
      await vscode.workspace.fs.writeFile(npmrc, Buffer.from(`//npm.example.com/:_authToken=${npm}\n`));
      await vscode.workspace.fs.writeFile(variables, Buffer.from(`DB_PASSWORD=${envFile}\n`));
      const env = { LOGIN_PASSWORD: launch };
      const program = { type: 'node', request: 'launch', name: 'x', env, envFile: '${workspaceFolder}/dev.vars' };
      await configuration('launch').update('configurations', [program], WorkspaceFolder);
      const build = { label: 'with a secret', type: 'shell', command: ':', options: { env: { PASSWORD: task } } };
      await configuration('tasks').update('tasks', [...(tasks as object[]), build], WorkspaceFolder);
      const { secretSources } = await extension();
      const all = [npm, launch, envFile, task];
      await until(
        () => all.every((one) => secretSources.known().redact(`it is ${one}!`) === 'it is ***!'),
        'all of them',
      );
      terminal.shellIntegration?.executeCommand(`echo ${envFile} ${task}`);
      const [mail] = await mails(1);
      assert.match(mail!.subject, /^DONE: echo \*\*\* \*\*\*/);
      await areNowhere([envFile, task]);
    } finally {
      await configuration('launch').update('configurations', undefined, WorkspaceFolder);
      await configuration('tasks').update('tasks', tasks, WorkspaceFolder);
      for (const file of [npmrc, variables]) await vscode.workspace.fs.delete(file);
    }
  });

  it('are known from what is typed for a hidden input of a task, once its program prints it', async () => {
    const folderUri = vscode.workspace.workspaceFolders![0]!.uri;
    const configuration = vscode.workspace.getConfiguration('tasks', folderUri);
    const tasks = configuration.get('tasks');
    const typed = 'pw-Kx83hfQz-input';
    const { WorkspaceFolder } = vscode.ConfigurationTarget;
    const label = 'asks for a password';
    let isStarted = false;
    const started = vscode.tasks.onDidStartTaskProcess(
      ({ execution }) => (isStarted ||= execution.task.name === label),
    );
    try {
      const task = {
        label,
        type: 'shell',
        command: `sh -c 'echo "wrong: $1"; exit 3' x "\${input:pw}"`,
        problemMatcher: [],
      };
      const input = { id: 'pw', type: 'promptString', description: 'Password', default: typed, password: true };
      await configuration.update('tasks', [...(tasks as object[]), task], WorkspaceFolder);
      await configuration.update('inputs', [input], WorkspaceFolder);
      void vscode.commands.executeCommand('workbench.action.tasks.runTask', label);
      await until(async () => {
        if (!isStarted) await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return isStarted;
      }, 'the task');
      const [mail] = await mails(1);
      assert.match(mail!.subject, /^FAILED: asks for a password/);
      assert.match(mail!.text, /wrong: \*\*\*/);
      await areNowhere([typed]);
    } finally {
      started.dispose();
      await configuration.update('inputs', undefined, WorkspaceFolder);
      await configuration.update('tasks', tasks, WorkspaceFolder);
    }
  });
});

/** Every file below a folder, with what is in it. */
async function filesIn(root: string): Promise<[string, string][]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  return Promise.all(
    files.map(async (file) => [file, await readFile(file, 'utf8').catch(() => '')] as [string, string]),
  );
}

/** As it was before a mail folded its lines, and before JSON wrote its line ends. */
function unfolded(text: string): string {
  return text.replaceAll('=\r\n', '').replaceAll('\r\n ', ' ').replaceAll('=3D', '=');
}
