import {
  type Button,
  type Checkbox,
  type Link,
  provideVSCodeDesignSystem,
  type Radio,
  type RadioGroup,
  vsCodeBadge,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeLink,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
} from '@vscode/webview-ui-toolkit';
import { element, setAttribute, setText } from './element';
import { icon, type IconName } from './icon';

// The only file that knows the component library. Its text fields and its dropdown are left out on purpose: an error
// text outside their shadow root cannot describe them, they show no invalid state, and the dropdown has no name.
provideVSCodeDesignSystem().register(
  vsCodeBadge(),
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeLink(),
  vsCodeProgressRing(),
  vsCodeRadio(),
  vsCodeRadioGroup(),
);

export interface ButtonControl {
  readonly element: HTMLElement;
  /** A disabled button keeps the focus, which would otherwise jump to the top of the page while something runs. */
  enable(enabled: boolean): void;
  press(pressed: boolean): void;
  focus(): void;
}

/** A button with a label. */
export function button(label: string, look: 'primary' | 'secondary', onClick: () => void): ButtonControl {
  const made = document.createElement('vscode-button') as Button;
  made.appearance = look;
  made.textContent = label;
  return wired(made, onClick);
}

export interface IconButtonControl extends ButtonControl {
  rename(name: string): void;
}

/** A button that shows only an icon; `name` is for screen readers and for the tooltip. */
export function iconButton(name: string, iconName: IconName, onClick: () => void): IconButtonControl {
  const made = document.createElement('vscode-button') as Button;
  const rename = (next: string): void => {
    made.setAttribute('aria-label', next);
    made.title = next;
  };
  // The name comes first: an icon button without one calls itself "Icon Button".
  rename(name);
  made.appearance = 'icon';
  made.append(icon(iconName));
  return { ...wired(made, onClick), rename };
}

let lastId = 0;

export interface CheckboxControl {
  readonly element: HTMLElement;
  show(checked: boolean): void;
  enable(enabled: boolean): void;
  label(text: string): void;
}

/** A checkbox; `onChange` is called for changes by the user, not by `show`. */
export function checkbox(label: string, onChange: (checked: boolean) => void): CheckboxControl {
  const made = document.createElement('vscode-checkbox') as Checkbox;
  const words = element('span', { id: `checkbox-${++lastId}` }, label);
  // The library copies the text into the box's name once, when the box enters the page.
  made.setAttribute('aria-labelledby', words.id);
  let shown = false;
  made.append(words);
  made.addEventListener('change', () => {
    if (made.checked === shown) return;
    shown = made.checked;
    onChange(shown);
  });
  return {
    element: made,
    show(checked) {
      shown = checked;
      if (made.checked !== checked) made.checked = checked;
    },
    enable(enabled) {
      made.disabled = !enabled;
    },
    label(text) {
      setText(words, text);
      if (made.hasAttribute('aria-label')) setAttribute(made, 'aria-label', text);
    },
  };
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description: string;
}

export interface RadioControl {
  readonly element: HTMLElement;
  show(value: string): void;
  focus(): void;
}

/** Radio buttons, each with a description. `labelledBy` is the id of the title. */
export function radioGroup(
  labelledBy: string,
  choices: readonly Choice[],
  onChange: (value: string) => void,
): RadioControl {
  const group = document.createElement('vscode-radio-group') as RadioGroup;
  group.orientation = 'vertical';
  group.setAttribute('aria-labelledby', labelledBy);
  const radios = choices.map((choice) => {
    const radio = document.createElement('vscode-radio') as Radio;
    const description = `${labelledBy}-${choice.value}`;
    radio.setAttribute('value', choice.value);
    radio.setAttribute('aria-labelledby', `${description}-label`);
    radio.setAttribute('aria-describedby', description);
    radio.append(
      element('span', { class: 'choice-label', id: `${description}-label` }, choice.label),
      element('span', { class: 'description', id: description }, choice.description),
    );
    return radio;
  });
  group.append(...radios);
  let shown: string | undefined;
  group.addEventListener('change', () => {
    if (group.value === shown) return;
    shown = group.value;
    onChange(shown);
  });
  return {
    element: group,
    show(value) {
      if (shown === value) return;
      shown = value;
      group.value = value;
    },
    focus: () => radios.find((radio) => radio.checked)?.focus(),
  };
}

/** A link; the editor opens its address in the user's browser. */
export function link(text: string, address: string): HTMLElement {
  const made = document.createElement('vscode-link') as Link;
  made.href = address;
  made.textContent = text;
  return made;
}

/** A small count or word in a frame. */
export function badge(): HTMLElement {
  return document.createElement('vscode-badge');
}

/** A spinner and its text. Screen readers do not see the library's ring: it makes them say an English word. */
export function progress(words: string): HTMLElement {
  const ring = element(
    'span',
    { class: 'ring', 'aria-hidden': 'true' },
    document.createElement('vscode-progress-ring'),
  );
  return element('span', { class: 'progress' }, ring, element('span', {}, words));
}

function wired(made: Button, onClick: () => void): ButtonControl {
  made.addEventListener('click', () => {
    if (made.ariaDisabled !== 'true') onClick();
  });
  return {
    element: made,
    enable(enabled) {
      made.ariaDisabled = enabled ? null : 'true';
    },
    press(pressed) {
      made.ariaPressed = String(pressed);
    },
    focus: () => made.focus(),
  };
}
