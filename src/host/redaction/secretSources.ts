import * as vscode from 'vscode';
import type { Sandbox } from '../../mail/sandbox/sandbox';
import type { Log } from '../../model/log';
import { dotenvVariables, environmentSecrets, type KnownSecret } from '../../model/redaction/knownSecrets';
import { Redactor } from '../../model/redaction/redactor';
import { systemScheduler } from '../../system/scheduler';
import { withinHearing } from '../../system/within';
import type { Accounts } from '../account/accounts';
import type { Vault } from '../account/vault';

export interface SecretSourceParts {
  readonly accounts: Accounts;
  readonly log: Log;
  readonly sandbox: Sandbox;
  readonly vault: Vault;
}

const dotenv = '**/.env*';
const maxFiles = 50;
/** Bytes. A larger file does not contain settings. */
const maxBytes = 262_144;
/** Milliseconds without changes after which the files are read again. */
const calm = 300;
/** Milliseconds to wait for the secret storage and the file system, in which their answer could be heard. */
const maxWait = 1_000;

/**
 * Every secret with a known value: the passwords of the accounts, including earlier ones of this window, the
 * environment of the extension host, the editor's proxy, and the `.env` files of the workspace.
 */
export class SecretSources {
  private readonly passwords = new Map<string, KnownSecret>();
  private files: readonly KnownSecret[] = [];
  private redactor: Redactor | undefined;
  /** A password of an account could not be read, so it cannot be masked. */
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
          // With the current and the stored user name: the password may have been typed for another one.
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
      const found = await vscode.workspace.findFiles(dotenv, '**/{node_modules,.git}/**', maxFiles);
      const all = await Promise.all(found.map(readVariables));
      this.files = environmentSecrets(all.flat());
      this.redactor = undefined;
      if (this.files.length > 0) this.parts.log.debug(`${String(this.files.length)} secrets in .env files are masked`);
    } catch {
      // Their secrets are still found by name and form.
      this.parts.log.warn('the .env files of the workspace could not be read');
    }
  }
}

async function readVariables(uri: vscode.Uri): Promise<readonly (readonly [string, string])[]> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > maxBytes) return [];
    return dotenvVariables(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    // It may not be read, or is gone.
    return [];
  }
}
