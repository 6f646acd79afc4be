/** A place to open in the editor again. */
export interface ReopenPlace {
  /** The scheme that the editor is registered for: `vscode`, `vscode-insiders`, `vscodium`. */
  readonly scheme: string;
  /** Such as `ssh-remote+buildbox`; `undefined` on this computer. */
  readonly authority: string | undefined;
  /** The absolute path of a URI: `/src/a.ts`, `/c:/src/a.ts`. */
  readonly path: string;
  /** Counted from 1; without it, the path is a folder or a workspace. */
  readonly line?: number;
  readonly column?: number;
}

/**
 * An https address that opens a file, a folder or a workspace in the editor. Mail programs do not open `vscode://`,
 * so vscode.dev redirects to it: on this computer to `vscode://file/<path>:<line>:<column>`, on another one to
 * `vscode://vscode-remote/<authority>/<path>:<line>:<column>`, where a path without a line is a folder or, by its
 * ending, a workspace (VS Code's `getWindowOpenableFromProtocolUrl`).
 */
export function reopenLink({ scheme, authority, path, line, column }: ReopenPlace): string {
  const at = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
  // The editor accepts only the colon unescaped; all other special characters are escaped.
  const escaped = path.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');
  const place = authority === undefined ? `file${escaped}` : `vscode-remote/${encodeURIComponent(authority)}${escaped}`;
  const site = scheme === 'vscode-insiders' ? 'insiders.vscode.dev' : 'vscode.dev';
  return `https://${site}/redirect?url=${encodeURIComponent(`${scheme}://${place}${at}`)}`;
}

interface Opened {
  readonly remoteAuthority?: unknown;
  readonly folderUri?: { readonly path?: unknown };
  readonly workspace?: { readonly configPath?: { readonly path?: unknown } };
}

/**
 * The authority of the other computer that this window is connected to, such as `ssh-remote+buildbox`, found among
 * the recently opened places.
 * @param opened the editor's undocumented list; may be anything
 * @param here the paths that are open in this window
 * @param kind of connection, such as `ssh-remote`
 */
export function authorityAmong(opened: unknown, here: ReadonlySet<string>, kind: string): string | undefined {
  const { workspaces } = (opened ?? {}) as { readonly workspaces?: unknown };
  for (const one of Array.isArray(workspaces) ? (workspaces as readonly (Opened | undefined)[]) : []) {
    const path = one?.folderUri?.path ?? one?.workspace?.configPath?.path;
    const authority = one?.remoteAuthority;
    if (typeof path !== 'string' || !here.has(path) || typeof authority !== 'string') continue;
    if (authority.startsWith(`${kind}+`)) return authority;
  }
  return undefined;
}
