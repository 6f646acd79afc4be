import * as l10n from '@vscode/l10n';
import { type Progress, type Step, steps, type StepState } from '../../../src/model/failure/attempt';
import { element, setText } from '../../controls/element';
import { icon, type IconName, setIcon } from '../../controls/icon';

/** What a step of sending is called. */
export function stepLabel(step: Step): string {
  switch (step) {
    case 'resolve':
      return l10n.t('Resolve');
    case 'connect':
      return l10n.t('Connect');
    case 'tls':
      return l10n.t('TLS');
    case 'signIn':
      return l10n.t('Sign in');
    case 'sender':
      return l10n.t('Sender');
    case 'recipients':
      return l10n.t('Recipients');
    case 'message':
      return l10n.t('Message');
    case 'accepted':
      return l10n.t('Accepted');
  }
}

/** The state of a step, in a word; `ended`: the test is over, so no step is waiting any more. */
export function stepStateLabel(state: StepState, ended: boolean): string {
  switch (state) {
    case 'waiting':
      return ended ? l10n.t('Not reached') : l10n.t('Waiting');
    case 'running':
      return l10n.t('Running');
    case 'done':
      return l10n.t('Done');
    case 'skipped':
      return l10n.t('Not needed');
    case 'failed':
      return l10n.t('Failed');
  }
}

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

/** Builds the list, with every step waiting. */
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
