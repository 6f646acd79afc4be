import * as l10n from '@vscode/l10n';
import {
  areaLabel,
  areas,
  deliverySummary,
  deliveryText,
  subjectOf,
  verdictLabel,
  type DeliveryReport,
  type DeliveryRow,
  type Verdict,
} from '../../src/model/deliveryReport';
import { domainOf } from '../../src/model/address';
import type { Client, SettingsEvents, SettingsRequests } from '../../src/protocol';
import { button } from '../controls';
import { element, setText } from '../element';
import { icon, type IconName } from '../icon';
import { lookup } from './lookup';
import type { Part, View } from './part';
import { section } from './section';

const signs: Record<Verdict, IconName> = { ok: 'pass', warning: 'warning', problem: 'error', unknown: 'info' };
const states: Record<Verdict, string> = { ok: 'done', warning: 'warning', problem: 'error', unknown: 'unknown' };

/** Whether mails of the form would arrive: DNS, network and server, without a mail and without signing in. */
export function deliverySection(
  language: string,
  client: Client<SettingsRequests, SettingsEvents>,
  copy: (text: string) => void,
): Part {
  let shown: DeliveryReport | undefined;

  const check = lookup<DeliveryReport>({
    label: l10n.t('Check delivery'),
    going: l10n.t('Checking…'),
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

  function show(view: View, report: DeliveryReport | undefined, isRunning: boolean): void {
    if (isRunning) setText(copied, '');
    result.hidden = report === undefined || report.rows.length === 0 || !(isRunning || isOf(report, view));
    copyButton.element.hidden = isRunning;
    setText(summary, result.hidden || report === undefined || isRunning ? '' : deliverySummary(report));
    if (report === undefined || report === shown) return;
    shown = report;
    rows.replaceChildren(...parts(report));
  }

  client.on('delivery', check.hear);
  const body: Part = {
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

/** Whether a report is about what stands in the form: another account, or the same after a change, has another one. */
function isOf({ server, senderDomain }: DeliveryReport, { draft, standing }: View): boolean {
  const typed = `${draft.host.trim()}:${draft.port.trim()}`;
  const domain = standing.account === undefined ? senderDomain : domainOf(standing.account.fromAddress);
  return server.toLowerCase() === typed.toLowerCase() && senderDomain === domain;
}

function parts(report: DeliveryReport): HTMLElement[] {
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
