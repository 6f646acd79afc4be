import { element } from './element';

/** The icons in use. Their code points are in icon.css. */
export type IconName =
  | 'arrow-down'
  | 'arrow-up'
  | 'check'
  | 'chevron-down'
  | 'chevron-right'
  | 'circle'
  | 'close'
  | 'copy'
  | 'edit'
  | 'error'
  | 'eye'
  | 'info'
  | 'loading'
  | 'pass'
  | 'skip'
  | 'star-empty'
  | 'trash'
  | 'warning';

/** An icon of the editor's own font. It is hidden from screen readers, which read the text beside it. */
export function icon(name: IconName): HTMLElement {
  return element('span', { class: `icon icon-${name}`, 'aria-hidden': 'true' });
}

/** Changes an icon into another. */
export function setIcon(target: HTMLElement, name: IconName): void {
  const wanted = `icon icon-${name}`;
  if (target.className !== wanted) target.className = wanted;
}
