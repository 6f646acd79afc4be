import * as l10n from '@vscode/l10n';
import type { SettingsEvents, SettingsRequests } from '../../src/protocol';
import { readBoot } from '../boot';
import { connect, editorApi } from '../connection';
import { progress } from '../controls';
import { notice } from './notice';
import { SettingsPage } from './page';

const language = readBoot();
const api = editorApi();
const root = document.getElementById('page') ?? document.body;
const loading = progress(l10n.t('Loading settings…'));
root.setAttribute('aria-busy', 'true');
root.append(loading);

const client = connect<SettingsRequests, SettingsEvents>(api);
try {
  const state = await client.request('ready', null);
  new SettingsPage(client, api, state, language).show(root);
} catch (error) {
  const alert = notice();
  root.replaceChildren(alert.element);
  alert.show(error instanceof Error ? error.message : String(error));
} finally {
  root.removeAttribute('aria-busy');
}
