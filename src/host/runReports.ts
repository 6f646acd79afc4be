import * as l10n from '@vscode/l10n';
import type { Letter } from '../model/message';
import type { RunMail } from '../model/runMail';
import { asItsLevelAllows, hasOutput, mailWithoutOutput } from '../model/withoutOutput';
import type { Approvals } from './approvals';
import { notice } from './notice';

export interface RunReportsParts {
  readonly approvals: Approvals;
  /** A run with what is known beside it, redacted. */
  readonly gather: (mail: RunMail) => Promise<RunMail>;
  /** Two sentences on why a run failed, of a language model; `undefined` where there are none. */
  readonly summarize: (mail: RunMail) => Promise<string | undefined>;
  /** Shows the mail as it would be with the output. */
  readonly preview: (mail: RunMail, write?: WriteMail) => Promise<void>;
}

/** Writes the mail that is told so, where it is not about an end. */
export type WriteMail = (told: RunMail) => Promise<Letter>;

/** What a mail may tell of its run: gathered, redacted, and of what it printed only what its recipients may get. */
export class RunReports {
  /** Who was asked about in this window; asked once. */
  private readonly asked = new Set<string>();

  constructor(private readonly parts: RunReportsParts) {}

  /** As it is to be sent. */
  async of(mail: RunMail, write?: WriteMail): Promise<RunMail> {
    const { approvals } = this.parts;
    const gathered = await this.whole(mail);
    if (!hasOutput(gathered)) return gathered;
    const told = this.approved(gathered);
    if (told === gathered) return this.summed(gathered);
    void this.ask(gathered, approvals.missing(mail.account), write);
    return told;
  }

  /**
   * The same without its output where somebody of its recipients is not approved, or no longer.
   * @param provider of the account as it is by now
   */
  approved(mail: RunMail, provider = mail.account.provider): RunMail {
    if (!hasOutput(mail)) return mail;
    const { recipients } = mail.account;
    if (this.parts.approvals.missing({ provider, recipients }).length === 0) return mail;
    return mailWithoutOutput(mail, 'notApproved');
  }

  /** As it would be if everybody were approved. */
  async whole(mail: RunMail): Promise<RunMail> {
    return asItsLevelAllows(await this.parts.gather(mail));
  }

  /** A report that is told whole is summed up where the user wants it. */
  private async summed(mail: RunMail): Promise<RunMail> {
    const summary = await this.parts.summarize(mail);
    return summary === undefined || mail.report === undefined ? mail : { ...mail, report: { ...mail.report, summary } };
  }

  /** Not awaited: an unanswered notification stays pending for as long as the window lives. */
  private async ask(mail: RunMail, unapproved: readonly string[], write: WriteMail | undefined): Promise<void> {
    const { preview } = this.parts;
    const key = [...unapproved].sort().join(' ');
    if (this.asked.has(key)) return;
    this.asked.add(key);
    const sentence = l10n.t(
      'The mail about “{0}” goes without what it printed: you have not approved yet that {1} gets that.',
      mail.run.name,
      unapproved.join(', '),
    );
    // Who approves has seen what they approve: the button for that stands beside the mail.
    const see = l10n.t('See the Mail');
    if ((await notice.info(sentence, see)) === see) await preview(mail, write);
  }
}
