import { element, setText } from './element';
import { icon } from './icon';

/** A place for an error message. */
export interface Notice {
  readonly element: HTMLElement;
  /** Shows a sentence and has it spoken; `undefined` removes it. */
  show(sentence: string | undefined): void;
}

/** Builds an empty notice. */
export function notice(): Notice {
  const words = element('span');
  const box = element('p', { class: 'box error', hidden: true }, icon('error'), words);
  return {
    // Screen readers announce only what changes in a live region that exists already.
    element: element('div', { role: 'alert' }, box),
    show(sentence) {
      box.hidden = sentence === undefined;
      setText(words, sentence ?? '');
    },
  };
}
