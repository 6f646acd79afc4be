import { element } from '../../controls/element';
import type { Component, PageState } from '../sheet/component';

/** Some fields under a heading. */
export function section(
  id: string,
  heading: string,
  components: readonly Component[],
  isHidden?: (page: PageState) => boolean,
): Component {
  const headingId = `section-${id}`;
  const whole = element(
    'section',
    { 'aria-labelledby': headingId },
    element('h2', { id: headingId }, heading),
    ...components.map((component) => component.element),
  );
  return {
    element: whole,
    update(page) {
      whole.hidden = isHidden?.(page) ?? false;
      for (const component of components) component.update(page);
    },
    focus: (field) => components.some((component) => component.focus?.(field) ?? false),
  };
}

/** A component that is shown while `isShown` says so. */
export function shownWhen(isShown: (page: PageState) => boolean, component: Component): Component {
  return {
    ...component,
    update(page) {
      component.element.hidden = !isShown(page);
      component.update(page);
    },
  };
}
