import * as l10n from '@vscode/l10n';
import { sameBinding } from '../../src/model/account';
import {
  findStateLabel,
  findStepLabel,
  findSteps,
  type FindReport,
  type FindState,
  type FoundServer,
} from '../../src/model/discovery';
import { settingsOf } from '../../src/model/foundSettings';
import { bindingOfDraft } from '../../src/model/parseAccount';
import { securityWords } from '../../src/model/security';
import type { Client, SettingsEvents, SettingsRequests } from '../../src/protocol';
import { button } from '../controls';
import { element, setText } from '../element';
import { icon, setIcon, type IconName } from '../icon';
import { lookup } from './lookup';
import type { Editor, Part, View } from './part';

const icons: Record<FindState, IconName> = {
  waiting: 'circle',
  running: 'loading',
  found: 'pass',
  nothing: 'skip',
  skipped: 'skip',
  failed: 'warning',
};

/** Looks for the server of the address, shows how, and offers what was found. It fills in the form, and only when told to. */
export function findSection(client: Client<SettingsRequests, SettingsEvents>, editor: Editor): Part {
  let shown = '';

  const search = lookup<FindReport>({
    label: l10n.t('Find settings'),
    going: l10n.t('Looking…'),
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

  function show(view: View, report: FindReport | undefined, isRunning: boolean): void {
    const isFresh = report !== undefined && (isRunning || report.email === view.draft.email.trim());
    // The presets know the others; a server that stands in the form already is looked for no more.
    whole.hidden = view.draft.provider !== 'custom' && !isFresh;
    result.hidden = !isFresh;
    if (!isFresh) {
      setText(spoken, '');
      return;
    }
    const ended = report.outcome.state !== 'running';
    list.update(report, ended);
    setText(spoken, spokenOf(report));
    const taken = report.servers.map((found) => isInForm(found, view));
    // Built anew only when it changes, so that a button in it keeps the focus.
    const next = JSON.stringify([report, taken, view.base.passwordSet]);
    if (next === shown) return;
    shown = next;
    outcome.replaceChildren(...(ended ? ending(report, view, editor) : []));
  }

  client.on('find', search.hear);
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

function ending({ outcome, servers }: FindReport, view: View, editor: Editor): Node[] {
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
          ...servers.map((found) => choice(found, view, editor)),
        ),
      ];
  }
}

function choice(found: FoundServer, view: View, editor: Editor): HTMLElement {
  const { host, port, security, username, label, source, check } = found;
  const title = label === '' ? `${host}:${String(port)}` : `${label} – ${host}:${String(port)}`;
  const words = l10n.t(
    '{0}, user name {1}. Source: {2}.',
    securityWords(security).label,
    username,
    findStepLabel(source),
  );
  const use = button(l10n.t('Use these settings'), 'secondary', () =>
    editor.mend({ label: '', set: settingsOf(found) }),
  );
  use.element.setAttribute('aria-label', l10n.t('Use these settings: {0}', title));
  const inForm = isInForm(found, view);
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
    ...warnings(found, view).map((text) =>
      element('p', { class: 'box warning' }, icon('warning'), element('span', {}, text)),
    ),
    inForm
      ? element('p', { class: 'note' }, l10n.t('These settings stand in the form. Test and save them below.'))
      : use.element,
  );
}

function warnings(found: FoundServer, { base, draft }: View): string[] {
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

function isInForm({ host, port, security, username }: FoundServer, { draft }: View): boolean {
  const isUser = username === '' || draft.username.trim() === username;
  const isPlace = draft.host.trim().toLowerCase() === host && draft.port.trim() === String(port);
  return isUser && isPlace && draft.security === security;
}

/** What a screen reader says while the sighted watch the list. */
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
