import { element } from './element';

interface Tab {
  readonly id: string;
  readonly label: string;
  readonly panel: HTMLElement;
}

/** Tabs as in the ARIA pattern: the arrow keys, Home and End select a tab, Tab moves on into the panel. */
export function tabs(name: string, all: readonly Tab[], first: string, onChoose: (id: string) => void): HTMLElement {
  const buttons = all.map(({ id, label }) =>
    element('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}` }, label),
  );
  const panels = all.map(({ id, panel }) =>
    element(
      'div',
      // The panel takes the focus itself, so that it can be scrolled by keyboard when nothing in it can.
      { role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': `tab-${id}`, tabindex: '0' },
      panel,
    ),
  );
  const choose = (place: number): void => {
    buttons.forEach((button, index) => {
      button.setAttribute('aria-selected', String(index === place));
      button.tabIndex = index === place ? 0 : -1;
    });
    panels.forEach((panel, index) => (panel.hidden = index !== place));
  };
  const move = (place: number): void => {
    choose(place);
    buttons[place]?.focus();
    onChoose(all[place]?.id ?? '');
  };
  buttons.forEach((button, place) => {
    button.addEventListener('click', () => move(place));
    button.addEventListener('keydown', (event) => {
      const last = all.length - 1;
      const next = {
        ArrowRight: place === last ? 0 : place + 1,
        ArrowLeft: place === 0 ? last : place - 1,
        Home: 0,
        End: last,
      }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      move(next);
    });
  });
  choose(
    Math.max(
      0,
      all.findIndex(({ id }) => id === first),
    ),
  );
  return element(
    'div',
    { class: 'tabs' },
    element('div', { role: 'tablist', 'aria-label': name }, ...buttons),
    ...panels,
  );
}
