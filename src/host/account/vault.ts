import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { sameBinding, type Binding, type Credential } from '../model/account';

/** A secret as it is stored: with the server and user that it was typed for. */
interface Stored {
  readonly password: string;
  readonly binding: Binding;
  /** New with every password, so that evidence gathered with an old one no longer counts. Tells nothing of the password. */
  readonly version: string;
}

/**
 * Keeps passwords in the editor's SecretStorage. A password is handed out for exactly the server and user that it was
 * typed for; for any other the answer is that there is none. Read once and kept in memory: the editor stops answering
 * before a window closes.
 */
export class Vault {
  private readonly known = new Map<string, Promise<Stored | undefined>>();
  private readonly listeners = new Set<() => void>();
  private readonly subscription: vscode.Disposable;

  constructor(private readonly secrets: vscode.SecretStorage) {
    this.subscription = secrets.onDidChange(({ key }) => {
      if (this.known.delete(key)) this.changed();
    });
  }

  /** The credential of an account, or `undefined` when there is none for this very binding. */
  async credential(accountId: string, binding: Binding): Promise<Credential | undefined> {
    const stored = await this.stored(accountId);
    if (stored === undefined || !sameBinding(stored.binding, binding)) return undefined;
    return { binding, password: stored.password };
  }

  /** The secret of an account whatever it is bound to, with its user name: to be looked for and masked, never to be used. */
  async secret(accountId: string): Promise<{ readonly username: string; readonly password: string } | undefined> {
    const stored = await this.stored(accountId);
    return stored && { username: stored.binding.username, password: stored.password };
  }

  /** What changes with every new password of that binding; `undefined` when there is none. */
  async version(accountId: string, binding: Binding): Promise<string | undefined> {
    const stored = await this.stored(accountId);
    return stored !== undefined && sameBinding(stored.binding, binding) ? stored.version : undefined;
  }

  async store(accountId: string, { password, binding }: Credential): Promise<void> {
    const stored: Stored = { password, binding, version: randomUUID() };
    await this.secrets.store(keyOf(accountId), JSON.stringify(stored));
    this.known.set(keyOf(accountId), Promise.resolve(stored));
    this.changed();
  }

  async delete(accountId: string): Promise<void> {
    await this.secrets.delete(keyOf(accountId));
    this.known.delete(keyOf(accountId));
    this.changed();
  }

  /** Another window may have stored or deleted a secret. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  dispose(): void {
    this.subscription.dispose();
    this.listeners.clear();
    this.known.clear();
  }

  private stored(accountId: string): Promise<Stored | undefined> {
    const key = keyOf(accountId);
    const known = this.known.get(key) ?? Promise.resolve(this.secrets.get(key)).then(parse);
    this.known.set(key, known);
    // An answer that did not come (the editor is closing) is asked for again next time.
    known.catch(() => this.known.delete(key));
    return known;
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

function keyOf(accountId: string): string {
  return `mailWhenDone.account.${accountId}`;
}

function parse(text: string | undefined): Stored | undefined {
  if (text === undefined) return undefined;
  try {
    const { password, binding, version } = JSON.parse(text) as Partial<Stored>;
    return typeof password === 'string' && binding !== undefined && typeof version === 'string'
      ? { password, binding, version }
      : undefined;
  } catch {
    // Not ours, or torn: the same as none, and the page asks for the password. The text goes nowhere.
    return undefined;
  }
}
