import * as l10n from '@vscode/l10n';
import { errorMessage } from '../../src/model/unknown';
import type { SettingsEvents, SettingsRequests } from '../../src/protocol/settingsPage';
import { connect, editorApi, type EditorApi, readBoot } from '../controls/connection';
import { progress } from '../controls/controls';
import { element } from '../controls/element';
import { notice } from '../controls/notice';
import { SettingsPage } from './page/page';

async function start(root: HTMLElement): Promise<void> {
  const { language, kept } = readBoot();
  const editor = editorApi();
  const client = connect<SettingsRequests, SettingsEvents>(editor);
  const api = keptBeyondClosing(editor, kept, (state) => void client.request('keep', state));
  root.setAttribute('aria-busy', 'true');
  const heading = element('h1', {}, l10n.t('Mail When Done'));
  root.replaceChildren(heading, progress(l10n.t('Loading settings…')));
  try {
    const state = await client.request('ready', null);
    new SettingsPage(client, api, state, language, root);
  } catch (error) {
    const alert = notice();
    root.replaceChildren(heading, alert.element);
    alert.show(errorMessage(error));
  } finally {
    root.removeAttribute('aria-busy');
  }
}

/** The editor forgets the state of a page when its tab is closed; the extension keeps it until its window closes. */
function keptBeyondClosing(editor: EditorApi, kept: unknown, keep: (state: unknown) => void): EditorApi {
  let last = JSON.stringify(editor.getState() ?? kept);
  return {
    postMessage: (message) => editor.postMessage(message),
    getState: () => editor.getState() ?? kept,
    setState: (state) => {
      const text = JSON.stringify(state);
      if (text === last) return;
      last = text;
      editor.setState(state);
      keep(state ?? null);
    },
  };
}

void start(document.getElementById('page') ?? document.body);
