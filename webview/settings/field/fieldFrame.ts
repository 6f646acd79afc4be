import type { Mend, Problem } from '../../../src/model/account/account';
import { button } from '../../controls/controls';
import { element, setAttribute, setText } from '../../controls/element';
import { icon } from '../../controls/icon';

/** What is wrong, and perhaps what fixes it, one way or another. */
export type FieldProblem = Pick<Problem, 'message' | 'mends'>;

/** What surrounds a control: its title and description above, its problem below. */
export interface FieldFrame {
  readonly element: HTMLElement;
  readonly id: string;
  /** The id of the title, for controls that a `label` cannot name. */
  readonly titleId: string;
  describe(text: string): void;
  /** Shows a problem, or that there is none, and links it to the control for screen readers. */
  showProblem(problem: FieldProblem | undefined): void;
}

/** What a frame is made of. */
export interface FrameOptions {
  /** A name that no other field of the page has. */
  readonly field: string;
  readonly label: string;
  readonly description?: string | undefined;
  /** The control that the title, the description and the problem belong to. */
  readonly control: HTMLElement;
  /** What is between description and error; by default the control itself. */
  readonly body?: readonly HTMLElement[] | undefined;
  readonly labelled?: 'byLabel' | 'byTitle';
  /** A screen reader reads the error as soon as it appears, since an edit of another field may cause it. */
  readonly live?: boolean | undefined;
  readonly mend?: (mend: Mend) => void;
}

/** Puts a control into a frame that looks like a field of the settings editor. */
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
  const mends = element('div', { class: 'mend row', hidden: true });
  const errors = element('div', { 'aria-live': options.live ? 'polite' : undefined }, error);
  if (labelled === 'byLabel') control.id = id;
  const frame = element('div', { class: 'field' }, title, about, ...(options.body ?? [control]), errors, mends);

  let shownDescription = description;
  let problem: FieldProblem | undefined;
  const tie = (): void => {
    const ids = [shownDescription === '' ? '' : about.id, problem === undefined ? '' : error.id].filter(
      (one) => one !== '',
    );
    setAttribute(control, 'aria-describedby', ids.length > 0 ? ids.join(' ') : undefined);
    setAttribute(control, 'aria-invalid', problem !== undefined && 'true');
  };
  tie();
  return {
    element: frame,
    id,
    titleId,
    describe(text) {
      shownDescription = text;
      setText(about, text);
      about.hidden = text === '';
      tie();
    },
    showProblem(next) {
      if (JSON.stringify(next) === JSON.stringify(problem)) return;
      problem = next;
      error.hidden = next === undefined;
      setText(words, next?.message ?? '');
      const offered = next?.mends ?? [];
      mends.hidden = offered.length === 0;
      mends.replaceChildren(
        ...offered.map((mend) => button(mend.label, 'secondary', () => options.mend?.(mend)).element),
      );
      frame.classList.toggle('invalid', next !== undefined);
      tie();
    },
  };
}
