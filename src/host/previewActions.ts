import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import { runDescription } from '../model/runWords';
import type { RunHistory } from '../outbox/runHistory';
import type { Approvals } from './approvals';
import type { Commands } from './commands';
import type { MailPreviews } from './mailPreviews';
import { notice } from './notice';

export interface PreviewActionParts {
  readonly approvals: Approvals;
  readonly clock: Clock;
  readonly history: RunHistory;
  readonly mailPreviews: MailPreviews;
}

/** Commands on mails that were not sent. */
export type PreviewCommands = Pick<Commands, 'previewMail' | 'withdrawApproval'>;

/** The commands that show mails before they are sent, and who may get what runs print. */
export function previewActions({ approvals, clock, history, mailPreviews }: PreviewActionParts): PreviewCommands {
  return {
    previewMail: async (about) => {
      const { id, rule } = (about ?? {}) as { readonly id?: unknown; readonly rule?: unknown };
      if (typeof rule === 'string') return mailPreviews.ofRule(rule);
      if (typeof id === 'string') return mailPreviews.ofRun(id);
      const runs = history.all().slice(0, mostOffered);
      if (runs.length === 0) return mailPreviews.ofRun(undefined);
      const items: (vscode.QuickPickItem & { readonly id?: string })[] = [
        ...runs.map((entry) => ({
          label: entry.run.name,
          description: runDescription(entry, clock.now(), vscode.env.language),
          id: entry.run.id,
        })),
        { label: '', kind: vscode.QuickPickItemKind.Separator },
        { label: l10n.t('A run that never was'), description: l10n.t('shows what a failed test looks like') },
      ];
      const chosen = await vscode.window.showQuickPick(items, {
        title: l10n.t('Preview Mail'),
        placeHolder: l10n.t('Choose a run to see its mail'),
        matchOnDescription: true,
      });
      if (chosen !== undefined) await mailPreviews.ofRun(chosen.id);
    },
    withdrawApproval: async () => {
      const { all } = approvals;
      if (all.length === 0) {
        void notice.info(l10n.t('Nobody has been approved to get what runs print.'));
        return;
      }
      const chosen = await vscode.window.showQuickPick([...all].sort(), {
        title: l10n.t('Withdraw approval'),
        placeHolder: l10n.t('Choose who is to get mails without what runs print'),
        canPickMany: true,
      });
      if (chosen === undefined || chosen.length === 0) return;
      await approvals.withdraw(chosen);
      void notice.info(l10n.t('Mails to {0} go without what runs print from now on.', chosen.join(', ')));
    },
  };
}

/** As many as are looked through by eye. */
const mostOffered = 50;
