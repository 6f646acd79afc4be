import { freeze } from '../../mail/mime/freeze';
import type { Clock } from '../../model/clock';
import type { SuppressedRun } from '../../model/letter/suppressedRun';
import type { Message } from '../../model/letter/message';
import type { RunMail } from '../../model/letter/runMail';
import type { MessageWriter } from '../../notify/deferral/deferredMails';
import { isFileId } from '../../outbox/store/entry';
import type { Accounts } from '../account/accounts';
import type { RunReports } from '../report/runReports';
import type { LetterWriter } from '../template/letterWriter';

export interface MailWriterParts {
  readonly accounts: Pick<Accounts, 'complete'>;
  readonly clock: Clock;
  readonly reports: Pick<RunReports, 'approved'>;
  readonly writer: LetterWriter;
}

/** Composes and freezes the mails about runs, each with what its recipients may get by now. */
export class MailWriter implements MessageWriter {
  constructor(private readonly parts: MailWriterParts) {}

  async write(mails: readonly RunMail[], listed: readonly SuppressedRun[], id?: string): Promise<Message> {
    const { clock, writer } = this.parts;
    const letter = await writer.letter(
      mails.map((mail) => this.approved(mail)),
      listed,
    );
    // Where this window dies, another one that reports the same run writes the same message, and the outbox has it.
    return freeze(letter, id !== undefined && isFileId(id) ? { clock, id } : { clock });
  }

  isStale(mail: RunMail): boolean {
    return this.approved(mail) !== mail;
  }

  /** Approvals may have been withdrawn since a mail was written, or a sandbox become an account that sends. */
  private approved(mail: RunMail): RunMail {
    const { accounts, reports } = this.parts;
    return reports.approved(mail, accounts.complete(mail.account.id)?.provider);
  }
}
