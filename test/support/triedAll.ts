import assert from 'node:assert/strict';

/**
 * Does the work for each case; fails with all failures, each with its case.
 * @param atOnce how many at the same time: more would only wait for the disk
 */
export async function triedAll<Case extends object>(
  cases: readonly Case[],
  work: (one: Case, number: number) => Promise<void>,
  atOnce = 8,
): Promise<void> {
  const failed: string[] = [];
  const left = cases.entries();
  const worker = async (): Promise<void> => {
    for (const [number, one] of left)
      await work(one, number).catch((error: unknown) => {
        const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
        failed.push(`${Object.values(one).join(', ')}: ${words}`);
      });
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  assert.equal(failed.length, 0, failed.join('\n'));
}
