import * as l10n from '@vscode/l10n';
import { isLoopback } from '../../src/model/host';
import { isExempt } from '../../src/model/proxy';
import { element, setText } from '../element';
import { icon } from '../icon';
import type { Editor, Part, View } from './part';
import { toggleField } from './toggleField';

/** Whether the account goes through the editor's proxy, and what comes of it as the editor is set now. */
export function proxyField(editor: Editor): Part {
  const box = toggleField(
    editor,
    'useProxy',
    l10n.t('Off by default. Connects through what “http.proxy” in the settings of the editor says.'),
  );
  const route = element('p', { class: 'description', hidden: true });
  const words = element('span');
  const warning = element('p', { class: 'box warning', hidden: true }, icon('warning'), words);
  return {
    element: element('div', {}, box.element, element('div', { 'aria-live': 'polite' }, route, warning)),
    update(view) {
      box.update(view);
      const shown = view.draft.useProxy;
      const reason = shown ? reasonAgainst(view) : undefined;
      warning.hidden = reason === undefined;
      setText(words, reason ?? '');
      route.hidden = !shown || reason !== undefined;
      setText(route, route.hidden ? '' : routeOf(view));
    },
    focus: (field) => box.focus?.(field) ?? false,
  };
}

/** Why there is no proxy to go through, in a sentence or two. */
function reasonAgainst({ state: { proxy } }: View): string | undefined {
  switch (proxy.state) {
    case 'set':
      return undefined;
    case 'none':
      return l10n.t('The editor has no proxy: mail goes straight to the server. Set “http.proxy” in its settings.');
    case 'off':
      return l10n.t('“http.proxySupport” is off in the settings of the editor: mail goes straight to the server.');
    case 'unusable':
      return l10n.t(
        '“http.proxy” in the settings of the editor is not the address of a proxy: mail goes straight to the server.',
      );
  }
}

function routeOf({ state: { proxy }, draft }: View): string {
  const host = draft.host.trim();
  if (isLoopback(host)) return l10n.t('This server is on this computer: it is reached without the proxy.');
  return isExempt(proxy.exceptions, host, Number(draft.port))
    ? l10n.t('“http.noProxy” names {0}: it is reached without the proxy.', host)
    : l10n.t('The proxy is {0}.', proxy.name);
}
