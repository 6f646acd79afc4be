import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Sandbox } from '../../mail/sandbox/sandbox';
import type { Log } from '../../model/log';
import { environmentSecrets, KnownSecrets } from '../../model/redaction/knownSecrets';
import { Redactor } from '../../model/redaction/redactor';
import { fieldsOf, secretFileNames, type Variable, variablesIn } from '../../model/redaction/secretFiles';
import { inTurns } from '../../system/turns';
import { systemScheduler } from '../../system/scheduler';
import { withinHearing } from '../../system/within';
import type { Accounts } from '../account/accounts';
import type { Vault } from '../account/vault';
import { InputSecrets } from './inputSecrets';

export interface SecretSourceParts {
  readonly accounts: Accounts;
  readonly log: Log;
  readonly sandbox: Sandbox;
  readonly vault: Vault;
}

const files = `**/${secretFileNames}`;
const maxFiles = 50;
/** Bytes of all files together, and values that they set: more is no configuration, and would cost all others time. */
const [maxBytes, maxValues] = [65_536, 1_000];
/** Milliseconds without changes after which the files are read again. */
const calm = 300;
/** Milliseconds to wait for the secret storage and the file system, in which their answer could be heard. */
const maxWait = 1_000;

/**
 * Every secret with a known value: the passwords of the accounts, the environment of the extension host, the editor's
 * proxy, files that set secrets, of the workspace and of the home folder, and what the workspace's tasks and launch
 * configurations give to what they start, also what is typed for their hidden inputs. One that was known once is
 * masked as long as the window is open.
 */
export class SecretSources {
  private readonly secrets = new KnownSecrets();
  private readonly redactor = new Redactor(this.secrets);
  private isBegun = false;
  /** A password of an account could not be read, so it cannot be masked. */
  private isMissing = true;
  private reading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(private readonly parts: SecretSourceParts) {
    const watcher = vscode.workspace.createFileSystemWatcher(files);
    const soon = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.readFiles(), calm);
    };
    this.subscriptions = [
      watcher,
      watcher.onDidChange(soon),
      watcher.onDidCreate(soon),
      vscode.workspace.onDidChangeWorkspaceFolders(soon),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (['tasks', 'launch', 'http.proxy'].some((section) => event.affectsConfiguration(section))) soon();
      }),
      new InputSecrets((value) => {
        for (const secret of environmentSecrets([['password', value]])) this.secrets.add(secret);
      }),
      parts.accounts.onDidChange(() => void this.readPasswords()),
      parts.vault.onDidChange(() => void this.readPasswords()),
    ];
  }

  /** Resolves when all secrets are known, or after a limited wait. Never rejects. */
  async ready(): Promise<void> {
    await withinHearing(systemScheduler, maxWait, Promise.all([this.readPasswords(), this.readFiles()]));
  }

  /** A redactor with all secrets. Rejects if the password of an account cannot be read: it may be anywhere. */
  async whole(): Promise<Redactor> {
    await withinHearing(systemScheduler, maxWait, this.isMissing ? this.readPasswords() : this.reading);
    if (this.isMissing) throw new Error('The secret storage does not answer');
    return this.known();
  }

  /** A redactor with the secrets known so far, for what is stored at once and cannot wait for the secret storage. */
  known(): Redactor {
    if (!this.isBegun) {
      this.isBegun = true;
      this.secrets.add({ username: 'sandbox', password: this.parts.sandbox.password });
      for (const secret of environmentSecrets(Object.entries(process.env))) this.secrets.add(secret);
    }
    return this.redactor;
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const one of this.subscriptions) one.dispose();
  }

  private readPasswords(): Promise<void> {
    this.reading = this.reading.then(async () => {
      const { accounts, log, vault } = this.parts;
      let isMissing = false;
      for (const { id, username } of accounts.drafts)
        try {
          const secret = await vault.secret(id);
          if (secret === undefined) continue;
          // With the current and the stored user name: the password may have been typed for another one.
          for (const known of [secret, { username, password: secret.password }]) this.secrets.add(known);
        } catch {
          log.warn('the secret storage does not answer: mails go without output meanwhile');
          isMissing = true;
        }
      this.isMissing = isMissing;
    });
    return this.reading;
  }

  private async readFiles(): Promise<void> {
    const { log } = this.parts;
    try {
      const found = await vscode.workspace.findFiles(files, '**/{node_modules,.git}/**', maxFiles);
      const set = [...settingVariables()];
      let left = maxBytes;
      // Those that lie highest first: further down they are mostly examples.
      found.sort((one, other) => one.path.length - other.path.length);
      const all = [...homeFiles(), ...launchFiles(), ...found];
      // A launch configuration may name a file that is found anyway.
      for (const uri of new Map(all.map((one) => [one.toString(), one])).values()) {
        const text = await readText(uri, left);
        left -= text.length;
        set.push(...variablesIn(path.posix.basename(uri.path), text));
      }
      const values = environmentSecrets(set);
      if (left <= 0 || values.length > maxValues)
        log.warn(`secrets in files: only ${String(maxBytes)} bytes and ${String(maxValues)} values are looked for`);
      await inTurns(values.slice(0, maxValues), (secret) => this.secrets.add(secret));
      if (values.length > 0) log.debug(`${String(values.length)} secrets of files and settings are masked`);
    } catch {
      // Their secrets are still found by name and form.
      log.warn('the files of the workspace that set secrets could not be read');
    }
  }
}

/** What the editor, tasks and launch configurations are given by settings. */
function settingVariables(): readonly Variable[] {
  const given = [
    ...configurationOf('tasks', 'options'),
    ...configurationOf('tasks', 'tasks'),
    ...configurationOf('launch', 'configurations'),
  ];
  const proxy = vscode.workspace.getConfiguration('http').get<string>('proxy') ?? '';
  return [['proxy', proxy], ...given.flatMap(([, value]) => fieldsOf('', value))];
}

function configurationOf(section: 'tasks' | 'launch', name: string): readonly (readonly [vscode.Uri, unknown])[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.map(({ uri }) => [uri, vscode.workspace.getConfiguration(section, uri).get(name)]);
}

/** The files that launch configurations name. */
function launchFiles(): readonly vscode.Uri[] {
  return configurationOf('launch', 'configurations').flatMap(([folder, value]) =>
    fieldsOf('', value).flatMap(([name, file]) => {
      if (name !== 'envFile') return [];
      const inFolder = file.replace(/^\$\{workspaceFolder(?::[^}]*)?\}[\\/]?/, '');
      return path.isAbsolute(inFolder) ? vscode.Uri.file(inFolder) : vscode.Uri.joinPath(folder, inFolder);
    }),
  );
}

function homeFiles(): readonly vscode.Uri[] {
  return ['.npmrc', '.netrc', '.pypirc'].map((name) => vscode.Uri.file(path.join(homedir(), name)));
}

/** Empty if it may not be read, is gone, or is longer than what may still be read. */
async function readText(uri: vscode.Uri, most: number): Promise<string> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > most) return '';
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return '';
  }
}
