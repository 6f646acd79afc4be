import * as l10n from '@vscode/l10n';
import type { SettingsEvents, SettingsRequests } from '../../src/protocol';
import { readBoot } from '../boot';
import { connect, editorApi } from '../connection';
import { progress } from '../controls';
import { element } from '../element';
import { notice } from '../notice';
import { SettingsPage } from './page';

async function start(root: HTMLElement): Promise<void> {
  const language = readBoot();
  const api = editorApi();
  const client = connect<SettingsRequests, SettingsEvents>(api);
  root.setAttribute('aria-busy', 'true');
  const heading = element('h1', {}, l10n.t('Mail When Done'));
  root.replaceChildren(heading, progress(l10n.t('Loading settings…')));
  try {
    const state = await client.request('ready', null);
    new SettingsPage(client, api, state, language, root);
  } catch (error) {
    const alert = notice();
    root.replaceChildren(heading, alert.element);
    alert.show(error instanceof Error ? error.message : String(error));
  } finally {
    root.removeAttribute('aria-busy');
  }
}

void start(document.getElementById('page') ?? document.body);
