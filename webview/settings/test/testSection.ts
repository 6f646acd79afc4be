import * as l10n from '@vscode/l10n';
import { addressProblem } from '../../src/model/address';
import type { Mend } from '../../src/model/problem';
import { steps } from '../../src/model/step';
import type { TestReport } from '../../src/protocol';
import { button, progress } from '../controls';
import { element, setText } from '../element';
import { conversation } from './conversation';
import { fieldFrame } from './fieldFrame';
import { notice, type Notice } from '../notice';
import type { Part, View } from './part';
import { section } from './section';
import { stepLabel } from './stepWords';
import { stepList } from './stepList';
import { testOutcome } from './testOutcome';

/** What the test area may do. */
export interface Tests {
  /** The address in the field, perhaps from before the page was hidden. */
  readonly sendTo: string;
  test(to: string): void;
  cancelTest(): void;
  typeSendTo(text: string): void;
  mend(mend: Mend): void;
  showSandboxInbox(): void;
  copy(text: string): void;
}

/** Where a test mail is sent from, and seen going out. */
export interface TestSection extends Part {
  readonly notice: Notice;
}

/** Builds the test area. */
export function testSection(language: string, tests: Tests): TestSection {
  const input = element('input', { type: 'text', inputmode: 'email', autocomplete: 'off', spellcheck: 'false' });
  const frame = fieldFrame({
    field: 'sendTo',
    label: l10n.t('Send test to'),
    description: l10n.t('Optional. One address; leave it empty to send to the recipients above.'),
    control: input,
  });
  const send = (): void => {
    const to = input.value.trim();
    const message = to === '' ? undefined : addressProblem(to);
    frame.complain(message === undefined ? undefined : { message });
    if (message === undefined) tests.test(to);
    else input.focus();
  };
  input.value = tests.sendTo;
  input.addEventListener('input', () => {
    tests.typeSendTo(input.value);
    frame.complain(undefined);
  });
  input.addEventListener('keydown', ({ key, isComposing }) => {
    if (key === 'Enter' && !isComposing) send();
  });
  const start = button(l10n.t('Send test email'), 'secondary', send);
  const cancel = button(l10n.t('Cancel'), 'secondary', () => {
    tests.cancelTest();
    start.focus();
  });
  const sending = progress(l10n.t('Sending…'));
  const alert = notice();
  const spoken = element('p', { class: 'spoken', role: 'status' });
  const list = stepList();
  const outcome = element('div');
  const talk = conversation((text) => tests.copy(text));
  const result = element('div', { class: 'result', hidden: true }, list.element, outcome, talk.element);
  let shown = '';

  const body: Part = {
    element: element(
      'div',
      { class: 'field' },
      frame.element,
      element('div', { class: 'row' }, start.element, cancel.element, sending),
      alert.element,
      spoken,
      result,
    ),
    update(view) {
      const { test } = view;
      const running = view.busy === 'test';
      start.enable(view.busy === undefined);
      cancel.element.hidden = !running;
      sending.hidden = !running;
      input.placeholder = view.draft.recipients.join(', ');
      result.hidden = test === undefined;
      setText(spoken, test === undefined ? '' : spokenOf(test));
      if (test === undefined) return;
      list.update(test.progress, test.outcome.state !== 'running');
      talk.update(test.transcript);
      // Built anew only when it changes, so that a button in it keeps the focus.
      const next = JSON.stringify([test.outcome, view.standing.account, view.standing.dirty]);
      if (next === shown) return;
      shown = next;
      outcome.replaceChildren(testOutcome(test, view, language, tests), ...unsaved(test, view));
    },
  };
  return {
    ...section('test', l10n.t('Test'), [body]),
    notice: alert,
  };
}

/** What a screen reader says while the sighted watch the list. */
function spokenOf({ progress: states, outcome }: TestReport): string {
  if (outcome.state === 'accepted') return l10n.t('Accepted by the server: {0}', outcome.reply);
  if (outcome.state === 'failed') {
    return l10n.t('Failed at the step {0}. {1}', stepLabel(outcome.failure.step), outcome.explanation);
  }
  const place = steps.findIndex((step) => states[step].state === 'running');
  const step = steps[place];
  return step === undefined ? '' : l10n.t('Step {0} of {1}: {2}', place + 1, steps.length, stepLabel(step));
}

function unsaved({ outcome }: TestReport, { standing }: View): HTMLElement[] {
  if (outcome.state !== 'accepted' || !standing.dirty) return [];
  return [element('p', { class: 'note' }, l10n.t('These settings are not saved yet.'))];
}
