import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccountDraft } from '../../model/account/account';
import { copyAccount } from '../../model/account/accountFile';
import { isAddress } from '../../model/account/address';
import type { SecretKeeping } from '../../model/account/secretKeeping';
import { readAccount } from '../../model/account/storedAccount';
import type { DeliveryReport } from '../../model/lookup/deliveryReport';
import type { FindReport } from '../../model/lookup/discovery';
import type { Outbox } from '../../outbox/outbox';
import { type Handlers, Server } from '../../protocol/channel';
import {
  type Form,
  type SettingsEvents,
  settingsElsewhere,
  type SettingsRequests,
  type SettingsState,
  sides,
  type TestReport,
} from '../../protocol/settingsPage';
import { deleteAccount } from '../account/accountDeletion';
import type { Accounts } from '../account/accounts';
import { knownPreset } from '../account/knownPreset';
import { chooseNewAccount } from '../account/newAccount';
import { secretPlace } from '../account/secretPlace';
import type { TestMail } from '../account/testMail';
import { type CommandArguments, type CommandId, executeCommand } from '../editor/commands';
import { notice } from '../editor/notice';
import { pageHtml, pageOptions } from '../editor/pageHtml';
import { offerReloadFor } from '../editor/reloadOffer';
import { checkable } from '../lookup/deliveryDocuments';
import type { Lookups } from '../lookup/lookups';
import { proxyStanding } from '../settings/editorProxy';
import type { RunningSide } from '../settings/runningSide';
import { openSetting, type Settings } from '../settings/settings';
import { PageJob } from './pageJob';
import type { RuleEditing } from './ruleEditing';
import type { TemplateEditing } from './templateEditing';

interface RunningTest {
  readonly ending: AbortController;
  isRunning: boolean;
  report: TestReport | undefined;
}

const settingsViewType = 'mailWhenDone.settings';

/** The settings page: at most one, opened by a command and restored by the editor after a reload. */
export class SettingsPage implements vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private server: Server<SettingsRequests, SettingsEvents> | undefined;
  /** The last test of each account since the page was opened. */
  private readonly tests = new Map<string, RunningTest>();
  /** The account to show when the page is ready. */
  private wanted: string | undefined;
  /** What was typed but not saved when the page was closed. */
  private kept: unknown;
  private readonly finding = new PageJob<FindReport>((report) => this.server?.emit('find', report));
  private readonly delivery = new PageJob<DeliveryReport>((report) => this.server?.emit('delivery', report));
  private readonly subscriptions: readonly vscode.Disposable[];
  /** Read once: it stays as it is until the editor starts anew. */
  private secretKeeping: SecretKeeping | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly accounts: Accounts,
    private readonly settings: Settings,
    private readonly testMail: TestMail,
    private readonly outbox: Outbox,
    private readonly lookups: Lookups,
    private readonly rules: RuleEditing,
    private readonly templates: TemplateEditing,
    private readonly side: RunningSide,
  ) {
    this.subscriptions = [
      accounts.onDidChange(() => this.refresh()),
      settings.onDidChange(() => this.refresh()),
      rules.onDidChange(() => this.refresh()),
      templates.onDidChange(() => this.refresh()),
      vscode.window.registerWebviewPanelSerializer(settingsViewType, this),
    ];
  }

  /** @param accountId the account to show; an unknown id starts a new account */
  async open(accountId?: string): Promise<void> {
    if (this.panel !== undefined) {
      // A hidden page is gone; it asks for everything again when it is shown.
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

  /** Sends a fresh snapshot to the open page. Also call it when the recent runs have changed. */
  refresh(): void {
    this.server?.emit('state', this.state());
  }

  /** The page was open when the window was closed; the editor restores it. */
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
      secretKeeping: (this.secretKeeping ??= secretPlace()),
      side: this.side.state,
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
      confirm: ({ title, detail, button }) => notice.confirm(title, detail, button),
      previewRule: ({ id }) => command('previewMail', { rule: id }),
      showSandboxInbox: async () => {
        await executeCommand('showSandboxInbox');
        return null;
      },
      showConversations: () => command('showConversations'),
      chooseSide: async ({ side }) => {
        if (sides.includes(side)) await this.side.choose(side);
        const { chosen, running } = this.side.state ?? {};
        if (chosen !== running) void offerReloadFor(l10n.t('The other computer sends once the window is reloaded.'));
        return this.state();
      },
      openSetting: async ({ name }) => {
        if (settingsElsewhere.includes(name)) await openSetting(name);
        return null;
      },
      showSettingChanges: () => command('showSettingChanges'),
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
        // The page may show the test as running; it no longer runs.
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

  /** The password does not matter: the check does not sign in. */
  private async checkDelivery(draft: AccountDraft): Promise<DeliveryReport> {
    const { account, problems } = this.accounts.parse(draft, true);
    if (account === undefined) throw new Error(problems.map(({ message }) => message).join(' '));
    checkable(account);
    const preset = await knownPreset(account.provider);
    return this.delivery.start((onReport, signal) => this.lookups.check(account, preset, onReport, signal));
  }
}

/** Starts a command without waiting for it: it has its own dialogs. */
function command<Id extends CommandId>(id: Id, ...args: CommandArguments[Id]): null {
  void executeCommand(id, ...args);
  return null;
}

/** Reads a form sent by a page, which is trusted no more than settings.json. */
function formOf({ draft, password }: Form): Form {
  return {
    draft: readAccount(draft, 0),
    password: typeof password === 'string' && password !== '' ? password : undefined,
  };
}
