import { checkbox } from '../controls';
import { element } from '../element';
import { fieldLabel } from '../../src/model/fieldLabel';
import type { Editor, Part } from './part';

/** A yes or no of the account: the box carries its title, the line below says what it means. */
export function toggleField(editor: Editor, field: 'authentication' | 'bcc' | 'useProxy', description: string): Part {
  const box = checkbox(fieldLabel(field), (checked) => editor.edit(field, checked));
  const about = element('p', { class: 'description', id: `field-${field}-description` }, description);
  box.element.id = `field-${field}`;
  box.element.classList.add('title');
  box.element.setAttribute('aria-describedby', about.id);
  return {
    element: element('div', { class: 'field toggle' }, box.element, about),
    update(view) {
      box.show(view.draft[field]);
    },
    focus(wanted) {
      if (wanted !== field) return false;
      box.element.focus();
      return true;
    },
  };
}
