import * as l10n from '@vscode/l10n';
import { button } from '../../controls/controls';
import { element } from '../../controls/element';
import type { Component } from '../sheet/component';

/** What the support section can do. */
export interface SupportActions {
  showConversations(): void;
  showSettingChanges(): void;
  createSupportBundle(): void;
}

/** For users whom nothing above has helped: where to look further, and what to send to somebody who can help. */
export function supportSection(actions: SupportActions): Component {
  const show = button(l10n.t('Show conversations'), 'secondary', () => actions.showConversations());
  const changes = button(l10n.t('Show changed settings'), 'secondary', () => actions.showSettingChanges());
  const create = button(l10n.t('Create support bundle'), 'secondary', () => actions.createSupportBundle());
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
      element('div', { class: 'row' }, show.element, changes.element, create.element),
    ),
    update: () => undefined,
  };
}
