import type { Mend, Problem } from '../../src/model/problem';
import { button } from '../controls';
import { element, setAttribute, setText } from '../element';
import { icon } from '../icon';

/** What is wrong, and perhaps what mends it. */
type Complaint = Pick<Problem, 'message' | 'mend'>;

/** What surrounds a control: its title and description above, what is wrong below. */
export interface FieldFrame {
  readonly element: HTMLElement;
  readonly id: string;
  /** The id of the title, for controls that a `label` cannot name. */
  readonly titleId: string;
  describe(text: string): void;
  /** Shows a problem, or that there is none, and ties it to the control. */
  complain(problem: Complaint | undefined): void;
}

/** The parts of a frame. */
export interface FrameOptions {
  /** A name that no other field of the page has. */
  readonly field: string;
  readonly label: string;
  readonly description?: string;
  /** What the title names, where that is one native control. */
  readonly control: HTMLElement;
  /** What stands between description and error: the control itself, when nothing else is said. */
  readonly body?: readonly HTMLElement[];
  readonly labelled?: 'byLabel' | 'byTitle';
  /** The error is spoken as soon as it shows, since it may come from another field. */
  readonly live?: boolean;
  readonly mend?: (mend: Mend) => void;
}

/** Puts a control into its frame, in the manner of the settings editor. */
export function fieldFrame(options: FrameOptions): FieldFrame {
  const { field, control, description = '', labelled = 'byLabel' } = options;
  const id = `field-${field}`;
  const titleId = `${id}-title`;
  const title =
    labelled === 'byLabel'
      ? element('label', { class: 'title', id: titleId, for: id }, options.label)
      : element('div', { class: 'title', id: titleId }, options.label);
  const about = element(
    'p',
    { class: 'description', id: `${id}-description`, hidden: description === '' },
    description,
  );
  const words = element('span');
  const error = element('p', { class: 'error', id: `${id}-error`, hidden: true }, icon('error'), words);
  const mends = element('div', { class: 'mend', hidden: true });
  const errors = element('div', { 'aria-live': options.live ? 'polite' : undefined }, error);
  if (labelled === 'byLabel') control.id = id;
  const frame = element('div', { class: 'field' }, title, about, ...(options.body ?? [control]), errors, mends);

  let about_ = description;
  let problem: Complaint | undefined;
  const tie = (): void => {
    const ids = [about_ === '' ? '' : about.id, problem === undefined ? '' : error.id].filter((one) => one !== '');
    setAttribute(control, 'aria-describedby', ids.length > 0 ? ids.join(' ') : undefined);
    setAttribute(control, 'aria-invalid', problem !== undefined && 'true');
  };
  tie();
  return {
    element: frame,
    id,
    titleId,
    describe(text) {
      about_ = text;
      setText(about, text);
      about.hidden = text === '';
      tie();
    },
    complain(next) {
      if (next?.message === problem?.message && next?.mend?.label === problem?.mend?.label) return;
      problem = next;
      error.hidden = next === undefined;
      setText(words, next?.message ?? '');
      const mend = next?.mend;
      mends.hidden = mend === undefined;
      mends.replaceChildren(
        ...(mend === undefined ? [] : [button(mend.label, 'secondary', () => options.mend?.(mend)).element]),
      );
      frame.classList.toggle('invalid', next !== undefined);
      tie();
    },
  };
}
