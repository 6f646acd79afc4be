import * as l10n from '@vscode/l10n';
import { errorMessage } from '../../src/model/unknown';
import type { PreviewFacts } from '../../src/protocol/mailPage';
import { element, setText } from '../controls/element';
import { icon } from '../controls/icon';
import { notice } from '../controls/notice';

/**
 * The box above a preview: it says that nothing was sent, and lets the user approve recipients for the run's output.
 * @param approve returns the facts after the approval
 */
export function previewBox(facts: PreviewFacts, approve: () => Promise<PreviewFacts | undefined>): HTMLElement {
  const about = element(
    'p',
    { class: 'box info' },
    icon('info'),
    element(
      'span',
      {},
      facts.isSample
        ? l10n.t('This is a preview of a mail about a run that never was. Nothing was sent.')
        : facts.isOutputLost
          ? l10n.t('This is a preview. Nothing was sent. What this run printed, if anything, is not kept any more.')
          : l10n.t('This is a preview, written from what is known now. Nothing was sent.'),
    ),
  );
  const words = element('span');
  const question = element('p', { class: 'box warning' }, icon('warning'), words);
  const failure = notice();
  const spoken = element('p', { class: 'description', role: 'status' });
  // A native button: the component library would make this page four times as large.
  const agree = element('button', { type: 'button', class: 'primary' }, l10n.t('Approve'));
  agree.addEventListener('click', () => {
    agree.disabled = true;
    failure.show(undefined);
    approve().then(
      (now) => {
        if (now !== undefined && now.unapproved.length > 0) {
          show(now);
          return;
        }
        hide(true);
        setText(spoken, l10n.t('Approved: {0} may get what runs print.', facts.unapproved.join(', ')));
        spoken.tabIndex = -1;
        spoken.focus();
      },
      (error: unknown) => {
        agree.disabled = false;
        failure.show(errorMessage(error));
      },
    );
  });
  const row = element('div', { class: 'row' }, agree);
  const hide = (hidden: boolean): void => {
    question.hidden = row.hidden = hidden;
  };
  const show = ({ unapproved }: PreviewFacts): void => {
    hide(unapproved.length === 0);
    agree.disabled = false;
    setText(
      words,
      l10n.t(
        'Look at the output in it. Until you approve, mails to {0} go without what runs print.',
        unapproved.join(', '),
      ),
    );
  };
  show(facts);
  return element('div', { class: 'mail-preview' }, about, question, row, failure.element, spoken);
}
