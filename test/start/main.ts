// What `npm start` does once the packages are there.
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
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      console.log('\nEnding …');
      // An interactive editor is ended by Ctrl+C: that is no failure.
      void end().finally(() => process.exit(signal === 'SIGINT' && !args.includes('--headless') ? 0 : code));
    });
  }
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
