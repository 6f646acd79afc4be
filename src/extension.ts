import * as vscode from 'vscode';
import { systemClock } from './model/clock';
import type { Composition } from './composition';
import { registerCommands } from './host/commands';
import { RecentLog } from './host/recentLog';

/** What the tests inside the editor act on; other extensions get nothing. */
export type Internals = Composition['internals'];

let composition: Composition | undefined;

/**
 * Lets the editor go on with whatever else it has to start, and does everything as soon as it has: registers the commands,
 * for which the editor waits until this resolves, and loads the rest (`composition.ts`), which listens to what ends too.
 */
export async function activate(context: vscode.ExtensionContext): Promise<Internals | undefined> {
  const clock = systemClock;
  const log = new RecentLog(vscode.window.createOutputChannel('Mail When Done', { log: true }), clock);
  context.subscriptions.push(log);
  await soon();
  const composing = import('./composition').then(async ({ compose }) => {
    composition = compose(context, { clock, log });
    await composition.ready;
    return composition;
  });
  composing.catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  const commands = async () => (await composing).commands;
  context.subscriptions.push(registerCommands(context, commands, log));
  return context.extensionMode === vscode.ExtensionMode.Test ? (await composing).internals : undefined;
}

/** The ends that the editor tells from now on are not true; what is not sent yet goes from the next window. */
export async function deactivate(): Promise<void> {
  await composition?.stop();
}

/** After whatever the editor has in hand now. */
function soon(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
