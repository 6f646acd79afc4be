import * as l10n from '@vscode/l10n';
import { asciiHost, isLoopback } from '../../../src/model/account/hostName';
import { isExempt } from '../../../src/model/account/proxy';
import { element, setText } from '../../controls/element';
import { icon } from '../../controls/icon';
import { toggleField } from '../field/formField';
import type { Component, FormActions, PageState } from '../sheet/component';
import { accountBinding } from './accountBinding';

/** Whether the account uses the editor's proxy, and the route that results from the editor's current settings. */
export function proxyField(actions: FormActions): Component {
  const box = toggleField({
    ...accountBinding(actions, 'useProxy'),
    description: l10n.t('Off by default. Connects through what “http.proxy” in the settings of the editor says.'),
  });
  const route = element('p', { class: 'description', hidden: true });
  const words = element('span');
  const warning = element('p', { class: 'box warning', hidden: true }, icon('warning'), words);
  return {
    element: element('div', {}, box.element, element('div', { 'aria-live': 'polite' }, route, warning)),
    update(page) {
      box.update(page);
      const shown = page.draft.useProxy;
      const reason = shown ? reasonAgainst(page) : undefined;
      warning.hidden = reason === undefined;
      setText(words, reason ?? '');
      route.hidden = !shown || reason !== undefined;
      setText(route, route.hidden ? '' : routeOf(page));
    },
    focus: (field) => box.focus(field),
  };
}

/** Why no proxy is used, in a sentence or two. */
function reasonAgainst({ settings: { proxy } }: PageState): string | undefined {
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

function routeOf({ settings: { proxy }, draft }: PageState): string {
  const host = asciiHost(draft.host);
  if (isLoopback(host)) return l10n.t('This server is on this computer: it is reached without the proxy.');
  return isExempt(proxy.exceptions, host, Number(draft.port))
    ? l10n.t('“http.noProxy” names {0}: it is reached without the proxy.', host)
    : l10n.t('The proxy is {0}.', proxy.name);
}
