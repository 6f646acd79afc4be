import * as l10n from '@vscode/l10n';
import { notice } from '../editor/notice';
import type { RunReports, WithheldOutput } from '../report/runReports';
import type { MailPreviews } from './mailPreviews';

/** Asks whether recipients may get what runs print, once in this window, when a mail went without it. */
export class ApprovalQuestion {
  private readonly asked = new Set<string>();
  private readonly listener: { dispose(): void };

  constructor(
    reports: Pick<RunReports, 'onDidWithhold'>,
    private readonly previews: Pick<MailPreviews, 'open'>,
  ) {
    // Not awaited: an unanswered notification stays pending for as long as the window lives.
    this.listener = reports.onDidWithhold((withheld) => void this.ask(withheld));
  }

  dispose(): void {
    this.listener.dispose();
  }

  private async ask({ mail, unapproved, write }: WithheldOutput): Promise<void> {
    const key = [...unapproved].sort().join(' ');
    if (this.asked.has(key)) return;
    this.asked.add(key);
    const sentence = l10n.t(
      'The mail about “{0}” goes without what it printed: you have not approved yet that {1} gets that.',
      mail.run.name,
      unapproved.join(', '),
    );
    // A user who approves has seen what they approve: the button for that stands beside the mail.
    const see = l10n.t('See the Mail');
    if ((await notice.info(sentence, see)) === see) await this.previews.open(mail, false, write);
  }
}
