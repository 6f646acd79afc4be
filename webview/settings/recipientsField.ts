import * as l10n from '@vscode/l10n';
import { recipientProblems } from '../../src/model/parseAccount';
import { button } from '../controls';
import { element } from '../element';
import { fieldFrame } from './fieldFrame';
import { fieldLabel } from '../../src/model/fieldLabel';
import type { Editor, Part, View } from './part';
import { recipientRow, type RecipientRow } from './recipientRow';

/** Who gets the mail: one address per row. */
export function recipientsField(editor: Editor): Part {
  let rows: RecipientRow[] = [];
  let view: View | undefined;
  const list = element('div', { class: 'rows' });
  const add = button(l10n.t('Add recipient'), 'secondary', () => {
    rows.push(newRow(''));
    arrange();
    rows.at(-1)?.focus();
  });
  const group = element('div', { role: 'group', 'aria-labelledby': 'field-recipients-title' }, list, add.element);
  group.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && group.contains(relatedTarget))) editor.visit('recipients');
  });
  const frame = fieldFrame({
    field: 'recipients',
    label: fieldLabel('recipients'),
    description: l10n.t('Who gets the mail. One address per entry.'),
    control: group,
    labelled: 'byTitle',
  });

  const newRow = (text: string): RecipientRow => {
    const row = recipientRow(text, {
      onType: () => tell(),
      onPaste: (parts) => {
        rows.splice(rows.indexOf(row) + 1, 0, ...parts.map(newRow));
        tell();
        arrange();
        rows[rows.indexOf(row) + parts.length]?.focus();
      },
      onRemove: () => {
        const place = rows.indexOf(row);
        rows.splice(place, 1);
        if (rows.length === 0) rows.push(newRow(''));
        tell();
        arrange();
        rows[Math.min(place, rows.length - 1)]?.focus();
      },
      onLeave: () => editor.refresh(),
    });
    return row;
  };
  const entries = (): string[] => rows.map((row) => row.text()).filter((text) => text.trim() !== '');
  const tell = (): void => editor.edit('recipients', entries());
  const arrange = (): void => {
    rows.forEach((row, place) => {
      row.number(place + 1);
      const found = list.children[place];
      // A row that is moved loses the focus: those in their place stay.
      if (found !== row.element) list.insertBefore(row.element, found ?? null);
    });
    while (list.children.length > rows.length) list.lastElementChild?.remove();
  };
  const complain = (): void => {
    if (view === undefined) return;
    const problems = recipientProblems({ ...view.draft, recipients: rows.map((row) => row.text()) });
    const allShown = view.allShown;
    rows.forEach((row, place) => row.complain(allShown || row.wasLeft() ? problems[place] : undefined));
    // What is wrong with one entry stands beside that entry.
    const problem = view.shown.get('recipients');
    frame.complain(problem?.kind === 'missing' ? problem : undefined);
  };
  return {
    element: frame.element,
    update(next) {
      view = next;
      if (rows.length === 0 || JSON.stringify(entries()) !== JSON.stringify(next.draft.recipients)) {
        rows = (next.draft.recipients.length > 0 ? next.draft.recipients : ['']).map(newRow);
        arrange();
      }
      complain();
    },
    focus(wanted) {
      if (wanted !== 'recipients') return false;
      (rows.find((row) => row.isWrong()) ?? rows[0])?.focus();
      return true;
    },
  };
}
