import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { type Binding, type Credential, sameBinding } from '../../model/account/account';
import { securities } from '../../model/account/security';
import { Emitter } from '../../model/emitter';
import { isRecord } from '../../model/unknown';
import { systemScheduler } from '../../system/scheduler';
import { within } from '../../system/within';
import { secretKeyOf } from '../editor/storage';

/** A secret as it is stored, with the server and the user name that it was typed for. */
interface Stored {
  readonly password: string;
  readonly binding: Binding;
  /** New with every password, so that tests with an old one no longer count. Reveals nothing of the password. */
  readonly version: string;
}

/** How long the editor may take to answer, in milliseconds: the user may have to unlock the storage. */
const timeoutMs = 60_000;

/**
 * Keeps passwords in the editor's SecretStorage. A password is handed out only for exactly the server and user name
 * that it was typed for. Each is read once and kept in memory, since the editor stops answering before a window closes.
 */
export class Vault {
  private readonly known = new Map<string, Promise<Stored | undefined>>();
  private readonly changed = new Emitter();
  /** A secret was stored or deleted, perhaps in another window. */
  readonly onDidChange = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly secrets: vscode.SecretStorage) {
    this.subscription = secrets.onDidChange(({ key }) => {
      if (this.known.delete(key)) this.changed.fire();
    });
  }

  /** The credential of an account, or `undefined` if there is none for exactly this binding. */
  async credential(accountId: string, binding: Binding): Promise<Credential | undefined> {
    const stored = await this.stored(accountId);
    if (stored === undefined || !sameBinding(stored.binding, binding)) return undefined;
    return { binding, password: stored.password };
  }

  /** The secret of an account with its user name, whatever it is bound to: only for masking, never for signing in. */
  async secret(accountId: string): Promise<{ readonly username: string; readonly password: string } | undefined> {
    const stored = await this.stored(accountId);
    return stored && { username: stored.binding.username, password: stored.password };
  }

  /** A value that changes with every new password of this binding; `undefined` if there is none. */
  async version(accountId: string, binding: Binding): Promise<string | undefined> {
    const stored = await this.stored(accountId);
    return stored !== undefined && sameBinding(stored.binding, binding) ? stored.version : undefined;
  }

  async store(accountId: string, { password, binding }: Credential): Promise<void> {
    const stored: Stored = { password, binding, version: randomUUID() };
    await this.secrets.store(secretKeyOf(accountId), JSON.stringify(stored));
    this.known.set(secretKeyOf(accountId), Promise.resolve(stored));
    this.changed.fire();
  }

  async delete(accountId: string): Promise<void> {
    await this.secrets.delete(secretKeyOf(accountId));
    this.known.delete(secretKeyOf(accountId));
    this.changed.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
    this.known.clear();
  }

  private stored(accountId: string): Promise<Stored | undefined> {
    const key = secretKeyOf(accountId);
    const known = this.known.get(key) ?? this.read(key);
    this.known.set(key, known);
    // A failed read (the editor is closing, or was away when it was asked) is repeated next time.
    known.catch(() => this.known.get(key) === known && this.known.delete(key));
    return known;
  }

  private async read(key: string): Promise<Stored | undefined> {
    const asked = Promise.resolve(this.secrets.get(key)).then((text) => ({ stored: parse(text) }));
    const answer = await within(systemScheduler, timeoutMs, asked);
    if (answer === undefined) throw new Error('The secret storage does not answer');
    return answer.stored;
  }
}

/** Field by field: what is not ours, torn or of another version is treated as missing, so the page asks for it. */
function parse(text: string | undefined): Stored | undefined {
  const stored = record(text === undefined ? undefined : json(text));
  const { password, version } = stored;
  const binding = parseBinding(record(stored['binding']));
  if (typeof password !== 'string' || typeof version !== 'string' || binding === undefined) return undefined;
  return { password, binding, version };
}

function parseBinding({ host, port, security, username }: Record<string, unknown>): Binding | undefined {
  const known = securities.find((one) => one === security);
  // A port that is no number is NaN, which JSON writes as null.
  const number = port === null ? Number.NaN : port;
  if (known === undefined || typeof host !== 'string' || typeof username !== 'string') return undefined;
  return typeof number === 'number' ? { host, port: number, security: known, username } : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The text is not logged.
    return undefined;
  }
}
