import * as vscode from 'vscode';
import type { Composition } from './composition/composition';
import { registerCommands } from './host/editor/commands';
import { RecentLog } from './host/editor/recentLog';
import { reportNotLoaded } from './host/editor/reloadOffer';
import { systemClock } from './model/clock';
import { LatePart } from './model/partLoading';
import { slowed, systemScheduler } from './system/scheduler';

/** What the tests inside the editor act on; other extensions get nothing. */
export type Internals = Composition['internals'];

let composition: Composition | undefined;

/**
 * Lets the editor first start whatever else it has to, then registers the commands, for which the editor waits until
 * this resolves, and loads the rest (`composition.ts`), which also listens to what ends.
 */
export async function activate(context: vscode.ExtensionContext): Promise<Internals | undefined> {
  const clock = systemClock;
  const log = new RecentLog(vscode.window.createOutputChannel('Mail When Done', { log: true }), clock);
  context.subscriptions.push(log);
  const isTest = context.extensionMode === vscode.ExtensionMode.Test;
  // On a busy machine the editor tells things late, which is no fault of ours.
  const scheduler = isTest ? slowed(systemScheduler, 4) : systemScheduler;
  await soon();
  const part = new LatePart(() => import('./composition/composition'));
  let composed: Promise<Composition> | undefined;
  const begin = async ({ compose }: Awaited<ReturnType<typeof part.get>>): Promise<Composition> => {
    composition = compose(context, { clock, log, scheduler });
    await composition.ready;
    return composition;
  };
  // Loading may be tried again, composing may not: half of it would listen twice.
  const composing = async (): Promise<Composition> => {
    const loaded = await part.get();
    return (composed ??= begin(loaded));
  };
  const beginning = part.insist((error) => void reportNotLoaded(error, log)).then(composing);
  beginning.catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  context.subscriptions.push(registerCommands(context, async () => (await composing()).run, log));
  return isTest ? (await beginning).internals : undefined;
}

/** The ends that the editor reports from now on are not true; what is not sent yet goes from the next window. */
export async function deactivate(): Promise<void> {
  await composition?.stop();
}

/** After whatever the editor has in hand now. */
function soon(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
