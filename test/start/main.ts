// What `npm start` does once the packages are there.
import { onEnding } from '../editor/ending';
import { goHeadless } from './headless';
import { interact } from './interactive';
import { StepFailed } from './steps';

const cleanup: (() => Promise<void>)[] = [];
let leaving: Promise<void> | undefined;

/** Ends all that was started, the last first. */
function end(): Promise<void> {
  leaving ??= (async () => {
    for (const one of cleanup.reverse()) await one().catch((error: unknown) => console.error(error));
  })();
  return leaving;
}

async function start(args: readonly string[]): Promise<void> {
  const unknown = args.find((arg) => arg !== '--headless');
  if (unknown !== undefined) throw new Error(`"${unknown}" is not known. npm start [-- --headless]`);
  onEnding((code) => {
    console.log('\nEnding …');
    // Ctrl+C is the way to end an interactive editor: no failure.
    const expected = code === 130 && !args.includes('--headless');
    void end().finally(() => process.exit(expected ? 0 : code));
  });
  const onCleanup = (one: () => Promise<void>): void => void cleanup.push(one);
  try {
    await (args.includes('--headless') ? goHeadless(onCleanup) : interact(onCleanup));
    await end();
    process.exit(0);
  } catch (error) {
    // While we end on purpose, whatever was under way fails: the signal's code counts.
    if (leaving !== undefined) return;
    if (!(error instanceof StepFailed)) console.error(error instanceof Error ? error.message : error);
    await end();
    process.exit(1);
  }
}

start(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
