import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Sandbox, StoredMail } from '../../mail/sandbox/sandbox';
import { whenText } from '../../model/timeText';
import type { Accounts } from '../account/accounts';
import { commandName } from '../editor/commands';
import { setContext } from '../editor/contextKeys';

export const sandboxViewId = 'mailWhenDone.sandboxInbox';

/** The sandbox inbox in the side bar, newest mail first. */
export class SandboxView implements vscode.TreeDataProvider<StoredMail> {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<StoredMail>;
  private readonly subscriptions: readonly { dispose(): void }[];
  readonly onDidChangeTreeData = this.changed.event;

  /** @param accounts tells whether the sandbox is one of them */
  constructor(
    private readonly sandbox: Sandbox,
    private readonly accounts: Pick<Accounts, 'drafts' | 'onDidChange'>,
  ) {
    this.view = vscode.window.createTreeView(sandboxViewId, { treeDataProvider: this });
    this.subscriptions = [sandbox.onDidChange(() => this.show()), accounts.onDidChange(() => this.showUse())];
    this.showUse();
    this.show();
  }

  getTreeItem(mail: StoredMail): vscode.TreeItem {
    const subject = mail.subject === '' ? l10n.t('(no subject)') : mail.subject;
    const at = whenText(mail.at, vscode.env.language);
    const item = new vscode.TreeItem(subject);
    item.id = mail.id;
    item.description = mail.from;
    item.tooltip = [subject, l10n.t('From: {0}', mail.from), l10n.t('To: {0}', mail.envelopeTo.join(', ')), at].join(
      '\n',
    );
    item.iconPath = new vscode.ThemeIcon('mail');
    item.contextValue = 'sandboxMail';
    item.command = { command: commandName('openSandboxMail'), title: l10n.t('Open'), arguments: [mail] };
    return item;
  }

  getChildren(parent?: StoredMail): StoredMail[] {
    return parent === undefined ? [...this.sandbox.mails] : [];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  private show(): void {
    const { length } = this.sandbox.mails;
    this.view.description = this.sandbox.port === undefined ? '' : `127.0.0.1:${this.sandbox.port}`;
    void setContext('sandboxHasMail', length > 0);
    this.changed.fire();
  }

  /** Switches the text of the empty view: how to use the sandbox, or that there are no mails yet. */
  private showUse(): void {
    const isUsed = this.accounts.drafts.some(({ provider }) => provider === 'sandbox');
    void setContext('sandboxIsUsed', isUsed);
  }
}
