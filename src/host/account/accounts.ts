import * as vscode from 'vscode';
import type { Sandbox } from '../../mail/sandbox/sandbox';
import {
  type Account,
  type AccountDraft,
  bindingOf,
  chooseAccount,
  type Credential,
  emptyDraft,
} from '../../model/account/account';
import { accountName } from '../../model/account/accountWords';
import { bindingOfDraft, parseAccount, type Parsed } from '../../model/account/parseAccount';
import { readAccounts, storeAccount } from '../../model/account/storedAccount';
import { type SendEnd, type Validity, validityOf, wentThrough } from '../../model/account/validity';
import type { Clock } from '../../model/clock';
import { accountUnusable, type Failure } from '../../model/failure/failure';
import type { Route } from '../../notify/notifier';
import type { Sender } from '../../outbox/courier/senders';
import type { AccountSnapshot, Form } from '../../protocol/settingsPage';
import { proxyFor } from '../settings/editorProxy';
import type { Settings } from '../settings/settings';
import { type AccountMemory, accountFingerprint, AccountTestMarks } from './evidence';
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

/** What a form is tested with; `mark` identifies it for `recordTest`. */
export interface TestSender extends Sender {
  readonly mark: string;
}

/** The accounts of the user: settings, secrets and the results of the last tests, as one consistent state. */
export class Accounts {
  private known: readonly Known[] = [];
  /** Settings and secrets were read once. The secret storage may take its time, for instance while it is locked. */
  private isRead = false;
  private refreshing: Promise<void> = Promise.resolve();
  /** The reading that has not begun yet. */
  private nextRefresh: Promise<void> | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: readonly { dispose(): void }[];
  private readonly marks = new AccountTestMarks();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly settings: Settings,
    private readonly vault: Vault,
    private readonly sandbox: Sandbox,
    private readonly memory: AccountMemory,
    private readonly clock: Clock,
  ) {
    this.subscriptions = [
      settings.onDidChange(() => void this.refresh()),
      vault.onDidChange(() => void this.refresh()),
      // Another window may have tested or sent meanwhile; there is no event for that.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) void this.refresh();
      }),
    ];
  }

  /** Every account as a page sees it; an unsaved one if there is none. */
  get snapshots(): readonly AccountSnapshot[] {
    const tls = this.settings.tls();
    if (this.known.length > 0) {
      return this.known.map(({ draft, passwordSet, validity }) => ({ draft, passwordSet, validity, saved: true, tls }));
    }
    const draft = emptyDraft(this.memory.blankId);
    const { problems } = this.parse(draft, false);
    return [{ draft, passwordSet: false, validity: { state: 'incomplete', problems }, saved: false, tls }];
  }

  /** The id of the default account: the chosen one, or else the first. */
  get defaultId(): string {
    return chooseAccount(this.drafts, this.settings.get('defaultAccount')).chosen?.id ?? '';
  }

  /** The default account, or `undefined` while it is incomplete: no other account replaces it. */
  get usable(): Account | undefined {
    return this.find(this.defaultId)?.account;
  }

  /** Every account as it is saved. */
  get drafts(): readonly AccountDraft[] {
    return this.known.map(({ draft }) => draft);
  }

  /** Every account that is complete. */
  get all(): readonly Account[] {
    return this.known.flatMap(({ account }) => account ?? []);
  }

  /**
   * Identifies the settings and the secret of an account without revealing them; `undefined` while it is incomplete.
   */
  fingerprint(id: string): string | undefined {
    return this.find(id)?.fingerprint;
  }

  /** The validity of the default account; `undefined` until its secret was read for the first time. */
  get validity(): Validity | undefined {
    if (!this.isRead) return undefined;
    return this.validityOf(this.defaultId) ?? this.snapshots[0]?.validity ?? { state: 'incomplete', problems: [] };
  }

  /** The validity of an account; `undefined` if there is none with this id. */
  validityOf(id: string): Validity | undefined {
    return this.find(id)?.validity;
  }

  /** The name of an account if there are several; otherwise empty. */
  nameAmongSeveral(id: string): string {
    const known = this.known.length > 1 ? this.find(id) : undefined;
    return known === undefined ? '' : accountName(known.draft);
  }

  /** The account with this id, while it is complete. */
  complete(id: string): Account | undefined {
    return this.find(id)?.account;
  }

  /** Which account mails a run. @param named the id in its rule; empty for the default account */
  route(named: string | undefined): Route {
    const { chosen, isStandIn } = chooseAccount(this.drafts, this.defaultId, named === '' ? undefined : named);
    const account = chosen && this.find(chosen.id)?.account;
    return { id: chosen?.id, account, isStandIn };
  }

  /**
   * Reads everything again. Resolves after a reading that began after this call; calls while one waits to begin share
   * it.
   */
  refresh(): Promise<void> {
    this.nextRefresh ??= this.refreshing
      // A failed reading (the editor is closing, the secret storage is locked) must not prevent the next one.
      .catch(() => undefined)
      .then(() => this.read());
    this.refreshing = this.nextRefresh;
    return this.refreshing;
  }

  /** Saves an account and, if one was typed, its password. */
  async save({ draft, password }: Form): Promise<void> {
    await this.write([draft]);
    // After the settings: if they cannot be written, the old account keeps its password.
    if (password !== undefined) await this.vault.store(draft.id, { binding: bindingOfDraft(draft), password });
    await this.recordEarlierTest(draft);
    await this.refresh();
  }

  /** Changes fields of a saved account; not those that its password is bound to. */
  async amend(id: string, set: Partial<AccountDraft>): Promise<void> {
    const known = this.find(id);
    if (known !== undefined) await this.save({ draft: { ...known.draft, ...set }, password: undefined });
  }

  /** Saves accounts without secrets; each replaces the one with its id or is added at the end. */
  async put(drafts: readonly AccountDraft[]): Promise<void> {
    await this.write(drafts);
    await this.refresh();
  }

  async setDefault(id: string): Promise<void> {
    await this.settings.set('defaultAccount', id);
    await this.refresh();
  }

  /**
   * Deletes an account with its secret and everything known about it. Returns a function that restores the settings.
   */
  async delete(id: string): Promise<() => Promise<void>> {
    const stored = this.settings.get('accounts');
    const position = readAccounts(stored).findIndex((draft) => draft.id === id);
    const entry = stored[position];
    const chosen = this.settings.get('defaultAccount');
    if (entry !== undefined) {
      const left = stored.toSpliced(position, 1);
      await this.settings.set('accounts', left.length > 0 ? left : undefined);
    }
    if (chosen === id) await this.settings.set('defaultAccount', undefined);
    await this.vault.delete(id);
    await this.memory.forget(id);
    this.marks.forget(id);
    await this.refresh();
    return async () => {
      const now = this.settings.get('accounts');
      if (entry === undefined || readAccounts(now).some((draft) => draft.id === id)) return;
      await this.settings.set('accounts', now.toSpliced(position, 0, entry));
      if (chosen === id) await this.settings.set('defaultAccount', id);
      await this.refresh();
    };
  }

  async deletePassword(id: string): Promise<void> {
    await this.vault.delete(id);
    await this.refresh();
  }

  /** What is needed to send with a saved account, or why it cannot send. */
  async sender(id: string): Promise<Sender | Failure> {
    // If the last reading failed, for instance because the secret storage was locked, another one may succeed.
    await this.refreshing.catch(() => this.refresh());
    const account = this.find(id)?.account;
    return account === undefined ? accountUnusable : this.connect(account, undefined);
  }

  /** What is needed to send with a form, saved or not. Throws a sentence if something is missing or wrong. */
  async senderOf({ draft, password }: Form): Promise<TestSender> {
    const typed = password === undefined ? undefined : { binding: bindingOfDraft(draft), password };
    const passwordSet =
      typed !== undefined || (await this.vault.version(draft.id, bindingOfDraft(draft))) !== undefined;
    const { account, problems } = this.parse(draft, passwordSet);
    if (account === undefined) throw new Error(problems.map(({ message }) => message).join(' '));
    const sender = await this.connect(account, typed);
    return { ...sender, mark: this.markOf(account, sender.credential?.password) };
  }

  /**
   * Records how a test ended. It counts for the saved account if that is the same, now or when it is saved later.
   * @param sender what was tested
   */
  async recordTest({ account: { id }, mark }: TestSender, end: SendEnd): Promise<void> {
    if (end.result === 'verified') this.marks.add(mark, id, this.clock.now());
    else this.marks.remove(mark);
    const saved = this.find(id);
    if (saved?.account === undefined) return;
    const { fingerprint, account } = saved;
    if ((await this.savedMark(account)) === mark) await this.recordSend(id, fingerprint, end);
  }

  /**
   * Records how a send with a saved account ended. Ignored if the settings have changed meanwhile.
   * @param fingerprint of the settings and the secret that were used
   */
  async recordSend(id: string, fingerprint: string | undefined, end: SendEnd): Promise<void> {
    if (fingerprint === undefined || fingerprint !== this.fingerprint(id)) return;
    if (end.result === 'failing') this.marks.forget(id);
    await this.memory.keep(id, { fingerprint, at: this.clock.now(), ...end });
    await this.refresh();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  /** Checks a draft under the TLS policy of the settings and the administrator. */
  parse(draft: AccountDraft, passwordSet: boolean): Parsed {
    return parseAccount(draft, passwordSet, this.settings.tls());
  }

  private async read(): Promise<void> {
    this.nextRefresh = undefined;
    const drafts = readAccounts(this.settings.get('accounts'));
    this.known = await Promise.all(drafts.map((draft) => this.know(draft)));
    this.isRead = true;
    this.changed.fire();
  }

  private find(id: string): Known | undefined {
    return this.known.find(({ draft }) => draft.id === id);
  }

  private async write(drafts: readonly AccountDraft[]): Promise<void> {
    let stored = this.settings.get('accounts');
    for (const draft of drafts) {
      const position = readAccounts(stored).findIndex(({ id }) => id === draft.id);
      const entry = storeAccount(draft);
      stored = position < 0 ? [...stored, entry] : stored.with(position, entry);
    }
    await this.settings.set('accounts', stored);
  }

  private async know(draft: AccountDraft): Promise<Known> {
    const version = await this.vault.version(draft.id, bindingOfDraft(draft));
    const { account, problems } = this.parse(draft, version !== undefined);
    const fingerprint = account && accountFingerprint(account, version);
    const validity = validityOf(problems, fingerprint, this.memory.evidence(draft.id));
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

  /** If the form passed a test before it was saved, that test counts, with its own time. */
  private async recordEarlierTest(draft: AccountDraft): Promise<void> {
    const { account } = this.parse(draft, true);
    if (account === undefined) return;
    const at = this.marks.at(await this.savedMark(account));
    if (at === undefined) return;
    const fingerprint = accountFingerprint(account, await this.vault.version(account.id, bindingOf(account)));
    if (this.memory.evidence(account.id)?.fingerprint === fingerprint) return;
    await this.memory.keep(account.id, { fingerprint, at, ...wentThrough });
  }

  private async savedMark(account: Account): Promise<string> {
    const credential = account.authentication && (await this.vault.credential(account.id, bindingOf(account)));
    return this.markOf(account, credential ? credential.password : undefined);
  }

  /** The password of the sandbox is not the user's, and differs in each window. */
  private markOf(account: Account, password: string | undefined): string {
    return this.marks.markOf(account, account.provider === 'sandbox' ? undefined : password, proxyFor(account));
  }
}
