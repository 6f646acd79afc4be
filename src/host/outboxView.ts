import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import { groupLabel, itemGroups, type ItemGroup } from '../model/itemGroup';
import type { Item } from '../outbox/item';
import type { Outbox } from '../outbox/outbox';
import type { Accounts } from './accounts';
import { groupOf, itemDescription, itemTooltip, outboxTrouble } from './outboxWords';

export const outboxViewId = 'mailWhenDone.outbox';

interface Group {
  readonly group: ItemGroup;
  readonly items: readonly Item[];
}

type Node = Group | Item;

/** As much as anybody scrolls through; the counts stand beside the headings. */
const mostShown = 200;

const icons: Record<ItemGroup, vscode.ThemeIcon> = {
  sending: new vscode.ThemeIcon('sync~spin'),
  waiting: new vscode.ThemeIcon('clock'),
  inDoubt: new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground')),
  parked: new vscode.ThemeIcon('debug-pause', new vscode.ThemeColor('list.warningForeground')),
  dead: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  sent: new vscode.ThemeIcon('check'),
};

/** The outbox in the side bar: what waits, is being sent, is in trouble, and what was sent last. */
export class OutboxView implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: readonly { dispose(): void }[];
  /** Waits are told as `in 5m`; they grow shorter while nothing else happens. */
  private readonly ticking = setInterval(() => this.tick(), 15_000);
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly outbox: Outbox,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {
    this.view = vscode.window.createTreeView(outboxViewId, { treeDataProvider: this });
    this.subscriptions = [outbox.onDidChange(() => this.show()), accounts.onDidChange(() => this.show())];
    this.show();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return 'group' in node ? this.groupItem(node) : this.mailItem(node);
  }

  getChildren(parent?: Node): Node[] {
    if (parent !== undefined) return 'group' in parent ? [...parent.items] : [];
    const now = this.clock.now();
    const { items } = this.outbox.snapshot();
    return itemGroups
      .map((group) => ({ group, items: shown(items.filter((item) => groupOf(item, now) === group)) }))
      .filter((group) => group.items.length > 0);
  }

  dispose(): void {
    clearInterval(this.ticking);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  private groupItem({ group, items }: Group): vscode.TreeItem {
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(groupLabel(group), group === 'sent' ? Collapsed : Expanded);
    item.id = `group-${group}`;
    item.description = String(items.length);
    return item;
  }

  private mailItem(mail: Item): vscode.TreeItem {
    const now = this.clock.now();
    const group = groupOf(mail, now);
    const account = this.accounts.all.find(({ id }) => id === mail.accountId);
    const item = new vscode.TreeItem(mail.subject);
    item.id = mail.id;
    const name = this.accounts.nameAmongSeveral(mail.accountId);
    item.description = [name, itemDescription(mail, now)].filter((part) => part !== '').join(' · ');
    const isDeleted = this.accounts.validityOf(mail.accountId) === undefined;
    item.tooltip = [
      itemTooltip(mail, account, vscode.env.language),
      name === '' ? '' : l10n.t('Account: {0}', name),
      isDeleted ? l10n.t('Its account was deleted.') : '',
    ]
      .filter((line) => line !== '')
      .join('\n');
    item.iconPath = icons[group];
    item.contextValue = `mail-${group}`;
    item.accessibilityInformation = { label: `${mail.subject}, ${groupLabel(group)}, ${item.description}` };
    item.command = { command: 'mailWhenDone.showMessage', title: l10n.t('Show message'), arguments: [mail] };
    return item;
  }

  private tick(): void {
    if (this.view.visible && this.outbox.snapshot().counts.queued > 0) this.changed.fire();
  }

  private show(): void {
    const snapshot = this.outbox.snapshot();
    const { queued, sending, inDoubt, parked, dead } = snapshot.counts;
    const open = queued + sending + inDoubt + parked + dead;
    const trouble = outboxTrouble(snapshot);
    if (trouble === '') delete this.view.message;
    else this.view.message = trouble;
    this.view.badge =
      open === 0 ? undefined : { value: open, tooltip: l10n.t('Mails not sent yet: {0}', String(open)) };
    this.changed.fire();
  }
}

/** The newest first, and no more than fits into a view. */
function shown(items: readonly Item[]): readonly Item[] {
  return items.slice(-mostShown).reverse();
}
