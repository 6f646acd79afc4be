import * as l10n from '@vscode/l10n';
import type { AccountField, Mend, Remedy } from '../../../src/model/account/account';
import { fieldLabel } from '../../../src/model/account/accountWords';
import { canSend, type Validity } from '../../../src/model/account/validity';
import { presetOf } from '../../../src/model/provider/presetList';
import { isMend, remediesOf } from '../../../src/model/remedy/remedy';
import { whenText } from '../../../src/model/timeText';
import { button, link } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import { icon, type IconName, setIcon } from '../../controls/icon';
import type { Component, PageState } from '../sheet/component';

/** A button for each remedy that changes the form, a link for each that leads elsewhere. */
export function remedyButtons(remedies: readonly Remedy[], mend: (mend: Mend) => void): readonly HTMLElement[] {
  return remedies.map((remedy) =>
    isMend(remedy) ? button(remedy.label, 'secondary', () => mend(remedy)).element : link(remedy.label, remedy.open),
  );
}

/** An icon for each state, so that none is shown by colour alone. */
export const validityIcons: Record<Validity['state'], IconName> = {
  incomplete: 'warning',
  ready: 'info',
  verified: 'pass',
  failing: 'error',
};

/** The validity of an account, in a word. */
export function validityWord(validity: Validity): string {
  switch (validity.state) {
    case 'incomplete':
      return l10n.t('Incomplete');
    case 'ready':
      return l10n.t('Ready');
    case 'verified':
      return l10n.t('Verified');
    case 'failing':
      return l10n.t('Failing');
  }
}

/** The validity of the account: icon, word and sentence, and while no mail can be sent links to what is missing. */
export function validityBanner(
  language: string,
  goTo: (field: AccountField) => void,
  mend: (mend: Mend) => void,
): Component {
  const sign = icon('info');
  const word = element('strong');
  const sentence = element('span');
  const headline = element('div', { class: 'validity', role: 'status' }, sign, word, sentence);
  const list = element('ul');
  const reason = element('p');
  const box = element('div', { class: 'box warning', hidden: true }, reason, list);
  const help = element('div', { class: 'row', hidden: true });
  let listed = '';
  let offered = '';
  return {
    element: element('div', { class: 'standing' }, headline, help, box),
    update(page) {
      const { validity } = page.status;
      setIcon(sign, validityIcons[validity.state]);
      headline.dataset['state'] = validity.state;
      setText(word, validityWord(validity));
      setText(sentence, sentenceOf(page, language));
      const problems = validity.state === 'incomplete' ? validity.problems : [];
      box.hidden = problems.length === 0;
      setText(
        reason,
        page.base.saved && canSend(page.base.validity)
          ? l10n.t('These changes cannot be used until these fields are complete:')
          : l10n.t('No mail will be sent until these fields are complete:'),
      );
      const remedies = remediesFor(page);
      help.hidden = remedies.length === 0;
      if (offered !== JSON.stringify(remedies)) {
        offered = JSON.stringify(remedies);
        help.replaceChildren(...remedyButtons(remedies, mend));
      }
      if (listed === JSON.stringify(problems)) return;
      listed = JSON.stringify(problems);
      list.replaceChildren(
        ...problems.map(({ field, message }) => {
          const way = element('button', { type: 'button', class: 'link' }, fieldLabel(field));
          way.addEventListener('click', () => goTo(field));
          return element('li', {}, way, ': ', message);
        }),
      );
    },
  };
}

/** What may fix a saved account whose last send failed. */
function remediesFor({ status: { validity, account } }: PageState): readonly Remedy[] {
  if (validity.state !== 'failing' || account === undefined) return [];
  return remediesOf(validity.failure, account, presetOf(account.provider));
}

function sentenceOf({ status: { validity, dirty } }: PageState, language: string): string {
  switch (validity.state) {
    case 'incomplete': {
      const labels = [...new Set(validity.problems.map(({ field }) => fieldLabel(field)))];
      return l10n.t('To be completed: {0}', new Intl.ListFormat(language).format(labels));
    }
    case 'ready':
      return dirty ? l10n.t('Not saved yet') : l10n.t('Not tested since the last change');
    case 'verified':
      return l10n.t('on {0}, with exactly these settings', whenText(validity.at, language));
    case 'failing':
      return l10n.t('on {0}: {1}', whenText(validity.at, language), validity.reason);
  }
}
