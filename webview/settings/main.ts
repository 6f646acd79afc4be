import * as l10n from '@vscode/l10n';
import type { SettingsEvents, SettingsRequests } from '../../src/protocol';
import { readBoot } from '../boot';
import { connect, editorApi, type EditorApi } from '../connection';
import { progress } from '../controls';
import { element } from '../element';
import { notice } from '../notice';
import { SettingsPage } from './page';

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
    alert.show(error instanceof Error ? error.message : String(error));
  } finally {
    root.removeAttribute('aria-busy');
  }
}

/** The editor forgets what it keeps for a page as its tab is closed; the extension keeps it until its window closes. */
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
