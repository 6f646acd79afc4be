import * as vscode from 'vscode';
import { systemClock } from './model/clock';
import type { Composition } from './composition';
import { registerCommands } from './host/commands';
import { RecentLog } from './host/recentLog';

/** What the tests inside the editor act on; other extensions get nothing. */
export type Internals = Composition['internals'];

let composition: Composition | undefined;

/**
 * Registers the names of the commands. Everything else, which listens to what ends too, is in files of its own
 * (`composition.ts`), which are loaded as soon as the editor has gone on: nobody waits for them at its start.
 */
export async function activate(context: vscode.ExtensionContext): Promise<Internals | undefined> {
  const clock = systemClock;
  const log = new RecentLog(vscode.window.createOutputChannel('Mail When Done', { log: true }), clock);
  const composing = soon().then(async () => {
    const { compose } = await import('./composition');
    composition = compose(context, { clock, log });
    await composition.ready;
    return composition;
  });
  composing.catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  const commands = async () => (await composing).commands;
  context.subscriptions.push(log, registerCommands(context, commands, log));
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
