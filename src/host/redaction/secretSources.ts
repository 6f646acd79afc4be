import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { dotenvVariables, environmentSecrets } from '../model/environmentSecrets';
import type { KnownSecret } from '../model/knownSecrets';
import type { Log } from '../model/log';
import { Redactor } from '../model/redactor';
import type { Sandbox } from '../mail/sandbox';
import type { Accounts } from './accounts';
import type { Vault } from './vault';

export interface SecretSourceParts {
  readonly accounts: Accounts;
  readonly log: Log;
  readonly sandbox: Sandbox;
  readonly vault: Vault;
}

const dotenv = '**/.env*';
const mostFiles = 50;
/** A larger file is not one of settings. */
const mostBytes = 262_144;
/** How long nothing of them changes until they are read again, in milliseconds. */
const calm = 300;
/** How long the secret storage and the file system are waited for, in milliseconds. */
const mostWait = 1_000;

/**
 * Every secret that is known by its value: the passwords of the accounts, also those that they had before in this window, the
 * variables of the extension host, the editor's proxy, and the `.env` files of the workspace.
 */
export class SecretSources {
  private readonly passwords = new Map<string, KnownSecret>();
  private files: readonly KnownSecret[] = [];
  private redactor: Redactor | undefined;
  /** An account's password could not be read: what it is cannot be looked for. */
  private isMissing = true;
  private reading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(private readonly parts: SecretSourceParts) {
    const watcher = vscode.workspace.createFileSystemWatcher(dotenv);
    const soon = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.readFiles(), calm);
    };
    this.subscriptions = [
      watcher,
      watcher.onDidChange(soon),
      watcher.onDidCreate(soon),
      watcher.onDidDelete(soon),
      vscode.workspace.onDidChangeWorkspaceFolders(soon),
      parts.accounts.onDidChange(() => void this.readPasswords()),
      parts.vault.onDidChange(() => void this.readPasswords()),
    ];
  }

  /** Knows them all; a file system that does not answer is not waited for long. Never rejects. */
  async ready(): Promise<void> {
    await Promise.race([Promise.all([this.readPasswords(), this.readFiles()]), sleep(mostWait)]);
  }

  /** Rejects where the password of an account cannot be read: it may be in anything. */
  async whole(): Promise<Redactor> {
    await Promise.race([this.reading, sleep(mostWait)]);
    if (this.isMissing) throw new Error('The secret storage does not answer');
    return this.known();
  }

  /** With what is known up to now: what is kept at once cannot wait for the secret storage. */
  known(): Redactor {
    this.redactor ??= new Redactor([
      ...this.passwords.values(),
      { username: 'sandbox', password: this.parts.sandbox.password },
      ...environmentSecrets(Object.entries(process.env)),
      ...environmentSecrets([['proxy', vscode.workspace.getConfiguration('http').get<string>('proxy') ?? '']]),
      ...this.files,
    ]);
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
          // As typed now and as stored: the password may have been typed for another user name.
          for (const known of [secret, { username, password: secret.password }])
            this.passwords.set(JSON.stringify([known.username, known.password]), known);
        } catch {
          log.warn('the secret storage does not answer: mails go without output meanwhile');
          isMissing = true;
        }
      this.isMissing = isMissing;
      this.redactor = undefined;
    });
    return this.reading;
  }

  private async readFiles(): Promise<void> {
    try {
      const found = await vscode.workspace.findFiles(dotenv, '**/{node_modules,.git}/**', mostFiles);
      const all = await Promise.all(found.map(readVariables));
      this.files = environmentSecrets(all.flat());
      this.redactor = undefined;
      if (this.files.length > 0) this.parts.log.debug(`${String(this.files.length)} secrets in .env files are masked`);
    } catch {
      // What is in them is still found by name and form.
      this.parts.log.warn('the .env files of the workspace could not be read');
    }
  }
}

async function readVariables(uri: vscode.Uri): Promise<readonly (readonly [string, string])[]> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > mostBytes) return [];
    return dotenvVariables(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    // One that may not be read, or is gone.
    return [];
  }
}
