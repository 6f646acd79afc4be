import * as l10n from '@vscode/l10n';
import { button } from '../controls';
import { element } from '../element';
import type { Part } from './part';

/** What somebody may do whom nothing above has helped. */
export interface Support {
  showConversations(): void;
  createSupportBundle(): void;
}

/** Where to go on looking, or what to send to somebody who does. */
export function supportSection(support: Support): Part {
  const show = button(l10n.t('Show conversations'), 'secondary', () => support.showConversations());
  const create = button(l10n.t('Create support bundle'), 'secondary', () => support.createSupportBundle());
  return {
    element: element(
      'div',
      { class: 'field support' },
      element(
        'p',
        { class: 'description' },
        l10n.t(
          'Does mail still not go out? See what was said between this window and mail servers, or collect everything that helps to find out why in a zip file: without passwords and names, and sent to nobody.',
        ),
      ),
      element('div', { class: 'row' }, show.element, create.element),
    ),
    update: () => undefined,
  };
}
