import * as l10n from '@vscode/l10n';
import { outcomeWords } from '../../../src/model/run/runWords';
import type { RuleSnapshot } from '../../../src/protocol/settingsPage';
import { element, setAttribute, setText } from '../../controls/element';
import { icon } from '../../controls/icon';

/** Which of the last runs a rule would have mailed: a sentence that expands to the list. */
export interface RunPreview {
  readonly element: HTMLElement;
  /** @param of how many runs were checked; `undefined` while they are not known */
  update(snapshot: RuleSnapshot, of: number | undefined): void;
  /** @param rule the name of the rule */
  rename(rule: string): void;
}

/** Builds the preview of a rule. @param seeMail shows the mail that it would send */
export function runPreview(language: string, seeMail: () => void): RunPreview {
  const plain = element('p', { class: 'description' });
  const words = element('span');
  const list = element('ul');
  const details = element('details', {}, element('summary', {}, icon('chevron-right'), words), list);
  const see = element('button', { type: 'button', class: 'link' }, l10n.t('See the mail'));
  see.addEventListener('click', seeMail);
  const unapproved = element('p', { class: 'description' });
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  let listed = '';
  return {
    element: element('div', { class: 'preview' }, plain, details, see, unapproved),
    rename: (rule) => setAttribute(see, 'aria-label', l10n.t('See the mail of {0}', rule)),
    update({ rule, preview, unapproved: missing }, of) {
      see.hidden = !rule.mails;
      unapproved.hidden = missing.length === 0;
      setText(
        unapproved,
        missing.length === 0
          ? ''
          : l10n.t('Until you see and approve it, mails to {0} go without what the run printed.', missing.join(', ')),
      );
      const sentence = sentenceOf(rule.mails, preview.length, of);
      const isEmpty = of === undefined || preview.length === 0;
      plain.hidden = !isEmpty;
      details.hidden = isEmpty;
      setText(isEmpty ? plain : words, sentence);
      const key = JSON.stringify(preview);
      if (key === listed) return;
      listed = key;
      list.replaceChildren(
        ...preview.map(({ name, outcome, at }) =>
          element(
            'li',
            {},
            element('span', { class: 'name' }, name),
            element('span', { class: 'outcome-word' }, outcomeWords(outcome)),
            element('span', { class: 'when' }, when.format(at)),
          ),
        ),
      );
    },
  };
}

function sentenceOf(mails: boolean, count: number, of: number | undefined): string {
  if (of === undefined) return l10n.t('Looking at the last runs…');
  if (of === 0) return l10n.t('No runs yet');
  if (of === 1) {
    if (mails)
      return count === 1 ? l10n.t('Would have mailed the last run') : l10n.t('Would not have mailed the last run');
    return count === 1 ? l10n.t('Would have muted the last run') : l10n.t('Would not have muted the last run');
  }
  if (count === 0)
    return mails
      ? l10n.t('Would have mailed none of the last {0} runs', of)
      : l10n.t('Would have muted none of the last {0} runs', of);
  return mails
    ? l10n.t('Would have mailed {0} of the last {1} runs', count, of)
    : l10n.t('Would have muted {0} of the last {1} runs', count, of);
}
