import * as l10n from '@vscode/l10n';
import { bareText, pastedAddresses } from '../../../src/model/account/bareText';
import { type RecipientWay, recipientWays } from '../../../src/model/account/recipientWay';
import { button, iconButton } from '../../controls/controls';
import { element, setAttribute, setText } from '../../controls/element';
import { icon } from '../../controls/icon';
import { textInput } from './formField';

interface RowEvents {
  onType(): void;
  /** Several addresses were pasted: this row took the first one, these follow. */
  onPaste(following: readonly string[]): void;
  onRemove(): void;
  onLeave(): void;
}

/** One recipient. */
export interface RecipientRow {
  readonly element: HTMLElement;
  text(): string;
  /** Where it stands in a mail; `to` if the list does not ask for that. */
  way(): RecipientWay;
  /** Sets its position in the list, from 1, which is part of its accessible names. */
  number(place: number): void;
  showProblem(message: string | undefined): void;
  isWrong(): boolean;
  /** The focus has left the row once, so its problem may be shown. */
  wasLeft(): boolean;
  focus(): void;
}

let lastId = 0;

/** What rows are called that ask where a recipient stands in a mail. */
function wayChoices(): readonly HTMLOptionElement[] {
  const labels = { to: l10n.t('To'), cc: l10n.t('Cc'), bcc: l10n.t('Bcc') };
  return recipientWays.map((way) => element('option', { value: way }, labels[way]));
}

/**
 * Builds the row of one recipient.
 * @param asked where it stands in a mail, if the row asks for that
 */
export function recipientRow(text: string, asked: RecipientWay | undefined, events: RowEvents): RecipientRow {
  const errorId = `recipient-error-${++lastId}`;
  let left = text !== '';
  const input = textInput({ inputmode: 'email' });
  input.value = text;
  input.addEventListener('input', () => events.onType());
  input.addEventListener('blur', () => {
    left ||= input.value !== '';
    events.onLeave();
  });
  input.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    const [first, ...following] = pastedAddresses(pasted);
    if (first === undefined || first === pasted) return;
    event.preventDefault();
    input.setRangeText(first, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
    if (following.length > 0) events.onPaste(following);
    else events.onType();
  });
  const select = element('select', {}, ...wayChoices());
  select.value = asked ?? 'to';
  select.addEventListener('change', () => events.onType());
  const choice = element('div', { class: 'select way', hidden: asked === undefined }, select, icon('chevron-down'));
  const remove = iconButton('', 'close', () => events.onRemove());
  const words = element('span');
  const error = element('p', { class: 'error', id: errorId, hidden: true }, icon('error'), words);
  return {
    element: element('div', { class: 'entry' }, element('div', { class: 'row' }, input, choice, remove.element), error),
    text: () => input.value,
    way: () => recipientWays.find((one) => one === select.value) ?? 'to',
    number(place) {
      setAttribute(input, 'aria-label', l10n.t('Recipient {0}', place));
      setAttribute(select, 'aria-label', l10n.t('How recipient {0} gets it', place));
      remove.rename(l10n.t('Remove recipient {0}', place));
    },
    showProblem(message) {
      error.hidden = message === undefined;
      setText(words, message ?? '');
      setAttribute(input, 'aria-invalid', message !== undefined && 'true');
      setAttribute(input, 'aria-describedby', message !== undefined && errorId);
    },
    isWrong: () => input.hasAttribute('aria-invalid'),
    wasLeft: () => left,
    focus: () => input.focus(),
  };
}

interface RecipientRowsOptions {
  /** The id of the title. */
  readonly labelledBy: string;
  /** The minimum number of rows. */
  readonly least: 0 | 1;
  /** Where an address stands in a mail, if each row asks for that. */
  wayOf?(address: string): RecipientWay;
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
  /** The texts of the rows that are not empty. */
  entries(): readonly string[];
  show(entries: readonly string[]): void;
  focus(): void;
}

/** Builds rows of addresses with a button that adds one. */
export function recipientRows(options: RecipientRowsOptions): RecipientRows {
  const { least } = options;
  const wayOf = (text: string): RecipientWay | undefined => options.wayOf?.(text);
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
    const row = recipientRow(text, wayOf(text), {
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
      // A row that is moved loses the focus, so rows that are in place are not moved.
      if (found !== row.element) list.insertBefore(row.element, found ?? null);
    });
    while (list.children.length > rows.length) list.lastElementChild?.remove();
    list.hidden = rows.length === 0;
  };
  const filled = (): RecipientRow[] => rows.filter((row) => bareText(row.text()) !== '');
  const entries = (): string[] => filled().map((row) => row.text());
  const isShown = (wanted: readonly string[]): boolean =>
    rows.length >= least &&
    list.children.length > 0 &&
    JSON.stringify(entries()) === JSON.stringify(wanted) &&
    filled().every((row) => isPlaced(row));
  // Of two rows with one address, one says how it gets the mail: the other may still be being typed.
  const isPlaced = (row: RecipientRow): boolean => {
    const way = wayOf(row.text()) ?? 'to';
    return filled().some((one) => one.text() === row.text() && one.way() === way);
  };
  return {
    element: group,
    rows: () => rows,
    entries,
    show(wanted) {
      if (isShown(wanted)) return;
      rows = (wanted.length >= least ? wanted : ['']).map(newRow);
      arrange();
    },
    focus: () => (rows.find((row) => row.isWrong()) ?? rows[0] ?? add).focus(),
  };
}
