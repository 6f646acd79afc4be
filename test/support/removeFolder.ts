import { rm } from 'node:fs/promises';

/**
 * Removes what a test wrote. On Windows a file that is still open keeps its folder in place, so it is tried again.
 */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
