import type * as vscode from 'vscode';
import type { RunCommand } from '../host/editor/commands';
import { useEditorLanguage } from '../host/editor/pageHtml';
import { systemScheduler } from '../system/scheduler';
import { composeAccount } from './account';
import { type Beginnings, composeBase } from './base';
import { closeDown } from './closing';
import { composeCommands, type House } from './command';
import { composeNotify } from './notify';
import { composeOutbox } from './outbox';
import { composePage } from './page';
import { composeReport } from './report';
import { composeRun } from './run';

/** Everything, built and tied together. */
export interface Composition {
  readonly run: RunCommand;
  /** The accounts and the rules of the workspace are known. What ends before that is kept until then. */
  readonly ready: Promise<void>;
  /**
   * Takes four seconds at most. Needs only memory, node:fs and node:net: the editor's own services no longer answer.
   */
  stop(): Promise<void>;
  /** What the tests inside the editor act on. */
  readonly internals: House & { readonly run: RunCommand };
}

/**
 * Builds everything, room by room, each from those before it, and listens to what ends before it returns. Nothing here
 * loads a mail library: that happens with the first mail.
 */
export function compose(context: vscode.ExtensionContext, beginnings: Beginnings): Composition {
  useEditorLanguage();
  const base = composeBase(context, beginnings);
  const account = composeAccount(base);
  const outbox = composeOutbox(base, account);
  const runs = composeRun(base, account);
  const report = composeReport(base, account, runs);
  const earlier = { ...base, ...account, ...outbox, ...runs, ...report };
  const rooms = { ...earlier, ...composeNotify(earlier) };
  const house = { ...rooms, ...composePage(rooms) };
  const run = composeCommands(house);
  return { run, ready: start(house), stop: () => stop(house), internals: { ...house, run } };
}

async function start({ accounts, deferred, disconnected, log, notifier, outbox, ...house }: House): Promise<void> {
  const { secretSources, workspaceRules } = house;
  // A locked secret storage must not keep the rest from working; it is asked again later.
  await accounts.refresh().catch((error: unknown) => log.error(String(error)));
  await workspaceRules.ready();
  // Not awaited: an outbox with thousands of mails must not hold up the rest.
  const starting = outbox.start().catch((error: unknown) => log.error(String(error)));
  // What is kept of a run is compared with what an earlier window kept: with the same secrets masked.
  void Promise.all([starting, secretSources.ready()])
    .then(() => deferred.start())
    .then(() => disconnected.start())
    .finally(() => notifier.open());
}

async function stop({ collector, deferred, log, notifier, outbox, runs }: House): Promise<void> {
  // First: what the editor reports from now on is not true.
  runs.dispose();
  // What it reported up to now is, whether or not an earlier window reported it too.
  notifier.open();
  const finish = (): Promise<void> => {
    collector.hurry();
    return notifier.finish();
  };
  await closeDown({ outbox, finish, end: () => deferred.end(), scheduler: systemScheduler, log });
}
