import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { momentText } from '../../model/timeText';
import type { Hold } from '../../outbox/courier/holds';
import type { Slot } from '../../outbox/courier/rateLimits';
import { maxShown } from '../../outbox/courier/outboxPoller';
import type { Outbox } from '../../outbox/outbox';
import type { Item } from '../../outbox/store/item';
import type { Accounts } from '../account/accounts';
import { commandName } from '../editor/commands';
import { setContext } from '../editor/contextKeys';
import {
  groupDescription,
  groupLabel,
  groupOf,
  holdOn,
  itemDescription,
  type ItemGroup,
  itemGroups,
  itemTooltip,
  outboxTrouble,
  slotOn,
} from './outboxWords';

export const outboxViewId = 'mailWhenDone.outbox';

/** A row; the commands use its id. */
interface Mail {
  readonly id: string;
  readonly item: Item;
  readonly group: ItemGroup;
  readonly hold: Hold | undefined;
  readonly slot: Slot | undefined;
}

interface Group {
  readonly group: ItemGroup;
  /** The newest first, and no more than a view can show. */
  readonly mails: readonly Mail[];
  readonly count: number;
}

type Node = Group | Mail;

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
  /** Called when there is something to show, or known to be nothing. */
  private onKnown: () => void = () => undefined;
  /** Until then the editor shows a progress bar. */
  private readonly known = new Promise<void>((resolve) => (this.onKnown = resolve));

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
    return 'mails' in node ? this.groupItem(node) : this.mailItem(node);
  }

  async getChildren(parent?: Node): Promise<Node[]> {
    if (parent !== undefined) return 'mails' in parent ? [...parent.mails] : [];
    await this.known;
    const now = this.clock.now();
    const snapshot = this.outbox.snapshot();
    const all = snapshot.items.map((item): Mail => {
      const hold = holdOn(item, snapshot);
      return { id: item.id, item, group: groupOf(item, hold, now), hold, slot: slotOn(item, snapshot) };
    });
    return (
      itemGroups
        .map((group) => ({ group, its: all.filter((mail) => mail.group === group) }))
        .filter(({ its }) => its.length > 0)
        // The count is shown beside the heading.
        .map(({ group, its }) => ({ group, mails: its.slice(-maxShown).reverse(), count: its.length }))
    );
  }

  /**
   * The selected mails, or only the focused one if it is not selected: a key means that one. Call it while the view has
   * the keyboard focus.
   */
  async selected(): Promise<readonly Mail[]> {
    // The API has the selection, but not the focus: toggling the selection changes the focused row.
    const toggle = (): Thenable<unknown> => vscode.commands.executeCommand('list.toggleSelection');
    const before = this.view.selection;
    await toggle();
    const known = new Set(before.map(idOf));
    const added = this.view.selection.filter((node) => !known.has(idOf(node)));
    await toggle();
    return (added.length > 0 ? added : before).flatMap((node) => ('mails' in node ? [] : node));
  }

  dispose(): void {
    clearInterval(this.ticking);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  private groupItem(node: Group): vscode.TreeItem {
    const { group, mails, count } = node;
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(groupLabel(group), group === 'sent' ? Collapsed : Expanded);
    item.id = idOf(node);
    item.description = groupDescription(mails, count, this.clock.now());
    return item;
  }

  private mailItem(mail: Mail): vscode.TreeItem {
    const { item: known, group, hold, slot } = mail;
    const now = this.clock.now();
    const account = this.accounts.all.find(({ id }) => id === known.accountId);
    const circumstances = { hold, slot, account, now, language: vscode.env.language };
    const item = new vscode.TreeItem(known.subject);
    item.id = mail.id;
    const name = this.accounts.nameAmongSeveral(known.accountId);
    const sentAt = known.state === 'sent' ? momentText(known.since, now, vscode.env.language) : '';
    item.description = [sentAt, itemDescription(known, circumstances), name].filter((part) => part !== '').join(' · ');
    const isDeleted = this.accounts.validityOf(known.accountId) === undefined;
    item.tooltip = [
      itemTooltip(known, circumstances),
      name === '' ? '' : l10n.t('Account: {0}', name),
      isDeleted ? l10n.t('Its account was deleted: it cannot be sent any more.') : '',
    ]
      .filter((line) => line !== '')
      .join('\n');
    item.iconPath = icons[group];
    item.contextValue = `mail-${group}`;
    item.accessibilityInformation = { label: `${known.subject}, ${groupLabel(group)}, ${item.description}` };
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
    if (snapshot.isLoaded || snapshot.items.length > 0 || snapshot.trouble !== undefined) this.onKnown();
    void setContext('outboxIsEmpty', snapshot.isLoaded && snapshot.items.length + snapshot.unsaved === 0);
    void setContext('outboxWaits', queued + parked > 0);
    void setContext(
      'outboxHasSent',
      snapshot.items.some(({ state }) => state === 'sent'),
    );
    this.changed.fire();
  }
}

function idOf(node: Node): string {
  return 'mails' in node ? `group-${node.group}` : node.id;
}
