import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountDraft } from '../model/account';
import { isAddress } from '../model/address';
import type { DeliveryReport } from '../model/deliveryReport';
import type { FindReport } from '../model/discovery';
import { readAccount } from '../model/storedAccount';
import type { Outbox } from '../outbox/outbox';
import {
  Server,
  type Form,
  type Handlers,
  type SettingsEvents,
  type SettingsRequests,
  type SettingsState,
} from '../protocol';
import type { TestReport } from '../protocol';
import { copyAccount } from '../model/accountImport';
import { chooseNewAccount } from './newAccount';
import { deleteAccount } from './accountDeletion';
import type { Accounts } from './accounts';
import type { Commands } from './commands';
import { checkable } from './deliveryDocuments';
import { proxyStanding } from './editorProxy';
import type { Lookups } from './lookups';
import { notice } from './notice';
import { pageHtml, pageOptions } from './pageHtml';
import { PageRun } from './pageRun';
import { knownPreset } from './presets';
import type { RuleEditing } from './ruleEditing';
import type { Settings } from './settings';
import type { TemplateEditing } from './templateEditing';
import type { TestMail } from './testMail';

interface RunningTest {
  readonly ending: AbortController;
  isRunning: boolean;
  report: TestReport | undefined;
}

export const settingsViewType = 'mailWhenDone.settings';

/** The settings page: at most one, opened by command and brought back by the editor after a reload. */
export class SettingsPage implements vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private server: Server<SettingsRequests, SettingsEvents> | undefined;
  /** The last test of each account since the page was opened. */
  private readonly tests = new Map<string, RunningTest>();
  /** The account that is to be shown once the page is up. */
  private wanted: string | undefined;
  /** What was typed and not saved as the page was closed. */
  private kept: unknown;
  private readonly finding = new PageRun<FindReport>((report) => this.server?.emit('find', report));
  private readonly delivery = new PageRun<DeliveryReport>((report) => this.server?.emit('delivery', report));
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly accounts: Accounts,
    private readonly settings: Settings,
    private readonly testMail: TestMail,
    private readonly outbox: Outbox,
    private readonly lookups: Lookups,
    private readonly rules: RuleEditing,
    private readonly templates: TemplateEditing,
  ) {
    this.subscriptions = [
      accounts.onDidChange(() => this.refresh()),
      settings.onDidChange(() => this.refresh()),
      rules.onDidChange(() => this.refresh()),
      templates.onDidChange(() => this.refresh()),
      vscode.window.registerWebviewPanelSerializer(settingsViewType, this),
    ];
  }

  /** @param accountId the account to be shown; one that is not there yet is to be filled in */
  async open(accountId?: string): Promise<void> {
    if (this.panel !== undefined) {
      // A hidden page is gone, and asks for everything anew as soon as it is shown.
      if (!this.panel.visible) this.wanted = accountId;
      else if (accountId !== undefined) this.server?.emit('select', { id: accountId });
      this.panel.reveal();
      return;
    }
    this.wanted = accountId;
    const panel = vscode.window.createWebviewPanel(
      settingsViewType,
      'Mail When Done',
      vscode.ViewColumn.Active,
      pageOptions(this.extensionUri),
    );
    await this.fill(panel);
  }

  /** Tells the page, where it is open, how everything stands; to be called when the last runs are others too. */
  refresh(): void {
    this.server?.emit('state', this.state());
  }

  /** The editor found the page open as the window was closed, and brings it back. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = pageOptions(this.extensionUri);
    await this.fill(panel);
  }

  dispose(): void {
    this.endTests();
    this.finding.cancel();
    this.delivery.cancel();
    this.panel?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async fill(panel: vscode.WebviewPanel): Promise<void> {
    const { webview } = panel;
    this.panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.png');
    const server = new Server<SettingsRequests, SettingsEvents>(
      (message) => void webview.postMessage(message),
      this.handlers(),
    );
    this.server = server;
    webview.onDidReceiveMessage((message) => void server.receive(message));
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.endTests();
      this.panel = this.server = undefined;
      this.finding.forget();
      this.delivery.forget();
    });
    const title = l10n.t('Mail When Done settings');
    webview.html = await pageHtml(webview, this.extensionUri, 'settings', title, this.kept);
  }

  private state(): SettingsState {
    return {
      accounts: this.accounts.snapshots,
      defaultId: this.accounts.defaultId,
      enabled: this.settings.get('enabled'),
      ...this.rules.state(),
      ...this.templates.state(),
      tests: Object.fromEntries([...this.tests].flatMap(([id, { report }]) => (report ? [[id, report]] : []))),
      find: this.finding.report,
      delivery: this.delivery.report,
      proxy: proxyStanding(),
    };
  }

  private handlers(): Handlers<SettingsRequests> {
    return {
      ready: async () => {
        await Promise.all([this.accounts.refresh(), this.rules.ready(), this.templates.ready()]);
        const { wanted } = this;
        this.wanted = undefined;
        return { ...this.state(), ...(wanted === undefined ? {} : { select: wanted }) };
      },
      save: async (params) => {
        await this.accounts.save(formOf(params));
        return this.state();
      },
      test: (params) => this.runTest(formOf(params), params.to ?? []),
      cancelTest: ({ id }) => {
        this.tests.get(id)?.ending.abort();
        return null;
      },
      addAccount: async () => (await chooseNewAccount(this.accounts)) ?? null,
      duplicateAccount: async ({ id }) => {
        const { drafts } = this.accounts;
        const draft = drafts.find((one) => one.id === id);
        if (draft === undefined) throw new Error(l10n.t('This account is no longer there.'));
        const copy = copyAccount(draft, drafts);
        await this.accounts.put([copy]);
        return copy.id;
      },
      setDefault: async ({ id }) => {
        await this.accounts.setDefault(id);
        return this.state();
      },
      deleteAccount: async ({ id }) => {
        const isDeleted = await deleteAccount(this.accounts, this.outbox, id);
        if (isDeleted) this.tests.delete(id);
        return isDeleted;
      },
      findSettings: ({ draft }) => {
        const request = readAccount(draft, 0);
        return this.finding.start((onReport, signal) => this.lookups.find(request, onReport, signal));
      },
      cancelFind: () => {
        this.finding.cancel();
        return null;
      },
      checkDelivery: ({ draft }) => this.checkDelivery(readAccount(draft, 0)),
      cancelDelivery: () => {
        this.delivery.cancel();
        return null;
      },
      deletePassword: async ({ id }) => {
        const question = l10n.t('Delete the stored password?');
        const detail = l10n.t('No mail will be sent until it is typed again.');
        if (await notice.confirm(question, detail, l10n.t('Delete'))) await this.accounts.deletePassword(id);
        return this.state();
      },
      keep: (typed) => {
        this.kept = typed ?? undefined;
        return null;
      },
      setEnabled: async (enabled) => {
        await this.settings.set('enabled', enabled);
        return this.state();
      },
      saveRules: async ({ rules }) => {
        await this.rules.save(rules);
        this.refresh();
        return null;
      },
      deleteRule: async ({ id }) => {
        await this.rules.delete(id);
        this.refresh();
        return null;
      },
      ...this.templates.handlers(() => this.refresh()),
      setOneConversation: async (wanted) => {
        await this.settings.set('oneConversation', wanted);
        return this.state();
      },
      previewRule: ({ id }) => command('previewMail', { rule: id }),
      showSandboxInbox: async () => {
        await vscode.commands.executeCommand('mailWhenDone.showSandboxInbox');
        return null;
      },
      showConversations: () => command('showConversations'),
      createSupportBundle: () => command('createSupportBundle'),
      copy: async ({ text }) => {
        await vscode.env.clipboard.writeText(text);
        return null;
      },
    };
  }

  private async runTest(form: Form, to: readonly string[]): Promise<TestReport> {
    const { id } = form.draft;
    if (!to.every((address) => isAddress(address))) throw new Error(l10n.t('The address for the test is not valid.'));
    if (this.tests.get(id)?.isRunning === true) throw new Error(l10n.t('A test is already running.'));
    const test: RunningTest = { ending: new AbortController(), isRunning: true, report: undefined };
    this.tests.set(id, test);
    const isCurrent = (): boolean => this.tests.get(id) === test;
    const keep = (report: TestReport): void => {
      test.report = report;
      if (isCurrent()) this.server?.emit('test', { id, report });
    };
    try {
      const report = await this.testMail.send(form, to, keep, test.ending.signal);
      keep(report);
      return report;
    } catch (error) {
      if (isCurrent()) {
        this.tests.delete(id);
        // The page may have heard that the test runs; it no longer does.
        this.refresh();
      }
      throw error;
    } finally {
      test.isRunning = false;
    }
  }

  private endTests(): void {
    for (const { ending } of this.tests.values()) ending.abort();
    this.tests.clear();
  }

  /** The password does not matter here: nobody signs in. */
  private async checkDelivery(draft: AccountDraft): Promise<DeliveryReport> {
    const { account, problems } = this.accounts.parse(draft, true);
    if (account === undefined) throw new Error(problems.map(({ message }) => message).join(' '));
    checkable(account);
    const preset = await knownPreset(account.provider);
    return this.delivery.start((onReport, signal) => this.lookups.check(account, preset, onReport, signal));
  }
}

/** Begins a command, and waits for nothing: it asks and tells by itself. */
function command(name: keyof Commands, argument?: unknown): null {
  void vscode.commands.executeCommand(`mailWhenDone.${name}`, argument);
  return null;
}

/** A form as a page may have sent it: a page is not trusted more than settings.json is. */
function formOf({ draft, password }: Form): Form {
  return {
    draft: readAccount(draft, 0),
    password: typeof password === 'string' && password !== '' ? password : undefined,
  };
}
