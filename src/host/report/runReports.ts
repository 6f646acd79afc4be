import { Emitter } from '../../model/emitter';
import type { Letter } from '../../model/letter/message';
import { asItsLevelAllows, hasOutput, mailWithoutOutput, type RunMail } from '../../model/letter/runMail';
import { noReport } from '../../model/report/report';
import { contentOf } from '../../model/rule/decision';
import type { Outcome } from '../../model/run/run';
import type { Redaction } from '../../notify/redaction/redaction';
import type { UseWords } from '../editor/mailLanguage';
import type { Approvals } from './approvals';
import type { ModelSummary } from './modelSummary';
import type { ReportCollector } from './reportCollector';

export interface RunReportsParts {
  readonly approvals: Approvals;
  readonly collector: Pick<ReportCollector, 'of' | 'ending'>;
  readonly redaction: Pick<Redaction, 'mail'>;
  readonly summaries: Pick<ModelSummary, 'summarize'>;
  /** The words of the mail that a summary stands in (`LetterWriter`). */
  readonly writer: { wordsFor(outcome: Outcome): Promise<UseWords> };
}

/** Writes the mail with this report, where it is not about the end of a run. */
export type WriteMail = (reported: RunMail) => Promise<Letter>;

/** A mail that went without its output. */
export interface WithheldOutput {
  /** As it would be with the output. */
  readonly mail: RunMail;
  /** The recipients that were not approved to get it. */
  readonly unapproved: readonly string[];
  readonly write: WriteMail | undefined;
}

/** What a mail may say of its run: collected, redacted, and with no more of its output than its recipients may get. */
export class RunReports {
  private readonly withheld = new Emitter<WithheldOutput>();
  readonly onDidWithhold = this.withheld.event;

  constructor(private readonly parts: RunReportsParts) {}

  /** As it is to be sent. */
  async of(mail: RunMail, write?: WriteMail): Promise<RunMail> {
    const whole = await this.whole(mail);
    if (!hasOutput(whole)) return whole;
    const approved = this.approved(whole);
    if (approved === whole) return this.summed(whole);
    this.withheld.fire({ mail: whole, unapproved: this.parts.approvals.missing(mail.account), write });
    return approved;
  }

  /**
   * The same without its output if one of its recipients is not approved to get it, or no longer.
   * @param provider of the account as it is by now
   */
  approved(mail: RunMail, provider = mail.account.provider): RunMail {
    if (!hasOutput(mail)) return mail;
    const { recipients } = mail.account;
    if (this.parts.approvals.missing({ provider, recipients }).length === 0) return mail;
    return mailWithoutOutput(mail, 'notApproved');
  }

  /** As it would be if every recipient were approved. */
  async whole(mail: RunMail): Promise<RunMail> {
    const { collector, redaction } = this.parts;
    const collected = await collector.of(mail);
    // From here on only the redacted run is used; the rules saw the original.
    return asItsLevelAllows(await redaction.mail(collected));
  }

  /** With a summary where the user wants one: of a report that goes out whole. */
  private async summed(mail: RunMail): Promise<RunMail> {
    const { collector, summaries, writer } = this.parts;
    const { run, decision, report = noReport } = mail;
    const words = await writer.wordsFor(run.outcome);
    const wanted = { run, report, content: contentOf(decision) };
    const summary = await summaries.summarize(wanted, words, collector.ending);
    return summary === undefined || mail.report === undefined ? mail : { ...mail, report: { ...mail.report, summary } };
  }
}
