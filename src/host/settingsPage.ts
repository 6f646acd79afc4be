import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isAddress } from '../model/address';
import { readAccount } from '../model/storedAccount';
import {
  Server,
  type Form,
  type Handlers,
  type SettingsEvents,
  type SettingsRequests,
  type SettingsState,
} from '../protocol';
import type { TestReport } from '../protocol';
import type { Accounts } from './accounts';
import { proxyStanding } from './editorProxy';
import { notice } from './notice';
import { pageHtml, pageOptions } from './pageHtml';
import type { Settings } from './settings';
import type { TestMail } from './testMail';

export const settingsViewType = 'mailWhenDone.settings';

/** The settings page: at most one, opened by command and brought back by the editor after a reload. */
export class SettingsPage implements vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private server: Server<SettingsRequests, SettingsEvents> | undefined;
  private test: { readonly ending: AbortController; isRunning: boolean; report: TestReport | undefined } | undefined;
  /** What was typed and not saved as the page was closed. */
  private kept: unknown;
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly accounts: Accounts,
    private readonly settings: Settings,
    private readonly testMail: TestMail,
  ) {
    this.subscriptions = [
      accounts.onDidChange(() => this.server?.emit('state', this.state())),
      settings.onDidChange(() => this.server?.emit('state', this.state())),
      vscode.window.registerWebviewPanelSerializer(settingsViewType, this),
    ];
  }

  async open(): Promise<void> {
    if (this.panel !== undefined) {
      this.panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      settingsViewType,
      'Mail When Done',
      vscode.ViewColumn.Active,
      pageOptions(this.extensionUri),
    );
    await this.fill(panel);
  }

  /** The editor found the page open as the window was closed, and brings it back. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = pageOptions(this.extensionUri);
    await this.fill(panel);
  }

  dispose(): void {
    this.test?.ending.abort();
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
      this.test?.ending.abort();
      this.panel = this.server = this.test = undefined;
    });
    const title = l10n.t('Mail When Done settings');
    webview.html = await pageHtml(webview, this.extensionUri, 'settings', title, this.kept);
  }

  private state(): SettingsState {
    return {
      accounts: this.accounts.snapshots,
      enabled: this.settings.get('enabled'),
      minimumDuration: this.settings.get('minimumDuration'),
      proxy: proxyStanding(),
      test: this.test?.report,
    };
  }

  private handlers(): Handlers<SettingsRequests> {
    return {
      ready: async () => {
        await this.accounts.refresh();
        return this.state();
      },
      save: async (params) => {
        await this.accounts.save(formOf(params));
        return this.state();
      },
      test: (params) => this.runTest(formOf(params), params.to ?? []),
      cancelTest: () => {
        this.test?.ending.abort();
        return null;
      },
      deleteAccount: ({ id }) => this.deleteAccount(id),
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
      setMinimumDuration: async (seconds) => {
        if (!Number.isFinite(seconds) || seconds < 0) throw new Error(l10n.t('Enter a number of seconds from 0 up.'));
        await this.settings.set('minimumDuration', seconds);
        return this.state();
      },
      showSandboxInbox: async () => {
        await vscode.commands.executeCommand('mailWhenDone.showSandboxInbox');
        return null;
      },
      copy: async ({ text }) => {
        await vscode.env.clipboard.writeText(text);
        return null;
      },
    };
  }

  private async runTest(form: Form, to: readonly string[]): Promise<TestReport> {
    if (!to.every((address) => isAddress(address))) throw new Error(l10n.t('The address for the test is not valid.'));
    if (this.test?.isRunning === true) throw new Error(l10n.t('A test is already running.'));
    const test: NonNullable<typeof this.test> = { ending: new AbortController(), isRunning: true, report: undefined };
    this.test = test;
    const keep = (report: TestReport): void => {
      test.report = report;
      if (this.test === test) this.server?.emit('test', report);
    };
    try {
      const report = await this.testMail.send(form, to, keep, test.ending.signal);
      keep(report);
      return report;
    } catch (error) {
      if (this.test === test) {
        this.test = undefined;
        // The page may have heard that the test runs; it no longer does.
        this.server?.emit('state', this.state());
      }
      throw error;
    } finally {
      test.isRunning = false;
    }
  }

  private async deleteAccount(id: string): Promise<boolean> {
    const remove = l10n.t('Delete');
    if (
      !(await notice.confirm(
        l10n.t('Delete the SMTP settings and the password?'),
        l10n.t('No mail will be sent until an account is set up again.'),
        remove,
      ))
    )
      return false;
    await this.accounts.delete(id);
    this.test = undefined;
    return true;
  }
}

/** A form as a page may have sent it: a page is not trusted more than settings.json is. */
function formOf({ draft, password }: Form): Form {
  return {
    draft: readAccount(draft, 0),
    password: typeof password === 'string' && password !== '' ? password : undefined,
  };
}
