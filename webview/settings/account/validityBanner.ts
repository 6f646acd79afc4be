import * as l10n from '@vscode/l10n';
import type { AccountField } from '../../src/model/account';
import { presetOf } from '../../src/model/presetList';
import type { Mend, Remedy } from '../../src/model/problem';
import { remediesOf } from '../../src/model/remedy';
import { canSend } from '../../src/model/validity';
import { whenText } from '../../src/model/when';
import { element, setText } from '../element';
import { icon, setIcon } from '../icon';
import { fieldLabel } from '../../src/model/fieldLabel';
import type { Part, View } from './part';
import { remedyButtons } from './remedyButtons';
import { validityIcons, validityWord } from './validityWord';

/** What is known of the account: an icon, a word and a sentence, and, as long as no mail can be sent, the way to what is missing. */
export function validityBanner(
  language: string,
  goTo: (field: AccountField) => void,
  mend: (mend: Mend) => void,
): Part {
  const sign = icon('info');
  const word = element('strong');
  const sentence = element('span');
  const status = element('div', { class: 'validity', role: 'status' }, sign, word, sentence);
  const list = element('ul');
  const reason = element('p');
  const box = element('div', { class: 'box warning', hidden: true }, reason, list);
  const help = element('div', { class: 'row', hidden: true });
  let listed = '';
  let offered = '';
  return {
    element: element('div', { class: 'standing' }, status, help, box),
    update(view) {
      const { validity } = view.standing;
      setIcon(sign, validityIcons[validity.state]);
      status.dataset['state'] = validity.state;
      setText(word, validityWord(validity));
      setText(sentence, sentenceOf(view, language));
      const problems = validity.state === 'incomplete' ? validity.problems : [];
      box.hidden = problems.length === 0;
      setText(
        reason,
        view.base.saved && canSend(view.base.validity)
          ? l10n.t('These changes cannot be used until these fields are complete:')
          : l10n.t('No mail will be sent until these fields are complete:'),
      );
      const remedies = remediesFor(view);
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

/** What may mend the account that was saved so and failed. */
function remediesFor({ standing: { validity, account } }: View): readonly Remedy[] {
  if (validity.state !== 'failing' || validity.failure === undefined || account === undefined) return [];
  return remediesOf(validity.failure, account, presetOf(account.provider));
}

function sentenceOf({ standing: { validity, dirty } }: View, language: string): string {
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
