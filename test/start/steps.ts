// Progress for people: one line when a step begins, one when it has ended.

/** A step failed; it has been told already. */
export class StepFailed extends Error {}

/** Does a step and tells how it went. */
export async function step<Value>(name: string, action: () => Promise<Value>): Promise<Value> {
  console.log(`… ${name}`);
  const started = Date.now();
  const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  try {
    const value = await action();
    console.log(`✓ ${name} (${seconds()})`);
    return value;
  } catch (error) {
    console.log(`✗ ${name} (${seconds()})\n  ${reason(error).replaceAll('\n', '\n  ')}`);
    throw new StepFailed(name, { cause: error });
  }
}

/** Why something failed, without the colours that Playwright puts into its messages. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  // eslint-disable-next-line no-control-regex -- colours are control characters
  return text.replace(/\u001b\[\d+m/g, '').trim();
}
