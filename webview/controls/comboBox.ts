import { element, setAttribute, setText } from './element';
import { icon } from './icon';

/** One option of the list. */
export interface ComboOption {
  readonly value: string;
  readonly label: string;
  /** Shown beside the label, less prominently. */
  readonly detail?: string;
  /** The title of the group that this option belongs to; options of a group follow each other. */
  readonly heading?: string;
}

/** The result of a search. */
export interface ComboFound {
  /** The options that match, best first. */
  readonly options: readonly ComboOption[];
  /** What a screen reader says about them. */
  readonly words: string;
}

export interface ComboBoxEvents {
  /** Finds the options for what is typed; an empty text finds all. */
  find(text: string): ComboFound;
  onChoose(value: string): void;
}

export interface ComboBox {
  readonly element: HTMLElement;
  /** The element for a `label`. */
  readonly input: HTMLInputElement;
  /** Shows the chosen value; if the list is open, once it closes. */
  show(value: string, label: string): void;
  /** Moves the focus there and opens the list. */
  open(): void;
}

/** How many lines Page Up and Page Down move. */
const linesPerPage = 8;

let lastId = 0;

/**
 * One out of many, found by typing: the editable combobox with a list of the ARIA authoring practices. It is built
 * from native elements, since the component library has none.
 * @param listName the accessible name of the list
 */
export function comboBox(listName: string, placeholder: string, events: ComboBoxEvents): ComboBox {
  const listId = `combo-${++lastId}`;
  const list = element('div', { role: 'listbox', id: listId, 'aria-label': listName, hidden: true });
  const input = element('input', {
    type: 'text',
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    'aria-expanded': 'false',
    'aria-haspopup': 'listbox',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    placeholder,
  });
  const spoken = element('div', { class: 'spoken', 'aria-live': 'polite' });
  const whole = element('div', { class: 'combo' }, input, icon('chevron-down'), list, spoken);

  let chosen = { value: '', label: '' };
  let found: ComboFound = { options: [], words: '' };
  let lines: readonly HTMLElement[] = [];
  let active = -1;
  /** The user typed or moved in the list, so Tab chooses the active line. */
  let meant = false;

  const isOpen = (): boolean => !list.hidden;
  const mark = (place: number): void => {
    lines[active]?.classList.remove('active');
    active = place;
    const line = lines[place];
    setAttribute(input, 'aria-activedescendant', line?.id);
    if (line === undefined) return;
    line.classList.add('active');
    reveal(list, line, place === 0);
  };
  const fill = (text: string): void => {
    found = events.find(text);
    lines = found.options.map((option, place) => lineOf(option, `${listId}-${place}`, option.value === chosen.value));
    lines.forEach((line, place) => line.addEventListener('click', () => choose(place)));
    list.replaceChildren(...grouped(found.options, lines, listId));
  };
  const open = (text: string): void => {
    fill(text);
    list.hidden = false;
    setAttribute(input, 'aria-expanded', 'true');
    const { top, bottom } = input.getBoundingClientRect();
    const below = window.innerHeight - bottom;
    whole.classList.toggle('above', below < 220 && top > below);
    const { options } = found;
    mark(text === '' ? options.findIndex(({ value }) => value === chosen.value) : options.length > 0 ? 0 : -1);
  };
  const close = (): void => {
    list.hidden = true;
    setAttribute(input, 'aria-expanded', 'false');
    setAttribute(input, 'aria-activedescendant', undefined);
    setText(spoken, '');
    meant = false;
    if (input.value !== chosen.label) input.value = chosen.label;
  };
  const choose = (place: number): void => {
    const option = found.options[place];
    if (option !== undefined) chosen = option;
    close();
    input.select();
    if (option !== undefined) events.onChoose(option.value);
  };
  const move = (place: number): void => {
    if (!isOpen()) open('');
    else mark(Math.max(0, Math.min(place, lines.length - 1)));
    meant = true;
  };

  input.addEventListener('input', () => {
    open(input.value);
    meant = input.value !== '';
    setText(spoken, found.words);
  });
  input.addEventListener('focus', () => input.select());
  input.addEventListener('click', () => {
    if (isOpen()) return;
    open('');
    // The click placed the caret: select the text, so that typing replaces the choice instead of extending it.
    input.select();
  });
  input.addEventListener('blur', () => close());
  // Keeps the focus in the field while the list is scrolled or clicked.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  list.addEventListener('mousedown', (event) => event.preventDefault());
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Tab' && isOpen() && meant) {
      choose(active);
      return;
    }
    const act = keyAction(event, isOpen(), { active, last: lines.length - 1 });
    if (act === undefined) return;
    // Otherwise Enter would save the form, and the editor would handle Escape.
    event.preventDefault();
    event.stopPropagation();
    if (act === 'choose') choose(active);
    else if (act === 'close') {
      close();
      input.select();
    } else move(act);
  });
  return {
    element: whole,
    input,
    show(value, label) {
      chosen = { value, label };
      if (!isOpen() && input.value !== label) input.value = label;
    },
    open() {
      input.focus();
      open('');
    },
  };
}

/** What a key does: the index of the line it moves to, or that it chooses or closes; `undefined` if it only types. */
function keyAction(
  { key, altKey, shiftKey }: KeyboardEvent,
  isOpen: boolean,
  { active, last }: { readonly active: number; readonly last: number },
): number | 'choose' | 'close' | undefined {
  if (shiftKey) return undefined;
  if (altKey && key === 'ArrowUp') return isOpen ? 'close' : undefined;
  if (key === 'ArrowDown') return active + 1;
  if (key === 'ArrowUp') return active < 0 ? last : active - 1;
  if (!isOpen) return undefined;
  switch (key) {
    case 'Enter':
      return 'choose';
    case 'Escape':
      return 'close';
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageDown':
      return active + linesPerPage;
    case 'PageUp':
      return active - linesPerPage;
    default:
      return undefined;
  }
}

function lineOf({ label, detail }: ComboOption, id: string, isChosen: boolean): HTMLElement {
  return element(
    'div',
    { role: 'option', id, 'aria-selected': String(isChosen) },
    element('span', { class: 'name' }, label),
    detail === undefined ? undefined : ' ',
    detail === undefined ? undefined : element('span', { class: 'detail' }, detail),
  );
}

/** The lines, grouped under their headings. */
function grouped(options: readonly ComboOption[], lines: readonly HTMLElement[], id: string): readonly HTMLElement[] {
  const made: HTMLElement[] = [];
  let group: HTMLElement | undefined;
  let heading: string | undefined;
  lines.forEach((line, place) => {
    const next = options[place]?.heading;
    if (next !== heading || group === undefined) {
      heading = next;
      const titleId = `${id}-group-${place}`;
      group =
        next === undefined
          ? undefined
          : element(
              'div',
              { role: 'group', 'aria-labelledby': titleId },
              element('div', { class: 'heading', id: titleId, role: 'presentation' }, next),
            );
      if (group !== undefined) made.push(group);
    }
    if (group === undefined) made.push(line);
    else group.append(line);
  });
  return made;
}

/** Scrolls only the list: `scrollIntoView` would move the page too. */
function reveal(list: HTMLElement, line: HTMLElement, isFirst: boolean): void {
  const outer = list.getBoundingClientRect();
  const inner = line.getBoundingClientRect();
  if (isFirst) list.scrollTop = 0;
  else if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom + 2;
}
