import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { mask } from '../model/redact';
import { noFilter } from '../model/runFilter';
import type { Run, Running } from '../model/run';
import { mostCommand } from '../model/runRecord';
import type { Redaction } from '../mail/redaction';
import type { Outbox } from '../outbox/outbox';
import type { RunHistory } from '../outbox/runHistory';
import type { Commands } from './commands';
import type { MailPages } from './mailPages';
import { notice } from './notice';
import { pickFilter } from './runFilterPick';
import type { RunOutputs } from './runOutputs';
import { goToPlace, runAgain } from './runPlace';
import { runsViewId, type RunsView } from './runsView';
import type { RunWatches } from './runWatches';

/** The commands on runs. */
export type RunCommands = Pick<
  Commands,
  | 'showRuns'
  | 'goToRun'
  | 'showRunOutput'
  | 'showRunMail'
  | 'runAgain'
  | 'copyRunCommand'
  | 'filterRuns'
  | 'clearRunFilter'
  | 'clearRuns'
>;

export interface RunActionParts {
  /** Have *Clear* forget what is known of runs elsewhere. */
  readonly forget: () => void;
  readonly history: RunHistory;
  readonly messagePages: MailPages;
  readonly outbox: Outbox;
  readonly outputs: RunOutputs;
  readonly redaction: Redaction;
  readonly runs: RunWatches;
  readonly view: RunsView;
}

/** What the commands on runs do; those on one of them are called from the view. */
export function runActions({
  forget,
  history,
  messagePages,
  outbox,
  outputs,
  redaction,
  runs,
  view,
}: RunActionParts): RunCommands {
  const ended = (node: unknown): Run => entryOf(node).run;
  const entryOf = (node: unknown) => {
    const entry = history.find(idOf(node));
    if (entry === undefined) throw new Error(l10n.t('That run is no longer in the history.'));
    return entry;
  };
  const any = (node: unknown): Run | Running => runs.running().find(({ id }) => id === idOf(node)) ?? ended(node);
  return {
    showRuns: async () => {
      await vscode.commands.executeCommand(`${runsViewId}.focus`);
    },
    goToRun: async (node) => {
      const run = any(node);
      if (await goToPlace(run)) return;
      if (outputs.has(run.id)) return outputs.show(run);
      throw new Error(
        l10n.t('There is nothing left of “{0}” to go to: it has no terminal in this window any longer.', run.name),
      );
    },
    showRunOutput: (node) => outputs.show(ended(node)),
    showRunMail: async (node) => {
      const { mail } = entryOf(node);
      const item = outbox.snapshot().items.find(({ id }) => id === mail);
      if (item === undefined) throw new Error(l10n.t('That mail is no longer in the outbox.'));
      await messagePages.show(item);
    },
    runAgain: (node) => runAgain(ended(node), (text) => redaction.text(text)),
    copyRunCommand: async (node) => {
      const { command } = any(node);
      await vscode.env.clipboard.writeText(command);
      if (command.includes(mask))
        return void notice.warning(
          l10n.t('A secret in the command is not kept: put it in the place of {0} before you run it.', mask),
        );
      if (command.length < mostCommand) return;
      void notice.warning(l10n.t('Only the first {0} characters of the command are kept.', String(mostCommand)));
    },
    filterRuns: async () => {
      const filter = await pickFilter(view.filter);
      if (filter !== undefined) view.filter = filter;
    },
    clearRunFilter: () => {
      view.filter = noFilter;
      return Promise.resolve();
    },
    clearRuns: async () => {
      const question = l10n.t('Forget all runs that have ended?');
      const detail = l10n.t('They go from the list in every window. Mails are not touched.');
      if (!(await notice.confirm(question, detail, l10n.t('Clear')))) return;
      history.clear();
      outputs.clear();
      forget();
    },
  };
}

function idOf(node: unknown): string {
  const { id } = (node ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? id : '';
}
