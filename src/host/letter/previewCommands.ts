import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { runDescription } from '../../model/history/entryWords';
import type { RunHistory } from '../../notify/history/runHistory';
import { notice } from '../editor/notice';
import type { Approvals } from '../report/approvals';
import type { MailPreviews } from './mailPreviews';

/** What the commands need that show mails before they are sent, and who may get what runs print. */
interface Needs {
  readonly approvals: Approvals;
  readonly clock: Clock;
  readonly history: RunHistory;
  readonly mailPreviews: MailPreviews;
}

/** As many as can be looked through by eye. */
const maxOffered = 50;

export async function previewMail({ clock, history, mailPreviews }: Needs, about?: unknown): Promise<void> {
  const { id, rule } = (about ?? {}) as { readonly id?: unknown; readonly rule?: unknown };
  if (typeof rule === 'string') return mailPreviews.ofRule(rule);
  if (typeof id === 'string') return mailPreviews.ofRun(id);
  const runs = history.all().slice(0, maxOffered);
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
}

export async function withdrawApproval({ approvals }: Needs): Promise<void> {
  const { all } = approvals;
  if (all.length === 0) {
    void notice.info(l10n.t('Nobody has been approved to get what runs print.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick([...all].sort(), {
    title: l10n.t('Withdraw approval'),
    placeHolder: l10n.t('Choose who is to get mails without what runs print'),
    canPickMany: true,
    // What is marked would be lost.
    ignoreFocusOut: true,
  });
  if (chosen === undefined || chosen.length === 0) return;
  await approvals.withdraw(chosen);
  void notice.info(l10n.t('Mails to {0} go without what runs print from now on.', chosen.join(', ')));
}
