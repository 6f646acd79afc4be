import * as vscode from 'vscode';
import { freeze } from '../../mail/mime/freeze';
import type { Transport } from '../../mail/transport/transport';
import { wentThrough } from '../../model/account/validity';
import type { Clock } from '../../model/clock';
import { noProgress } from '../../model/failure/attempt';
import { marksAccountFailing } from '../../model/failure/failure';
import { loaded } from '../../model/partLoading';
import { explain } from '../../model/remedy/explain';
import type { Form, TestReport } from '../../protocol/settingsPage';
import type { Accounts } from './accounts';
import { knownPreset } from './knownPreset';

/** Sends test mails and records their results for the account. */
export class TestMail {
  constructor(
    private readonly accounts: Accounts,
    private readonly transport: Transport,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a test mail with a form, saved or not. Throws a sentence if the form is incomplete.
   * @param to recipients instead of those of the form; empty for those of the form
   * @param onReport called at each step with the whole report
   */
  async send(
    form: Form,
    to: readonly string[],
    onReport: (report: TestReport) => void,
    signal: AbortSignal,
  ): Promise<TestReport> {
    const sender = await this.accounts.senderOf(form);
    const { composeTestMail } = await loaded(() => import('../../model/letter/composeTestMail'));
    const letter = composeTestMail(sender.account, to, this.clock.now(), vscode.env.language);
    const recipients = letter.envelope.to;
    onReport({ progress: noProgress(), transcript: [], recipients, outcome: { state: 'running' } });
    const message = await freeze(letter, { clock: this.clock });
    const attempted = await this.transport.send({
      message,
      ...sender,
      signal,
      fresh: true,
      onProgress: (progress, transcript) =>
        onReport({ progress, transcript, recipients, outcome: { state: 'running' } }),
    });
    const { progress, transcript } = attempted;
    if (attempted.ok) {
      await this.accounts.recordTest(sender, wentThrough);
      const { reply, at, rejected } = attempted.receipt;
      const refused = rejected.map(({ address }) => address);
      return { progress, transcript, recipients, outcome: { state: 'accepted', reply, at, refused } };
    }
    const { failure } = attempted;
    const words = explain(failure, sender.account, await knownPreset(sender.account.provider));
    // If other recipients than the account's are refused, that does not concern the account.
    const isOfRecipient = failure.cause === 'recipientRefused' || failure.cause === 'addressUnsupported';
    const concernsAccount = marksAccountFailing(failure.cause) && !(isOfRecipient && to.length > 0);
    if (concernsAccount)
      await this.accounts.recordTest(sender, { result: 'failing', reason: words.explanation, failure });
    return { progress, transcript, recipients, outcome: { state: 'failed', failure, ...words } };
  }
}
