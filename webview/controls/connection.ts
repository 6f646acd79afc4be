import * as l10n from '@vscode/l10n';
import type { l10nJsonFormat } from '@vscode/l10n';
import { Client } from '../../src/protocol/channel';

/** The editor as a page sees it. State outlives the page while its tab is hidden, so it never holds a secret. */
export interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** The editor's API; a page can acquire it only once. */
export function editorApi(): EditorApi {
  return acquireVsCodeApi();
}

/** A client that is connected to the extension. */
export function connect<Requests, Events>(api: EditorApi): Client<Requests, Events> {
  const client = new Client<Requests, Events>((message) => api.postMessage(message));
  window.addEventListener('message', (event) => client.receive(event.data));
  return client;
}

/** What the extension writes into the page: the translations, if the language is not English. */
interface Boot {
  readonly bundle: l10nJsonFormat | null;
  readonly language: string;
  /** The state that the page had when its tab was closed. */
  readonly kept?: unknown;
}

/**
 * Reads the boot data and sets the language of the page; to be called before anything is built.
 * @returns the language, for dates and lists, and the state of an earlier page
 */
export function readBoot(): { readonly language: string; readonly kept: unknown } {
  const boot = JSON.parse(document.getElementById('boot')?.textContent ?? 'null') as Boot | null;
  if (boot?.bundle) l10n.config({ contents: boot.bundle });
  return { language: boot?.language ?? 'en', kept: boot?.kept };
}
