import * as l10n from '@vscode/l10n';
import { fieldLabel } from '../../../src/model/account/accountWords';
import { recipientProblems } from '../../../src/model/account/parseAccount';
import { marksOf, wayOf } from '../../../src/model/account/recipientWay';
import { fieldFrame } from '../field/fieldFrame';
import { recipientRows } from '../field/recipientRows';
import type { Component, FormActions, PageState } from '../sheet/component';

/** The recipients of the mail: one address per row. */
export function recipientsField(actions: FormActions): Component {
  let page: PageState | undefined;
  const list = recipientRows({
    labelledBy: 'field-recipients-title',
    least: 1,
    wayOf: (address) => (page === undefined ? 'to' : wayOf(page.draft, address)),
    onChange: () => {
      const marks = marksOf(list.rows().map((row) => ({ address: row.text(), way: row.way() })));
      actions.editAll({ recipients: list.entries(), ...marks });
    },
    onLeaveRow: () => actions.refresh(),
    onLeave: () => actions.visit('recipients'),
  });
  const frame = fieldFrame({
    field: 'recipients',
    label: fieldLabel('recipients'),
    description: l10n.t('Who gets the mail. One address per entry. Nobody else sees a recipient in Bcc.'),
    control: list.element,
    labelled: 'byTitle',
  });
  const showProblems = (): void => {
    if (page === undefined) return;
    const rows = list.rows();
    const problems = recipientProblems({ ...page.draft, recipients: rows.map((row) => row.text()) });
    const allShown = page.allShown;
    rows.forEach((row, place) => row.showProblem(allShown || row.wasLeft() ? problems[place] : undefined));
    // The problem of one entry is shown beside that entry.
    const problem = page.shown.get('recipients');
    frame.showProblem(problem?.kind === 'missing' ? problem : undefined);
  };
  return {
    element: frame.element,
    update(next) {
      page = next;
      list.show(next.draft.recipients);
      list.element.classList.toggle('all-hidden', next.draft.bcc);
      showProblems();
    },
    focus(wanted) {
      if (wanted !== 'recipients') return false;
      list.focus();
      return true;
    },
  };
}
