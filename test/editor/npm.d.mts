/** Runs npm in a folder; rejects with a sentence that says why it failed. */
export function npm(folder: string, args: readonly string[]): Promise<void>;
