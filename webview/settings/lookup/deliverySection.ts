import * as l10n from '@vscode/l10n';
import { domainOf } from '../../../src/model/account/address';
import { bareText } from '../../../src/model/account/bareText';
import { asciiHost } from '../../../src/model/account/hostName';
import {
  areaLabel,
  areas,
  type DeliveryReport,
  type DeliveryRow,
  deliverySummary,
  deliveryText,
  subjectOf,
  type RowVerdict,
  verdictLabel,
} from '../../../src/model/lookup/deliveryReport';
import type { Client } from '../../../src/protocol/channel';
import type { SettingsEvents, SettingsRequests } from '../../../src/protocol/settingsPage';
import { button } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import { icon, type IconName } from '../../controls/icon';
import { section } from '../field/section';
import type { Component, PageState } from '../sheet/component';
import { lookup } from './lookup';

const signs: Record<RowVerdict, IconName> = { ok: 'pass', warning: 'warning', problem: 'error', unknown: 'info' };
const states: Record<RowVerdict, string> = { ok: 'done', warning: 'warning', problem: 'error', unknown: 'unknown' };

/** Whether mails of the form would arrive: checks DNS, network and server, without sending a mail or signing in. */
export function deliverySection(
  language: string,
  client: Client<SettingsRequests, SettingsEvents>,
  copy: (text: string) => void,
): Component {
  let shown: DeliveryReport | undefined;

  const check = lookup<DeliveryReport>({
    label: l10n.t('Check delivery'),
    runningLabel: l10n.t('Checking…'),
    begin: (draft) => client.request('checkDelivery', { draft }),
    cancel: () => void client.request('cancelDelivery', null),
    canBegin: ({ draft }) => draft.provider !== 'sandbox',
    reportIn: ({ delivery }) => delivery,
    isGoingOn: ({ state }) => state === 'running',
    show,
  });
  const summary = element('p', { role: 'status' });
  const rows = element('div', { class: 'delivery' });
  const copied = element('span', { role: 'status' });
  const copyButton = button(l10n.t('Copy for administrator'), 'secondary', () => {
    if (shown === undefined) return;
    copy(deliveryText(shown, language));
    setText(copied, l10n.t('Copied'));
  });
  const result = element(
    'div',
    { class: 'result', hidden: true },
    summary,
    rows,
    element('div', { class: 'row' }, copyButton.element, copied),
  );

  function show(page: PageState, report: DeliveryReport | undefined, isRunning: boolean): void {
    if (isRunning) setText(copied, '');
    result.hidden = report === undefined || report.rows.length === 0 || !(isRunning || isOf(report, page));
    copyButton.element.hidden = isRunning;
    setText(summary, result.hidden || report === undefined || isRunning ? '' : deliverySummary(report));
    if (report === undefined || report === shown) return;
    shown = report;
    rows.replaceChildren(...areaSections(report));
  }

  client.on('delivery', check.receive);
  const body: Component = {
    element: element(
      'div',
      { class: 'field' },
      element(
        'p',
        { class: 'description' },
        l10n.t(
          'Looks at the DNS of your domains and at the server: whether mails are likely to arrive, and answers to come back. No mail is sent, nobody signs in.',
        ),
      ),
      ...check.elements,
      result,
    ),
    update: check.update,
  };
  return section('delivery', l10n.t('Delivery'), [body]);
}

/** Whether a report is about the server and the sender in the form, which an edit or another account may change. */
function isOf({ server, senderDomain }: DeliveryReport, { draft, status }: PageState): boolean {
  const typed = `${asciiHost(draft.host)}:${bareText(draft.port)}`;
  const domain = status.account === undefined ? senderDomain : domainOf(status.account.fromAddress);
  return server.toLowerCase() === typed.toLowerCase() && senderDomain === domain;
}

function areaSections(report: DeliveryReport): HTMLElement[] {
  return areas.flatMap((area) => {
    const rows = report.rows.filter((row) => row.area === area);
    const heading = `${areaLabel(area)} – ${subjectOf(report, area)}`;
    return rows.length === 0
      ? []
      : [
          element('h3', { id: `delivery-${area}` }, heading),
          element('ul', { class: 'checks', 'aria-labelledby': `delivery-${area}` }, ...rows.map(item)),
        ];
  });
}

function item({ topic, verdict, sentence, advice, facts }: DeliveryRow): HTMLElement {
  return element(
    'li',
    { 'data-state': states[verdict] },
    icon(signs[verdict]),
    element(
      'div',
      {},
      element('p', {}, element('strong', {}, topic), ` – ${verdictLabel(verdict)}`),
      element('p', {}, sentence),
      advice === '' ? undefined : element('p', { class: 'advice' }, advice),
      facts.length === 0 ? undefined : element('p', { class: 'facts' }, facts.join('\n')),
    ),
  );
}
