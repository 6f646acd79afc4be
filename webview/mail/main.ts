import * as l10n from '@vscode/l10n';
import type { MailEvents, MailRequests } from '../../src/protocol';
import { readBoot } from '../boot';
import { connect, editorApi } from '../connection';
import { element } from '../element';
import { notice } from '../notice';
import { mailView } from './mailView';

async function start(root: HTMLElement): Promise<void> {
  const language = readBoot();
  const api = editorApi();
  const client = connect<MailRequests, MailEvents>(api);
  root.setAttribute('aria-busy', 'true');
  root.replaceChildren(element('p', { role: 'status' }, l10n.t('Loading mail…')));
  try {
    const mail = await client.request('ready', null);
    if (mail === undefined) root.replaceChildren(element('p', { role: 'status' }, l10n.t('This mail was deleted.')));
    else root.replaceChildren(...mailView(mail, language, api));
  } catch (error) {
    const alert = notice();
    root.replaceChildren(alert.element);
    alert.show(error instanceof Error ? error.message : String(error));
  } finally {
    root.removeAttribute('aria-busy');
  }
}

void start(document.getElementById('page') ?? document.body);
