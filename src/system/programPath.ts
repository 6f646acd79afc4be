import { access, constants } from 'node:fs/promises';
import path from 'node:path';

/** Where programs are looked for: tests have another system and another environment. */
export interface ProgramPlaces {
  readonly isWindows: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The absolute path of a program in the folders of `PATH`, or `undefined`. To be started in a folder of others by this
 * path only: Windows looks in the folder itself first, and other systems do where `PATH` has a relative entry.
 */
export async function programPath(
  name: string,
  { isWindows, env }: ProgramPlaces = { isWindows: process.platform === 'win32', env: process.env },
): Promise<string | undefined> {
  const paths = isWindows ? path.win32 : path.posix;
  const [, searched = ''] = Object.entries(env).find(([key]) => (isWindows ? key.toUpperCase() : key) === 'PATH') ?? [];
  const folders = searched
    .split(paths.delimiter)
    .map((folder) => (isWindows ? folder.replace(/^"(.*)"$/, '$1') : folder));
  // On Windows `\tools` is on whatever drive one is.
  const isWhole = (folder: string): boolean =>
    paths.isAbsolute(folder) && (!isWindows || /^(?:[A-Za-z]:|\\\\)/.test(folder));
  for (const folder of folders.filter(isWhole)) {
    const candidate = paths.join(folder, isWindows ? `${name}.exe` : name);
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
