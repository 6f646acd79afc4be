import { element } from './element';

/** The icons in use. Their code points stand in icon.css. */
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

/** An icon of the editor's own font. It says nothing to a screen reader: words beside it do. */
export function icon(name: IconName): HTMLElement {
  return element('span', { class: `icon icon-${name}`, 'aria-hidden': 'true' });
}

/** Turns an icon into another. */
export function setIcon(target: HTMLElement, name: IconName): void {
  const wanted = `icon icon-${name}`;
  if (target.className !== wanted) target.className = wanted;
}
