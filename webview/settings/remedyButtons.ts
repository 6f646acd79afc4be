import type { Mend, Remedy } from '../../src/model/problem';
import { isMend } from '../../src/model/remedy';
import { button, link } from '../controls';

/** A button for each remedy that changes the form, a link for each that is somewhere else. */
export function remedyButtons(remedies: readonly Remedy[], mend: (mend: Mend) => void): readonly HTMLElement[] {
  return remedies.map((remedy) =>
    isMend(remedy) ? button(remedy.label, 'secondary', () => mend(remedy)).element : link(remedy.label, remedy.open),
  );
}
