import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import { explain } from '../model/explain';
import { isOfAccount } from '../model/failure';
import { noProgress } from '../model/step';
import { freeze } from '../mail/mime';
import { wentThrough } from '../model/validity';
import type { Transport } from '../mail/transport';
import type { Form, TestReport } from '../protocol';
import type { Accounts } from './accounts';
import { knownPreset } from './presets';

/** Sends test mails and keeps what they show of an account. */
export class TestMail {
  constructor(
    private readonly accounts: Accounts,
    private readonly transport: Transport,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a test mail with a form as it stands, saved or not. Throws a sentence when the form is incomplete.
   * @param to whom to send it to instead of the recipients of the form; empty for those
   * @param onReport hears of each step, each time with the whole report
   */
  async send(
    form: Form,
    to: readonly string[],
    onReport: (report: TestReport) => void,
    signal: AbortSignal,
  ): Promise<TestReport> {
    const sender = await this.accounts.senderOf(form);
    const { composeTestMail } = await import('../model/composeTest');
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
    // What another address than the account's recipients meets tells nothing of the account.
    const isOfRecipient = failure.cause === 'recipientRefused' || failure.cause === 'addressUnsupported';
    const tells = isOfAccount(failure.cause) && !(isOfRecipient && to.length > 0);
    if (tells) await this.accounts.recordTest(sender, { result: 'failing', reason: words.explanation, failure });
    return { progress, transcript, recipients, outcome: { state: 'failed', failure, ...words } };
  }
}
