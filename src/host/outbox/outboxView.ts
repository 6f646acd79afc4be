import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { momentText } from '../../model/timeText';
import { type ItemGroup, itemGroups, type ListedItem } from '../../outbox/courier/itemList';
import type { Outbox } from '../../outbox/outbox';
import type { Accounts } from '../account/accounts';
import { commandName } from '../editor/commands';
import { setContext } from '../editor/contextKeys';
import { groupDescription, groupLabel, itemDescription, itemTooltip, outboxTrouble } from './outboxWords';

export const outboxViewId = 'mailWhenDone.outbox';

interface Group {
  readonly group: ItemGroup;
  /** The newest first, and no more than a view can show. */
  readonly items: readonly ListedItem[];
  readonly count: number;
}

type Node = Group | ListedItem;

/** How many of the last mails of a group are read and shown: as many as anybody scrolls through. */
const maxShown = 200;

const icons: Record<ItemGroup, vscode.ThemeIcon> = {
  sending: new vscode.ThemeIcon('sync~spin'),
  waiting: new vscode.ThemeIcon('clock'),
  inDoubt: new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground')),
  parked: new vscode.ThemeIcon('debug-pause', new vscode.ThemeColor('list.warningForeground')),
  dead: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  sent: new vscode.ThemeIcon('check'),
};

/** The outbox in the side bar: mails that wait, are being sent, are in trouble, or were sent last. */
export class OutboxView implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: readonly { dispose(): void }[];
  /** Waiting times (`in 5m`) shrink while nothing else happens. */
  private readonly ticking = setInterval(() => this.tick(), 15_000);
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly outbox: Outbox,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {
    this.view = vscode.window.createTreeView(outboxViewId, { treeDataProvider: this, canSelectMany: true });
    this.subscriptions = [outbox.onDidChange(() => this.show()), accounts.onDidChange(() => this.show())];
    this.show();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return 'items' in node ? this.groupItem(node) : this.mailItem(node);
  }

  /** Until the mails are read, the editor shows a progress bar. */
  async getChildren(parent?: Node): Promise<Node[]> {
    if (parent !== undefined) return 'items' in parent ? [...parent.items] : [];
    const items = await this.outbox.items(itemGroups, maxShown);
    const counts = this.outbox.snapshot().groups;
    return (
      itemGroups
        .map((group) => ({ group, items: items.filter((item) => item.group === group).reverse() }))
        .filter((node) => node.items.length > 0)
        // The count is shown beside the heading.
        .map((node) => ({ ...node, count: counts[node.group] }))
    );
  }

  /**
   * The selected mails, or only the focused one if it is not selected: a key means that one. Call it while the view has
   * the keyboard focus.
   */
  async selected(): Promise<readonly ListedItem[]> {
    // The API has the selection, but not the focus: toggling the selection changes the focused row.
    const toggle = (): Thenable<unknown> => vscode.commands.executeCommand('list.toggleSelection');
    const before = this.view.selection;
    await toggle();
    const known = new Set(before.map(idOf));
    const added = this.view.selection.filter((node) => !known.has(idOf(node)));
    await toggle();
    return (added.length > 0 ? added : before).flatMap((node) => ('items' in node ? [] : node));
  }

  dispose(): void {
    clearInterval(this.ticking);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  private groupItem(node: Group): vscode.TreeItem {
    const { group, items, count } = node;
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(groupLabel(group), group === 'sent' ? Collapsed : Expanded);
    item.id = idOf(node);
    item.description = groupDescription(items, count, this.clock.now());
    return item;
  }

  private mailItem(mail: ListedItem): vscode.TreeItem {
    const { group } = mail;
    const now = this.clock.now();
    const account = this.accounts.all.find(({ id }) => id === mail.accountId);
    const circumstances = { account, now, language: vscode.env.language };
    const item = new vscode.TreeItem(mail.subject);
    item.id = mail.id;
    const name = this.accounts.nameAmongSeveral(mail.accountId);
    const sentAt = mail.state === 'sent' ? momentText(mail.since, now, vscode.env.language) : '';
    item.description = [sentAt, itemDescription(mail, circumstances), name].filter((part) => part !== '').join(' · ');
    const isDeleted = this.accounts.validityOf(mail.accountId) === undefined;
    item.tooltip = [
      itemTooltip(mail, circumstances),
      name === '' ? '' : l10n.t('Account: {0}', name),
      isDeleted ? l10n.t('Its account was deleted: it cannot be sent any more.') : '',
    ]
      .filter((line) => line !== '')
      .join('\n');
    item.iconPath = icons[group];
    item.contextValue = `mail-${group}`;
    item.accessibilityInformation = { label: `${mail.subject}, ${groupLabel(group)}, ${item.description}` };
    item.command = { command: commandName('showMessage'), title: l10n.t('Show message'), arguments: [mail] };
    return item;
  }

  private tick(): void {
    if (this.view.visible && this.outbox.snapshot().counts.queued > 0) this.changed.fire();
  }

  private show(): void {
    const snapshot = this.outbox.snapshot();
    const { queued, sending, inDoubt, parked, dead } = snapshot.counts;
    const open = queued + sending + inDoubt + parked + dead + snapshot.unsaved;
    // Always assigned: the property is a setter of the editor.
    this.view.message = outboxTrouble(snapshot);
    this.view.badge =
      open === 0 ? undefined : { value: open, tooltip: l10n.t('Mails not sent yet: {0}', String(open)) };
    void setContext('outboxIsEmpty', snapshot.isLoaded && open + snapshot.groups.sent === 0);
    void setContext('outboxWaits', queued + parked > 0);
    void setContext('outboxHasSent', snapshot.groups.sent > 0);
    this.changed.fire();
  }
}

function idOf(node: Node): string {
  return 'items' in node ? `group-${node.group}` : node.id;
}
