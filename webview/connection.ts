import { Client } from '../src/protocol';

/** The editor as a page sees it. What is given to `setState` outlives the page while its tab is hidden: never a secret. */
export interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** The editor's own handle; a page may take it once only. */
export function editorApi(): EditorApi {
  return acquireVsCodeApi();
}

/** A client whose other half is the extension. */
export function connect<Requests, Events>(api: EditorApi): Client<Requests, Events> {
  const client = new Client<Requests, Events>((message) => api.postMessage(message));
  window.addEventListener('message', (event) => client.receive(event.data));
  return client;
}
