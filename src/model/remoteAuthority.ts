interface Opened {
  readonly remoteAuthority?: unknown;
  readonly folderUri?: { readonly path?: unknown };
  readonly workspace?: { readonly configPath?: { readonly path?: unknown } };
}

/**
 * The other computer that a window is connected to, as `ssh-remote+buildbox`, among what the editor opened last.
 * @param opened what the editor says, which is not documented: anything
 * @param here the paths of what is open in this window
 * @param kind of connection, as `ssh-remote`
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
