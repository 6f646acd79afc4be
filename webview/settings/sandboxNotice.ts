import * as l10n from '@vscode/l10n';
import { button } from '../controls';
import { element } from '../element';
import type { Editor, Part } from './part';

/** What stands in place of the server's fields while the extension's own inbox is the provider. */
export function sandboxNotice(editor: Editor): Part {
  const show = button(l10n.t('Show sandbox inbox'), 'secondary', () => editor.showSandboxInbox());
  return {
    element: element(
      'div',
      { class: 'field' },
      element(
        'p',
        { class: 'description' },
        l10n.t('Mail When Done runs its own inbox on this computer: there is nothing to fill in here.'),
      ),
      show.element,
    ),
    update: () => undefined,
  };
}
