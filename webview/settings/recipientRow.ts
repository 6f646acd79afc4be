import * as l10n from '@vscode/l10n';
import { iconButton } from '../controls';
import { element, setAttribute, setText } from '../element';
import { icon } from '../icon';

interface RowEvents {
  onType(): void;
  /** Several addresses were pasted; these come after the one that this row took. */
  onPaste(following: readonly string[]): void;
  onRemove(): void;
  onLeave(): void;
}

/** One recipient. */
export interface RecipientRow {
  readonly element: HTMLElement;
  text(): string;
  /** Its place in the list, from 1; names the controls. */
  number(place: number): void;
  complain(message: string | undefined): void;
  isWrong(): boolean;
  /** The focus has left the row once, so it may complain. */
  wasLeft(): boolean;
  focus(): void;
}

let lastId = 0;

/** Builds the row of one recipient. */
export function recipientRow(text: string, events: RowEvents): RecipientRow {
  const errorId = `recipient-error-${++lastId}`;
  let left = text !== '';
  const input = element('input', {
    type: 'text',
    inputmode: 'email',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
  });
  input.value = text;
  input.addEventListener('input', () => events.onType());
  input.addEventListener('blur', () => {
    left ||= input.value !== '';
    events.onLeave();
  });
  input.addEventListener('paste', (event) => {
    const parts = (event.clipboardData?.getData('text/plain') ?? '').split(/[,;\r\n]+/).map((part) => part.trim());
    const [first, ...following] = parts.filter((part) => part !== '');
    if (first === undefined || following.length === 0) return;
    event.preventDefault();
    input.setRangeText(first, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
    events.onPaste(following);
  });
  const remove = iconButton('', 'close', () => events.onRemove());
  const words = element('span');
  const error = element('p', { class: 'error', id: errorId, hidden: true }, icon('error'), words);
  return {
    element: element('div', { class: 'entry' }, element('div', { class: 'row' }, input, remove.element), error),
    text: () => input.value,
    number(place) {
      setAttribute(input, 'aria-label', l10n.t('Recipient {0}', place));
      remove.rename(l10n.t('Remove recipient {0}', place));
    },
    complain(message) {
      error.hidden = message === undefined;
      setText(words, message ?? '');
      setAttribute(input, 'aria-invalid', message !== undefined && 'true');
      setAttribute(input, 'aria-describedby', message !== undefined && errorId);
    },
    isWrong: () => input.hasAttribute('aria-invalid'),
    wasLeft: () => left,
    focus: () => input.focus(),
  };
}
