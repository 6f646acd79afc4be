import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { noFilter, type RunFilter } from '../../model/history/runFilter';
import type { RunEntry } from '../../model/history/runRecord';
import { mask } from '../../model/redaction/secretForms';
import { maxCommand, outcomes, type Run, type Running } from '../../model/run/run';
import { outcomeWords } from '../../model/run/runWords';
import type { UsualDurations } from '../../model/run/usualDuration';
import type { SuppressedRuns } from '../../notify/deferral/suppressedRuns';
import type { RunHistory } from '../../notify/history/runHistory';
import type { Redaction } from '../../notify/redaction/redaction';
import type { Outbox } from '../../outbox/outbox';
import { offerSettings } from '../account/accountNotices';
import type { Accounts } from '../account/accounts';
import { notice } from '../editor/notice';
import type { MailPages } from '../letter/mailPages';
import type { RunOutputs } from '../source/runOutputs';
import type { RunSources } from '../source/source';
import type { OneShot } from './oneShot';
import { goToPlace, runTaskAgain } from './runPlace';
import { type RunsView, runsViewId } from './runsView';

/** Lets the user type a text and tick outcomes; `undefined` if they cancel. */
export function pickFilter(current: RunFilter): Promise<RunFilter | undefined> {
  const pick = vscode.window.createQuickPick();
  const items = outcomes.map((outcome) => ({ label: outcomeWords(outcome), outcome, alwaysShow: true }));
  pick.title = l10n.t('Filter Runs');
  pick.placeholder = l10n.t('A part of the name, command or folder; tick how it ended');
  pick.canSelectMany = true;
  pick.items = items;
  pick.selectedItems = items.filter(({ outcome }) => current.outcomes.includes(outcome));
  pick.value = current.text;
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const ticked = new Set(pick.selectedItems.map(({ label }) => label));
      const chosen = items.filter(({ label }) => ticked.has(label)).map(({ outcome }) => outcome);
      resolve({ text: pick.value.trim(), outcomes: chosen.length === outcomes.length ? [] : chosen });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** What the commands on runs need; those on one run are called from the view. */
interface Needs {
  readonly accounts: Accounts;
  readonly durations: UsualDurations;
  readonly history: RunHistory;
  readonly messagePages: MailPages;
  readonly oneShot: OneShot;
  readonly outbox: Outbox;
  readonly outputs: RunOutputs;
  readonly redaction: Redaction;
  readonly runs: RunSources;
  readonly runsView: RunsView;
  readonly suppressed: SuppressedRuns;
}

/** @param about see `OneShot.toggle` */
export async function mailWhenThisFinishes({ accounts, oneShot }: Needs, about?: unknown): Promise<void> {
  if (accounts.usable === undefined) return offerSettings();
  await oneShot.toggle(about);
}

export async function showRuns(): Promise<void> {
  await vscode.commands.executeCommand(`${runsViewId}.focus`);
}

export async function goToRun(needs: Needs, node: unknown): Promise<void> {
  const { outputs } = needs;
  const run = anyRun(needs, node);
  if (await goToPlace(run)) return;
  if (outputs.has(run.id)) return outputs.show(run);
  throw new Error(
    l10n.t('There is nothing left of “{0}” to go to: it has no terminal in this window any longer.', run.name),
  );
}

export async function showRunOutput({ history, outputs }: Needs, node: unknown): Promise<void> {
  await outputs.show(entryOf(history, node).run);
}

export async function showRunMail({ history, messagePages, outbox }: Needs, node: unknown): Promise<void> {
  const { mail } = entryOf(history, node);
  const item = mail === undefined ? undefined : outbox.item(mail);
  if (item === undefined) throw new Error(l10n.t('That mail is no longer in the outbox.'));
  await messagePages.show(item);
}

export async function runAgain({ history, redaction }: Needs, node: unknown): Promise<void> {
  await runTaskAgain(entryOf(history, node).run, (text) => redaction.text(text));
}

export async function copyRunCommand(needs: Needs, node: unknown): Promise<void> {
  const { command } = anyRun(needs, node);
  await vscode.env.clipboard.writeText(command);
  if (command.includes(mask))
    return void notice.warning(
      l10n.t('A secret in the command is not kept: put it in the place of {0} before you run it.', mask),
    );
  if (command.length < maxCommand) return;
  void notice.warning(l10n.t('Only the first {0} characters of the command are kept.', String(maxCommand)));
}

export async function filterRuns({ runsView }: Needs): Promise<void> {
  const filter = await pickFilter(runsView.filter);
  if (filter !== undefined) runsView.filter = filter;
}

export function clearRunFilter({ runsView }: Needs): Promise<void> {
  runsView.filter = noFilter;
  return Promise.resolve();
}

/** Forgets what is known of runs elsewhere too. */
export async function clearRuns({ durations, history, outputs, suppressed }: Needs): Promise<void> {
  const question = l10n.t('Forget all runs that have ended?');
  const detail = l10n.t('They go from the list in every window. Mails are not touched.');
  if (!(await notice.confirm(question, detail, l10n.t('Clear')))) return;
  history.clear();
  outputs.clear();
  durations.clear();
  suppressed.clear();
}

function anyRun({ history, runs }: Needs, node: unknown): Run | Running {
  return runs.running().find(({ id }) => id === idOf(node)) ?? entryOf(history, node).run;
}

function entryOf(history: RunHistory, node: unknown): RunEntry {
  const entry = history.find(idOf(node));
  if (entry === undefined) throw new Error(l10n.t('That run is no longer in the history.'));
  return entry;
}

function idOf(node: unknown): string {
  const { id } = (node ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? id : '';
}
