import * as l10n from '@vscode/l10n';
import type { Step, StepState } from '../../src/model/step';

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

/** How far a step is, in a word; `ended`: the test is over, nothing waits any more. */
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
