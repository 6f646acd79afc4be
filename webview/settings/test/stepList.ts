import * as l10n from '@vscode/l10n';
import { steps, type Progress, type StepState } from '../../src/model/step';
import { element, setText } from '../element';
import { icon, setIcon, type IconName } from '../icon';
import { stepLabel, stepStateLabel } from './stepWords';

const icons: Record<StepState, IconName> = {
  waiting: 'circle',
  running: 'loading',
  done: 'pass',
  skipped: 'skip',
  failed: 'error',
};

/** The steps of a test, each with an icon and a word. */
export interface StepList {
  readonly element: HTMLElement;
  /** `ended`: the test is over. */
  update(progress: Progress, ended: boolean): void;
}

/** Builds the list, with nothing done yet. */
export function stepList(): StepList {
  const rows = steps.map((step) => {
    const sign = icon('circle');
    const state = element('span', { class: 'step-state' });
    const detail = element('span', { class: 'description' });
    const row = element('li', {}, sign, element('span', { class: 'step-name' }, stepLabel(step)), state, detail);
    return { step, sign, state, detail, row };
  });
  return {
    element: element('ol', { class: 'steps', 'aria-label': l10n.t('Steps') }, ...rows.map(({ row }) => row)),
    update(progress, ended) {
      for (const { step, sign, state, detail, row } of rows) {
        const now = progress[step];
        row.dataset['state'] = now.state;
        setIcon(sign, icons[now.state]);
        setText(state, stepStateLabel(now.state, ended));
        setText(detail, now.detail);
      }
    },
  };
}
