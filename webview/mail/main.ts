import * as l10n from '@vscode/l10n';
import { errorMessage } from '../../src/model/unknown';
import type { MailEvents, MailRequests } from '../../src/protocol/mailPage';
import { connect, editorApi, readBoot } from '../controls/connection';
import { element } from '../controls/element';
import { notice } from '../controls/notice';
import { mailView } from './mailView';
import { previewBox } from './previewBox';

async function start(root: HTMLElement): Promise<void> {
  const { language } = readBoot();
  const api = editorApi();
  const client = connect<MailRequests, MailEvents>(api);
  root.setAttribute('aria-busy', 'true');
  const heading = element('h1', {}, l10n.t('Loading mail…'));
  root.replaceChildren(heading);
  try {
    const shown = await client.request('ready', null);
    if (shown === undefined) heading.textContent = l10n.t('This mail was deleted.');
    else {
      const openAttachment = (place: number): void => void client.request('openAttachment', { place });
      const about = shown.preview && previewBox(shown.preview, () => client.request('approve', null));
      root.replaceChildren(
        ...(about === undefined ? [] : [about]),
        ...mailView(shown.mail, language, api, openAttachment),
      );
    }
  } catch (error) {
    const alert = notice();
    heading.textContent = l10n.t('The mail cannot be shown');
    root.replaceChildren(heading, alert.element);
    alert.show(errorMessage(error));
  } finally {
    root.removeAttribute('aria-busy');
  }
}

void start(document.getElementById('page') ?? document.body);
