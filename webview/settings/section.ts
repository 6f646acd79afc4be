import { element } from '../element';
import type { Part, View } from './part';

/** Some fields under a heading. */
export function section(id: string, heading: string, parts: readonly Part[], isHidden?: (view: View) => boolean): Part {
  const headingId = `section-${id}`;
  const whole = element(
    'section',
    { 'aria-labelledby': headingId },
    element('h2', { id: headingId }, heading),
    ...parts.map((part) => part.element),
  );
  return {
    element: whole,
    update(view) {
      whole.hidden = isHidden?.(view) ?? false;
      for (const part of parts) part.update(view);
    },
    focus: (field) => parts.some((part) => part.focus?.(field) ?? false),
  };
}

/** A part that is there only as long as `isShown` says so. */
export function shownWhen(isShown: (view: View) => boolean, part: Part): Part {
  return {
    ...part,
    update(view) {
      part.element.hidden = !isShown(view);
      part.update(view);
    },
  };
}
