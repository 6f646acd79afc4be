import type { Account } from '../model/account';
import type { Log } from '../model/log';
import type { Letter } from '../model/message';
import { reasonToMail, type Reason, type Rule } from '../model/rule';
import type { Run } from '../model/run';

/** Where the notifier learns what to do, and where its letters go. */
export interface NotifierHost {
  rule(): Rule;
  /** The account to send with, or `undefined` while none can send: then no mail is written. */
  account(): { readonly account: Account } | undefined;
  /** Writes the mail that tells of a run; `undefined` where there is nothing to tell. */
  compose(run: Run, reason: Reason, rule: Rule, account: Account): Letter | undefined;
  enqueue(letter: Letter, accountId: string): void | Promise<void>;
  /** The user asked for a mail about this run, and there is no account to send it with. */
  onNoAccount(run: Run): void;
}

/** How many settled runs are remembered, so that one that is told twice is mailed once. */
const memory = 500;

/** Decides for each run that has ended whether it deserves a mail, and has it written. */
export class Notifier {
  private readonly asked = new Set<string>();
  private readonly settled = new Set<string>();

  constructor(
    private readonly host: NotifierHost,
    private readonly log: Log,
  ) {}

  /**
   * Asks for a mail when the run with this id ends, whatever the rule says; asking again takes that back.
   * Answers whether a mail is now asked for; never for a run that has ended already.
   */
  mailWhenDone(id: string): boolean {
    if (this.asked.delete(id) || this.settled.has(id)) return false;
    this.asked.add(id);
    return true;
  }

  /** Whether a mail is asked for when the run with this id ends. */
  isAsked(id: string): boolean {
    return this.asked.has(id);
  }

  /** A run has ended. Never throws: one mail that cannot be written must not keep others from being heard of. */
  onRun(run: Run): void {
    if (this.settled.has(run.id)) return;
    this.remember(run.id);
    const asked = this.asked.delete(run.id);
    this.write(run, asked).catch((error: unknown) => {
      this.log.error(`run ${run.id}: mail not written: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  private async write(run: Run, asked: boolean): Promise<void> {
    const rule = this.host.rule();
    const reason = reasonToMail(run, rule, asked);
    if (reason === undefined) {
      const why = rule.enabled ? 'it was shorter than the minimum duration' : 'notifications are off';
      this.log.info(`run ${run.id}: no mail, ${why}`);
      return;
    }
    const sender = this.host.account();
    if (sender === undefined) {
      this.log.info(`run ${run.id}: no mail, no account can send`);
      if (asked) this.host.onNoAccount(run);
      return;
    }
    const letter = this.host.compose(run, reason, rule, sender.account);
    if (letter === undefined) {
      this.log.debug(`run ${run.id}: no mail, nothing to tell`);
      return;
    }
    await this.host.enqueue(letter, sender.account.id);
    this.log.info(`run ${run.id}: mail written (${reason})`);
  }

  private remember(id: string): void {
    this.settled.add(id);
    for (const oldest of this.settled) {
      if (this.settled.size <= memory) break;
      this.settled.delete(oldest);
    }
  }
}
