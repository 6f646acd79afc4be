import * as l10n from '@vscode/l10n';
import type { AccountField } from '../../../src/model/account/account';
import { badge, button, iconButton } from '../../controls/controls';
import { element, setAttribute, setText } from '../../controls/element';
import { icon, setIcon } from '../../controls/icon';
import { notice, type Notice } from '../../controls/notice';
import type { AccountRow } from '../sheet/accountRow';
import type { Component } from '../sheet/component';
import { validityIcons, validityWord } from './validityBanner';

/** What the list can do. */
export interface AccountEvents {
  select(id: string): void;
  addAccount(): void;
  duplicateAccount(id: string): void;
  setDefault(id: string): void;
  deleteAccount(id: string): void;
}

/** The list of accounts, if there are several, and the button that adds one. */
export interface AccountList extends Component {
  readonly notice: Notice;
  /** Moves the focus to the row of the selected account, or without a list to the button below it. */
  focusSelected(): void;
}

interface Row {
  readonly element: HTMLElement;
  update(row: AccountRow): void;
}

/**
 * Builds the list: a grid, since its rows have buttons. It is hidden while there is only one account. The arrow keys
 * select as in the editor's own lists, Enter and F2 move to the name, Delete deletes.
 */
export function accountList(events: AccountEvents, goTo: (field: AccountField) => void): AccountList {
  const rows = new Map<string, Row>();
  let shown: readonly AccountRow[] = [];
  const grid = element('div', { class: 'accounts', role: 'grid', 'aria-label': l10n.t('Accounts') });
  const add = button(l10n.t('Add account…'), 'secondary', () => events.addAccount());
  const alert = notice();
  const focusSelected = (): void => {
    const selected = shown.find(({ isSelected }) => isSelected);
    if (grid.hidden || selected === undefined) add.focus();
    else rows.get(selected.id)?.element.focus();
  };

  grid.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const from = shown.findIndex(({ id }) => rows.get(id)?.element === target);
    if (from < 0 || ctrlKey || metaKey || altKey) return;
    const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: shown.length - 1 }[key];
    const { id = '' } = shown[to ?? from] ?? {};
    if (to !== undefined && id !== '') {
      events.select(id);
      focusSelected();
    } else if (key === 'Enter' || key === 'F2') goTo('name');
    else if (key === 'Delete') events.deleteAccount(id);
    else if (to === undefined) return;
    event.preventDefault();
  });

  const rowOf = (id: string): Row => {
    const known = rows.get(id) ?? accountRowOf(id, events);
    rows.set(id, known);
    return known;
  };

  return {
    element: element('div', { class: 'account-list' }, grid, element('div', {}, add.element), alert.element),
    notice: alert,
    focusSelected,
    update(page) {
      const next = page.rows.length > 1 ? page.rows : [];
      shown = next;
      const before = document.activeElement;
      grid.hidden = next.length === 0;
      for (const id of rows.keys()) if (!next.some((row) => row.id === id)) rows.delete(id);
      // Before it is inserted: a button without a name gives itself one.
      for (const row of next) rowOf(row.id).update(row);
      const wanted = next.map(({ id }) => rowOf(id).element);
      // Replaced only if the rows changed: moving an element takes the focus from it.
      if (wanted.length !== grid.children.length || wanted.some((one, index) => grid.children[index] !== one)) {
        grid.replaceChildren(...wanted);
        if (before instanceof HTMLElement && grid.contains(before)) before.focus();
      }
    },
  };
}

function accountRowOf(id: string, events: AccountEvents): Row {
  const sign = icon('info');
  const name = element('span', { class: 'name' });
  const mark = badge();
  setText(mark, l10n.t('Default'));
  const edited = element('span', { class: 'edited' });
  const address = element('span', { role: 'gridcell', class: 'address' });
  const word = element('span', { role: 'gridcell', class: 'word' });
  const makeDefault = iconButton('', 'star-empty', () => events.setDefault(id));
  const duplicate = iconButton('', 'copy', () => events.duplicateAccount(id));
  const remove = iconButton('', 'trash', () => events.deleteAccount(id));
  const actions = element(
    'span',
    { role: 'gridcell', class: 'row-actions' },
    makeDefault.element,
    duplicate.element,
    remove.element,
  );
  const row = element(
    'div',
    { role: 'row', class: 'account' },
    element('span', { role: 'gridcell', class: 'who' }, sign, element('span', { class: 'names' }, name, mark, edited)),
    address,
    word,
    actions,
  );
  row.addEventListener('click', ({ target }) => {
    if (target instanceof Node && actions.contains(target)) return;
    events.select(id);
    row.focus();
  });
  return {
    element: row,
    update({ validity, isDefault, isSaved, isEdited, isSelected, ...texts }) {
      setIcon(sign, validityIcons[validity.state]);
      row.dataset['state'] = validity.state;
      setText(name, texts.name);
      setText(address, texts.email === texts.name ? '' : texts.email);
      setText(word, validityWord(validity));
      mark.hidden = !isDefault;
      setText(edited, !isSaved ? l10n.t('Not saved yet') : isEdited ? l10n.t('Unsaved changes') : '');
      setAttribute(row, 'aria-selected', String(isSelected));
      row.tabIndex = isSelected ? 0 : -1;
      makeDefault.element.hidden = isDefault || !isSaved;
      duplicate.element.hidden = !isSaved;
      makeDefault.rename(l10n.t('Make {0} the default account', texts.name));
      duplicate.rename(l10n.t('Duplicate {0}', texts.name));
      remove.rename(l10n.t('Delete {0}', texts.name));
    },
  };
}
