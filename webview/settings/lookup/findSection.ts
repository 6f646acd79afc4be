import * as l10n from '@vscode/l10n';
import { sameBinding } from '../../../src/model/account/account';
import { bareText } from '../../../src/model/account/bareText';
import { asciiHost } from '../../../src/model/account/hostName';
import { bindingOfDraft } from '../../../src/model/account/parseAccount';
import { securityWords } from '../../../src/model/account/security';
import {
  type FindReport,
  type FindState,
  findStateLabel,
  findStepLabel,
  findSteps,
  type FoundServer,
} from '../../../src/model/lookup/discovery';
import { settingsOf } from '../../../src/model/lookup/foundSettings';
import type { Client } from '../../../src/protocol/channel';
import type { SettingsEvents, SettingsRequests } from '../../../src/protocol/settingsPage';
import { button } from '../../controls/controls';
import { element, setText } from '../../controls/element';
import { icon, type IconName, setIcon } from '../../controls/icon';
import type { Component, FormActions, PageState } from '../sheet/component';
import { lookup } from './lookup';

const icons: Record<FindState, IconName> = {
  waiting: 'circle',
  running: 'loading',
  found: 'pass',
  nothing: 'skip',
  skipped: 'skip',
  failed: 'warning',
};

/** Looks for the server of the address, shows the steps, and offers what was found; one click fills in the form. */
export function findSection(client: Client<SettingsRequests, SettingsEvents>, actions: FormActions): Component {
  let shown = '';

  const search = lookup<FindReport>({
    label: l10n.t('Find settings'),
    runningLabel: l10n.t('Looking…'),
    begin: (draft) => client.request('findSettings', { draft }),
    cancel: () => void client.request('cancelFind', null),
    canBegin: () => true,
    reportIn: ({ find }) => find,
    isGoingOn: ({ outcome: { state } }) => state === 'running',
    show,
  });
  const spoken = element('p', { class: 'spoken', role: 'status' });
  const list = findList();
  const outcome = element('div', { class: 'found' });
  const result = element('div', { class: 'result', hidden: true }, list.element, outcome);
  const whole = element(
    'div',
    { class: 'field find', role: 'group', 'aria-labelledby': 'find-title' },
    element('div', { class: 'title', id: 'find-title' }, l10n.t('Settings of an unknown provider')),
    element(
      'p',
      { class: 'description' },
      l10n.t(
        'Asks the DNS about your mail domain, then the domain and Thunderbird’s database over https, then the usual servers. Only the domain is sent: no name, no password. Nothing is changed before you choose.',
      ),
    ),
    ...search.elements,
    spoken,
    result,
  );

  function show(page: PageState, report: FindReport | undefined, isRunning: boolean): void {
    const isFresh = report !== undefined && (isRunning || report.email === bareText(page.draft.email));
    // The presets know the servers of the other providers.
    whole.hidden = page.draft.provider !== 'custom' && !isFresh;
    result.hidden = !isFresh;
    if (!isFresh) {
      setText(spoken, '');
      return;
    }
    const ended = report.outcome.state !== 'running';
    list.update(report, ended);
    setText(spoken, spokenOf(report));
    const taken = report.servers.map((found) => isInForm(found, page));
    // Rebuilt only when it changes, so that a button in it keeps the focus.
    const next = JSON.stringify([report, taken, page.base.passwordSet]);
    if (next === shown) return;
    shown = next;
    outcome.replaceChildren(...(ended ? ending(report, page, actions) : []));
  }

  client.on('find', search.receive);
  return { element: whole, update: search.update };
}

function findList(): { element: HTMLElement; update(report: FindReport, ended: boolean): void } {
  const rows = findSteps.map((step) => {
    const sign = icon('circle');
    const state = element('span', { class: 'step-state' });
    const detail = element('span', { class: 'description' });
    const row = element('li', {}, sign, element('span', { class: 'step-name' }, findStepLabel(step)), state, detail);
    return { step, sign, state, detail, row };
  });
  return {
    element: element('ol', { class: 'steps', 'aria-label': l10n.t('Search') }, ...rows.map(({ row }) => row)),
    update({ progress: states }, ended) {
      for (const { step, sign, state, detail, row } of rows) {
        const now = states[step];
        row.dataset['state'] = now.state === 'found' ? 'done' : now.state === 'nothing' ? 'skipped' : now.state;
        setIcon(sign, icons[now.state]);
        setText(state, findStateLabel(now.state, ended));
        setText(detail, now.detail);
      }
    },
  };
}

function ending({ outcome, servers }: FindReport, page: PageState, actions: FormActions): Node[] {
  switch (outcome.state) {
    case 'running':
      return [];
    case 'cancelled':
      return [element('p', { class: 'headline', 'data-state': 'skip' }, icon('skip'), l10n.t('Cancelled'))];
    case 'nothing':
      return [
        element(
          'p',
          { class: 'headline', 'data-state': 'skip' },
          icon('info'),
          element('strong', {}, l10n.t('Nothing found')),
        ),
        element('p', {}, outcome.advice),
      ];
    case 'found':
      return [
        element(
          'ul',
          { class: 'servers', 'aria-label': l10n.t('Found servers') },
          ...servers.map((found) => choice(found, page, actions)),
        ),
      ];
  }
}

function choice(found: FoundServer, page: PageState, actions: FormActions): HTMLElement {
  const { host, port, security, username, label, source, check } = found;
  const title = label === '' ? `${host}:${String(port)}` : `${label} – ${host}:${String(port)}`;
  const words = l10n.t(
    '{0}, user name {1}. Source: {2}.',
    securityWords(security).label,
    username,
    findStepLabel(source),
  );
  const use = button(l10n.t('Use these settings'), 'secondary', () =>
    actions.mend({ label: '', set: settingsOf(found), outside: found.outside }),
  );
  use.element.setAttribute('aria-label', l10n.t('Use these settings: {0}', title));
  const inForm = isInForm(found, page);
  return element(
    'li',
    {},
    element('p', {}, element('strong', {}, title)),
    element('p', { class: 'description' }, words),
    check.detail === ''
      ? undefined
      : element(
          'p',
          { class: 'headline', 'data-state': check.state === 'good' ? 'done' : 'warning' },
          icon(check.state === 'good' ? 'pass' : 'warning'),
          element('span', {}, check.detail),
        ),
    ...warnings(found, page).map((text) =>
      element('p', { class: 'box warning' }, icon('warning'), element('span', {}, text)),
    ),
    inForm
      ? element('p', { class: 'note' }, l10n.t('These settings stand in the form. Test and save them below.'))
      : use.element,
  );
}

function warnings(found: FoundServer, { base, draft }: PageState): string[] {
  const binding = bindingOfDraft({ ...draft, ...settingsOf(found) });
  const losesPassword = base.passwordSet && !sameBinding(bindingOfDraft(base.draft), binding);
  return [
    ...(found.outside
      ? [
          l10n.t(
            '{0} lies outside your mail domain, and nobody vouches for it. Use it only if you know it as the server of your provider.',
            found.host,
          ),
        ]
      : []),
    ...(found.oauthOnly ? [l10n.t('This server is said to want OAuth2 and no password.')] : []),
    ...(losesPassword
      ? [l10n.t('The stored password belongs to another server or user and is not sent to this one: type it again.')]
      : []),
  ];
}

function isInForm({ host, port, security, username }: FoundServer, { draft }: PageState): boolean {
  const isUser = username === '' || bareText(draft.username) === username;
  const isPlace = asciiHost(draft.host).toLowerCase() === host && bareText(draft.port) === String(port);
  return isUser && isPlace && draft.security === security;
}

/** What a screen reader says while the list of steps changes. */
function spokenOf({ progress: states, outcome, servers }: FindReport): string {
  switch (outcome.state) {
    case 'found':
      return l10n.t('Found servers: {0}', servers.map(({ host, port }) => `${host}:${String(port)}`).join(', '));
    case 'nothing':
      return l10n.t('Nothing found. {0}', outcome.advice);
    case 'cancelled':
      return l10n.t('Cancelled');
    case 'running': {
      const step = findSteps.find((one) => states[one].state === 'running');
      return step === undefined ? '' : findStepLabel(step);
    }
  }
}
