/** Where something lies that is to be opened in the editor again. */
export interface ReopenPlace {
  /** The scheme that the editor is registered for: `vscode`, `vscode-insiders`, `vscodium`. */
  readonly scheme: string;
  /** As `ssh-remote+buildbox`; `undefined` on this computer. */
  readonly authority: string | undefined;
  /** Absolute, with `/`, as a URI has it: `/src/a.ts`, `/c:/src/a.ts`. */
  readonly path: string;
  /** Counted from 1; without it a folder or a workspace is meant. */
  readonly line?: number;
  readonly column?: number;
}

/**
 * An https address that opens a file, a folder or a workspace in the editor: mail programs do not open `vscode://`, so that
 * vscode.dev is asked to lead there. Of this computer `vscode://file/<path>:<line>:<column>`, of another one
 * `vscode://vscode-remote/<authority>/<path>:<line>:<column>`, where a path without a line is a folder, or, with its ending,
 * a workspace (VS Code's `getWindowOpenableFromProtocolUrl`).
 */
export function reopenLink({ scheme, authority, path, line, column }: ReopenPlace): string {
  const at = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
  // The editor reads a colon as itself only; all else that has a meaning in a URL is escaped.
  const escaped = path.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');
  const place = authority === undefined ? `file${escaped}` : `vscode-remote/${encodeURIComponent(authority)}${escaped}`;
  const site = scheme === 'vscode-insiders' ? 'insiders.vscode.dev' : 'vscode.dev';
  return `https://${site}/redirect?url=${encodeURIComponent(`${scheme}://${place}${at}`)}`;
}
