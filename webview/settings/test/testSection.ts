import * as l10n from '@vscode/l10n';
import type { Mend } from '../../../src/model/account/account';
import { addressProblem } from '../../../src/model/account/address';
import { bareText } from '../../../src/model/account/bareText';
import { steps } from '../../../src/model/failure/attempt';
import type { TestReport } from '../../../src/protocol/settingsPage';
import { button, progress } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import { notice, type Notice } from '../../controls/notice';
import { fieldFrame } from '../field/fieldFrame';
import { section } from '../field/section';
import type { Component, PageState } from '../sheet/component';
import { transcriptView } from './transcriptView';
import { stepLabel, stepList } from './stepList';
import { testOutcome } from './testOutcome';

/** What the test section can do. */
export interface TestActions {
  /** The address in the field, perhaps from before the page was hidden. */
  readonly sendTo: string;
  test(to: string): void;
  cancelTest(): void;
  typeSendTo(text: string): void;
  mend(mend: Mend): void;
  showSandboxInbox(): void;
  copy(text: string): void;
}

/** The section that sends a test mail and shows its progress. */
export interface TestSection extends Component {
  readonly notice: Notice;
}

/** Builds the test section. */
export function testSection(language: string, actions: TestActions): TestSection {
  const input = element('input', { type: 'text', inputmode: 'email', autocomplete: 'off', spellcheck: 'false' });
  const frame = fieldFrame({
    field: 'sendTo',
    label: l10n.t('Send test to'),
    description: l10n.t('Optional. One address; leave it empty to send to the recipients above.'),
    control: input,
  });
  const send = (): void => {
    const to = bareText(input.value);
    const message = to === '' ? undefined : addressProblem(to);
    frame.showProblem(message === undefined ? undefined : { message });
    if (message === undefined) actions.test(to);
    else input.focus();
  };
  input.value = actions.sendTo;
  input.addEventListener('input', () => {
    actions.typeSendTo(input.value);
    frame.showProblem(undefined);
  });
  input.addEventListener('keydown', ({ key, isComposing }) => {
    if (key === 'Enter' && !isComposing) send();
  });
  const start = button(l10n.t('Send test email'), 'secondary', send);
  const cancel = button(l10n.t('Cancel'), 'secondary', () => {
    actions.cancelTest();
    start.focus();
  });
  const sending = progress(l10n.t('Sending…'));
  const alert = notice();
  const spoken = element('p', { class: 'spoken', role: 'status' });
  const list = stepList();
  const outcome = element('div');
  const talk = transcriptView((text) => actions.copy(text));
  const result = element('div', { class: 'result', hidden: true }, list.element, outcome, talk.element);
  let shown = '';

  const body: Component = {
    element: element(
      'div',
      { class: 'field' },
      frame.element,
      element('div', { class: 'row' }, start.element, cancel.element, sending),
      alert.element,
      spoken,
      result,
    ),
    update(page) {
      const { test } = page;
      const running = page.busy === 'test';
      start.enable(page.busy === undefined);
      cancel.element.hidden = !running;
      sending.hidden = !running;
      input.placeholder = page.draft.recipients.join(', ');
      result.hidden = test === undefined;
      setText(spoken, test === undefined ? '' : spokenOf(test));
      if (test === undefined) return;
      list.update(test.progress, test.outcome.state !== 'running');
      talk.update(test.transcript);
      // Rebuilt only when it changes, so that a button in it keeps the focus.
      const next = JSON.stringify([test.outcome, page.status.account, page.status.dirty]);
      if (next === shown) return;
      shown = next;
      outcome.replaceChildren(testOutcome(test, page, language, actions), ...unsaved(test, page));
    },
  };
  return {
    ...section('test', l10n.t('Test'), [body]),
    notice: alert,
  };
}

/** What a screen reader says while the list of steps changes. */
function spokenOf({ progress: states, outcome }: TestReport): string {
  if (outcome.state === 'accepted') return l10n.t('Accepted by the server: {0}', outcome.reply);
  if (outcome.state === 'failed') {
    return l10n.t('Failed at the step {0}. {1}', stepLabel(outcome.failure.step), outcome.explanation);
  }
  const place = steps.findIndex((step) => states[step].state === 'running');
  const step = steps[place];
  return step === undefined ? '' : l10n.t('Step {0} of {1}: {2}', place + 1, steps.length, stepLabel(step));
}

function unsaved({ outcome }: TestReport, { status }: PageState): HTMLElement[] {
  if (outcome.state !== 'accepted' || !status.dirty) return [];
  return [element('p', { class: 'note' }, l10n.t('These settings are not saved yet.'))];
}
