import * as l10n from '@vscode/l10n';
import { fieldLabel } from '../../src/model/fieldLabel';
import { recipientProblems } from '../../src/model/parseAccount';
import { fieldFrame } from './fieldFrame';
import type { Editor, Part, View } from './part';
import { recipientRows } from './recipientRows';

/** Who gets the mail: one address per row. */
export function recipientsField(editor: Editor): Part {
  let view: View | undefined;
  const list = recipientRows({
    labelledBy: 'field-recipients-title',
    least: 1,
    onChange: () => editor.edit('recipients', list.entries()),
    onLeaveRow: () => editor.refresh(),
    onLeave: () => editor.visit('recipients'),
  });
  const frame = fieldFrame({
    field: 'recipients',
    label: fieldLabel('recipients'),
    description: l10n.t('Who gets the mail. One address per entry.'),
    control: list.element,
    labelled: 'byTitle',
  });
  const complain = (): void => {
    if (view === undefined) return;
    const rows = list.rows();
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
      list.show(next.draft.recipients);
      complain();
    },
    focus(wanted) {
      if (wanted !== 'recipients') return false;
      list.focus();
      return true;
    },
  };
}
