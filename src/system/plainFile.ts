import { constants, lstat, open } from 'node:fs/promises';

/**
 * Writes a file that the user chose, in whole. Rejects with `ELOOP` if a symbolic link has that name: somebody else may
 * have put it there, to have another file written.
 */
export async function writePlainFile(path: string, bytes: Uint8Array): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isSymbolicLink() === true) throw Object.assign(new Error('A symbolic link'), { code: 'ELOOP' });
  // Where the system knows it, a link that comes meanwhile is not followed either.
  const noFollow = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | noFollow, 0o600);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}
