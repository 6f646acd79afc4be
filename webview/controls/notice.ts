import { element, setText } from './element';
import { icon } from './icon';

/** A place for what went wrong. */
export interface Notice {
  readonly element: HTMLElement;
  /** Shows a sentence and has it spoken, or with `undefined` takes it away. */
  show(sentence: string | undefined): void;
}

/** Builds an empty notice. */
export function notice(): Notice {
  const words = element('span');
  const box = element('p', { class: 'box error', hidden: true }, icon('error'), words);
  return {
    // The live region is there before its words are, or they would not be spoken.
    element: element('div', { role: 'alert' }, box),
    show(sentence) {
      box.hidden = sentence === undefined;
      setText(words, sentence ?? '');
    },
  };
}
