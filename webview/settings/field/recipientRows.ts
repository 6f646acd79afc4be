import * as l10n from '@vscode/l10n';
import { button } from '../controls';
import { element } from '../element';
import { recipientRow, type RecipientRow } from './recipientRow';

interface RecipientRowsOptions {
  /** The id of the title. */
  readonly labelledBy: string;
  /** How many rows there are at least. */
  readonly least: 0 | 1;
  /** Something was typed, added or removed. */
  onChange(): void;
  /** The focus has left a row. */
  onLeaveRow(): void;
  /** The focus has left all of them. */
  onLeave?(): void;
}

/** Addresses, one per row. */
export interface RecipientRows {
  readonly element: HTMLElement;
  rows(): readonly RecipientRow[];
  /** What stands in the rows, without those where nothing does. */
  entries(): readonly string[];
  show(entries: readonly string[]): void;
  focus(): void;
}

/** Builds rows of addresses with a button for another one. */
export function recipientRows(options: RecipientRowsOptions): RecipientRows {
  const { least } = options;
  let rows: RecipientRow[] = [];
  const list = element('div', { class: 'rows', hidden: true });
  const add = button(l10n.t('Add recipient'), 'secondary', () => {
    rows.push(newRow(''));
    arrange();
    rows.at(-1)?.focus();
  });
  const group = element('div', { role: 'group', 'aria-labelledby': options.labelledBy }, list, add.element);
  group.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && group.contains(relatedTarget))) options.onLeave?.();
  });

  const newRow = (text: string): RecipientRow => {
    const row = recipientRow(text, {
      onType: () => options.onChange(),
      onPaste: (parts) => {
        rows.splice(rows.indexOf(row) + 1, 0, ...parts.map(newRow));
        options.onChange();
        arrange();
        rows[rows.indexOf(row) + parts.length]?.focus();
      },
      onRemove: () => {
        const place = rows.indexOf(row);
        rows.splice(place, 1);
        if (rows.length < least) rows.push(newRow(''));
        options.onChange();
        arrange();
        (rows[Math.min(place, rows.length - 1)] ?? add).focus();
      },
      onLeave: () => options.onLeaveRow(),
    });
    return row;
  };
  const arrange = (): void => {
    rows.forEach((row, place) => {
      row.number(place + 1);
      const found = list.children[place];
      // A row that is moved loses the focus: those in their place stay.
      if (found !== row.element) list.insertBefore(row.element, found ?? null);
    });
    while (list.children.length > rows.length) list.lastElementChild?.remove();
    list.hidden = rows.length === 0;
  };
  const entries = (): string[] => rows.map((row) => row.text()).filter((text) => text.trim() !== '');
  return {
    element: group,
    rows: () => rows,
    entries,
    show(wanted) {
      if (rows.length >= least && list.children.length > 0 && JSON.stringify(entries()) === JSON.stringify(wanted))
        return;
      rows = (wanted.length >= least ? wanted : ['']).map(newRow);
      arrange();
    },
    focus: () => (rows.find((row) => row.isWrong()) ?? rows[0] ?? add).focus(),
  };
}
