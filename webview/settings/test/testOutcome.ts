import * as l10n from '@vscode/l10n';
import type { Mend } from '../../../src/model/account/account';
import type { Failure } from '../../../src/model/failure/failure';
import { presetOf } from '../../../src/model/provider/presetList';
import { remediesOf } from '../../../src/model/remedy/remedy';
import { whenText } from '../../../src/model/timeText';
import type { TestReport } from '../../../src/protocol/settingsPage';
import { button } from '../../controls/controls';
import { element } from '../../controls/element';
import { icon } from '../../controls/icon';
import { remedyButtons } from '../account/validityBanner';
import type { PageState } from '../sheet/component';
import { stepLabel } from './stepList';

type Accepted = Extract<TestReport['outcome'], { state: 'accepted' }>;
type Failed = Extract<TestReport['outcome'], { state: 'failed' }>;

/** What the user can do after a test. */
export interface OutcomeActions {
  mend(mend: Mend): void;
  showSandboxInbox(): void;
}

/** How a test ended: the server's answer, what it means and what to do. */
export function testOutcome(
  report: TestReport,
  page: PageState,
  language: string,
  actions: OutcomeActions,
): HTMLElement {
  switch (report.outcome.state) {
    case 'running':
      return element('div');
    case 'accepted':
      return accepted(report.outcome, report.recipients, page, language, actions);
    case 'failed':
      return failed(report.outcome, page, actions);
  }
}

function accepted(
  { reply, at, refused }: Accepted,
  recipients: readonly string[],
  { draft }: PageState,
  language: string,
  actions: OutcomeActions,
): HTMLElement {
  const list = new Intl.ListFormat(language);
  const taken = recipients.filter((address) => !refused.includes(address));
  return element(
    'div',
    { class: 'outcome' },
    headline('pass', l10n.t('Accepted by the server: {0}', reply)),
    element('p', {}, l10n.t('Sent to {0} on {1}.', list.format(taken), whenText(at, language))),
    refused.length > 0
      ? element(
          'p',
          { class: 'box warning' },
          icon('warning'),
          element('span', {}, l10n.t('The server refused {0}.', list.format(refused))),
        )
      : undefined,
    draft.provider === 'sandbox'
      ? button(l10n.t('Show sandbox inbox'), 'secondary', () => actions.showSandboxInbox()).element
      : undefined,
  );
}

function failed({ failure, explanation, advice }: Failed, { status }: PageState, actions: OutcomeActions): HTMLElement {
  const remedies =
    status.account === undefined ? [] : remediesOf(failure, status.account, presetOf(status.account.provider));
  return element(
    'div',
    { class: 'outcome' },
    failure.cause === 'cancelled'
      ? headline('skip', l10n.t('Cancelled'))
      : headline('error', l10n.t('Failed at the step {0}', stepLabel(failure.step))),
    element('p', {}, explanation),
    element('p', {}, advice),
    failure.reply === ''
      ? undefined
      : element(
          'figure',
          {},
          element('figcaption', { class: 'description' }, l10n.t('The server’s own words:')),
          element('blockquote', {}, failure.reply),
        ),
    certificate(failure),
    remedies.length === 0
      ? undefined
      : element('div', { class: 'row' }, ...remedyButtons(remedies, (mend) => actions.mend(mend))),
  );
}

/** The certificate that the server presented, to compare with what its owner says. */
function certificate({ certificate: shown }: Failure): HTMLElement | undefined {
  if (shown === undefined) return undefined;
  const day = (time: number): string => (Number.isNaN(time) ? '?' : new Date(time).toISOString().slice(0, 10));
  const rows: readonly (readonly [string, string])[] = [
    [l10n.t('Made out to'), shown.names.join(', ')],
    [l10n.t('Issued by'), shown.issuer],
    [l10n.t('Valid'), `${day(shown.validFrom)} – ${day(shown.validTo)}`],
    [l10n.t('SHA-256 fingerprint'), shown.fingerprint],
  ];
  return element(
    'figure',
    {},
    element('figcaption', { class: 'description' }, l10n.t('The certificate that the server shows:')),
    element(
      'dl',
      { class: 'certificate' },
      ...rows.flatMap(([term, value]) => [element('dt', {}, term), element('dd', {}, value)]),
    ),
  );
}

function headline(sign: 'pass' | 'error' | 'skip', text: string): HTMLElement {
  return element('p', { class: 'headline', 'data-state': sign }, icon(sign), element('strong', {}, text));
}
