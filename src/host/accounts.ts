import { createHash, createHmac, randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { bindingOf, emptyDraft, type Account, type AccountDraft, type Credential } from '../model/account';
import type { Clock } from '../model/clock';
import type { Failure } from '../model/failure';
import { bindingOfDraft, parseAccount } from '../model/parseAccount';
import { readAccount, storeAccount } from '../model/storedAccount';
import { validityOf, type Evidence, type Validity } from '../model/validity';
import type { Sandbox } from '../mail/sandbox';
import type { Sender } from '../outbox/outboxHost';
import type { AccountSnapshot, Form } from '../protocol';
import { proxyFor } from './editorProxy';
import type { Settings } from './settings';
import type { Vault } from './vault';

/** An account with what is known of it. `account` is `undefined` while something is missing. */
interface Known {
  readonly draft: AccountDraft;
  readonly account: Account | undefined;
  readonly passwordSet: boolean;
  /** Of exactly these settings and this secret; `undefined` while something is missing. */
  readonly fingerprint: string | undefined;
  readonly validity: Validity;
}

/** The accounts of the user: what settings.json, the vault and the last tests say of them, always as one. */
export class Accounts {
  private known: readonly Known[] = [];
  private refreshing: Promise<void> = Promise.resolve();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: readonly { dispose(): void }[];
  /** When the forms that passed a test in this window did; their marks are keyed anew in each, and tell no password. */
  private readonly tested = new Map<string, number>();
  private readonly markKey = randomBytes(32);
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly settings: Settings,
    private readonly vault: Vault,
    private readonly sandbox: Sandbox,
    private readonly evidence: vscode.Memento,
    private readonly clock: Clock,
  ) {
    this.subscriptions = [
      settings.onDidChange(() => void this.refresh()),
      vault.onDidChange(() => void this.refresh()),
      // Another window may have tested or sent meanwhile; that is told to nobody.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) void this.refresh();
      }),
    ];
  }

  /** Every account as a page sees it; one that was never saved where there is none. */
  get snapshots(): readonly AccountSnapshot[] {
    if (this.known.length > 0) {
      return this.known.map(({ draft, passwordSet, validity }) => ({ draft, passwordSet, validity, saved: true }));
    }
    const draft = emptyDraft('account-1');
    const { problems } = parseAccount(draft, false);
    return [{ draft, passwordSet: false, validity: { state: 'incomplete', problems }, saved: false }];
  }

  /** The account that mails go through, or `undefined` while it is incomplete. */
  get usable(): Account | undefined {
    return this.known[0]?.account;
  }

  /** Every account that is complete. */
  get all(): readonly Account[] {
    return this.known.flatMap(({ account }) => account ?? []);
  }

  /** Names the settings and the secret of an account without telling them; `undefined` while it is incomplete. */
  fingerprint(id: string): string | undefined {
    return this.known.find(({ draft }) => draft.id === id)?.fingerprint;
  }

  /** What is known of the account that mails go through. */
  get validity(): Validity {
    return this.snapshots[0]?.validity ?? { state: 'incomplete', problems: [] };
  }

  /** Reads everything again. Calls in a row are answered one after the other, so the last one wins. */
  refresh(): Promise<void> {
    // One that failed (the editor is closing, the secret storage is locked) must not keep the next from trying.
    this.refreshing = this.refreshing
      .catch(() => undefined)
      .then(async () => {
        const drafts = this.settings.get('accounts').map((value, position) => readAccount(value, position));
        this.known = await Promise.all(drafts.map((draft) => this.know(draft)));
        this.changed.fire();
      });
    return this.refreshing;
  }

  /** Writes an account and, if one was typed, its password. */
  async save({ draft, password }: Form): Promise<void> {
    const stored = this.settings.get('accounts');
    const position = stored.findIndex((value, index) => readAccount(value, index).id === draft.id);
    const entry = storeAccount(draft);
    await this.settings.set('accounts', position < 0 ? [...stored, entry] : stored.with(position, entry));
    // After the settings: where those cannot be written, the old account keeps its password.
    if (password !== undefined) await this.vault.store(draft.id, { binding: bindingOfDraft(draft), password });
    await this.recordEarlierTest(draft);
    await this.refresh();
  }

  /** Removes an account with its secret and all that is known of it. */
  async delete(id: string): Promise<void> {
    const stored = this.settings.get('accounts');
    const left = stored.filter((value, index) => readAccount(value, index).id !== id);
    await this.settings.set('accounts', left.length > 0 ? left : undefined);
    await this.vault.delete(id);
    await this.evidence.update(evidenceKey(id), undefined);
    this.tested.clear();
    await this.refresh();
  }

  async deletePassword(id: string): Promise<void> {
    await this.vault.delete(id);
    await this.refresh();
  }

  /** What is needed to send through a saved account, or why that cannot be. */
  async sender(id: string): Promise<Sender | Failure> {
    await this.refreshing;
    const account = this.known.find(({ draft }) => draft.id === id)?.account;
    return account === undefined ? notUsable : this.connect(account, undefined);
  }

  /** What is needed to send with a form as it stands. Throws a sentence when something in it is missing or wrong. */
  async senderOf({ draft, password }: Form): Promise<Sender> {
    const typed = password === undefined ? undefined : { binding: bindingOfDraft(draft), password };
    const passwordSet =
      typed !== undefined || (await this.vault.version(draft.id, bindingOfDraft(draft))) !== undefined;
    const { account, problems } = parseAccount(draft, passwordSet);
    if (account === undefined) throw new Error(problems.map(({ message }) => message).join(' '));
    return this.connect(account, typed);
  }

  /** Keeps how a test of a form ended; it counts for the saved account if that is the same or is saved so later. */
  async recordTest(form: Form, result: Evidence['result'], reason: string): Promise<void> {
    const { account } = parseAccount(form.draft, true);
    if (account === undefined) return;
    const password = form.password ?? (await this.vault.credential(account.id, bindingOf(account)))?.password;
    const mark = this.mark(account, password);
    if (result === 'verified') this.tested.set(mark, this.clock.now());
    else this.tested.delete(mark);
    const saved = this.known.find(({ draft }) => draft.id === account.id)?.account;
    const savedPassword = saved && (await this.vault.credential(saved.id, bindingOf(saved)))?.password;
    if (saved && this.mark(saved, savedPassword) === mark) {
      await this.recordSend(saved.id, this.fingerprint(saved.id), result, reason);
    }
  }

  /**
   * Keeps how a send through a saved account ended. It tells nothing of settings that were changed meanwhile.
   * @param fingerprint of what the send was made with
   */
  async recordSend(
    id: string,
    fingerprint: string | undefined,
    result: Evidence['result'],
    reason: string,
  ): Promise<void> {
    if (fingerprint === undefined || fingerprint !== this.fingerprint(id)) return;
    if (result === 'failing') this.tested.clear();
    await this.record(id, { fingerprint, result, at: this.clock.now(), reason });
    await this.refresh();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  private async know(draft: AccountDraft): Promise<Known> {
    const version = await this.vault.version(draft.id, bindingOfDraft(draft));
    const { account, problems } = parseAccount(draft, version !== undefined);
    const fingerprint = account && fingerprintOf(account, version);
    const validity = validityOf(problems, fingerprint, this.evidence.get<Evidence>(evidenceKey(draft.id)));
    return { draft, account, passwordSet: version !== undefined, fingerprint, validity };
  }

  private async connect(account: Account, typed: Credential | undefined): Promise<Sender> {
    if (account.provider === 'sandbox') {
      const { port } = await this.sandbox.start();
      const resolved = { ...account, port };
      return { account: resolved, credential: { binding: bindingOf(resolved), password: this.sandbox.password } };
    }
    const proxy = proxyFor(account);
    if (!account.authentication) return { account, credential: undefined, proxy };
    return { account, proxy, credential: typed ?? (await this.vault.credential(account.id, bindingOf(account))) };
  }

  /** A form that passed a test before it was saved as it was has that test to show, with the time that it had. */
  private async recordEarlierTest(draft: AccountDraft): Promise<void> {
    const { account } = parseAccount(draft, true);
    if (account === undefined) return;
    const binding = bindingOf(account);
    const at = this.tested.get(this.mark(account, (await this.vault.credential(account.id, binding))?.password));
    if (at === undefined) return;
    const fingerprint = fingerprintOf(account, await this.vault.version(account.id, binding));
    const known = this.evidence.get<Evidence>(evidenceKey(account.id));
    if (known?.fingerprint === fingerprint) return;
    await this.record(account.id, { fingerprint, result: 'verified', at, reason: '' });
  }

  private async record(id: string, evidence: Evidence): Promise<void> {
    await this.evidence.update(evidenceKey(id), evidence);
  }

  private mark(account: Account, password: string | undefined): string {
    return createHmac('sha256', this.markKey)
      .update(JSON.stringify([account, password, proxyFor(account)]))
      .digest('base64');
  }
}

const notUsable: Failure = {
  cause: 'passwordMissing',
  step: 'resolve',
  retry: 'whenFixed',
  reply: '',
  code: 'EINCOMPLETE',
  detail: '',
};

function evidenceKey(id: string): string {
  return `evidence.${id}`;
}

/** Changes with any setting of the account, with any new password and with the proxy, of whose password it tells nothing. */
function fingerprintOf(account: Account, secretVersion: string | undefined): string {
  const { kind, host, port, username } = proxyFor(account) ?? {};
  return createHash('sha256')
    .update(JSON.stringify([account, secretVersion, kind, host, port, username]))
    .digest('base64');
}
