import { workspace } from 'vscode';
import type { Clock } from '../model/clock';
import type { Log } from '../model/log';
import type { Rule } from '../model/rule';
import { withRecipientsOf } from '../model/ruleRecipients';
import type { Running } from '../model/run';
import type { Silence } from '../model/silence';
import { freeze } from '../mail/mime';
import type { Redaction } from '../mail/redaction';
import type { Notifier } from '../outbox/notifier';
import type { Outbox } from '../outbox/outbox';
import type { Accounts } from './accounts';
import type { LetterWriter } from './letterWriter';
import { computer } from './taskFacts';

interface SilenceMailParts {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly log: Log;
  readonly notifier: Notifier;
  readonly outbox: Outbox;
  readonly redaction: Redaction;
  readonly writer: LetterWriter;
}

/** Writes the mail about a run that goes on, and sees to it that its end is told too. Answers whether it was written. */
export async function mailSilence(
  going: Running,
  untold: Silence,
  rule: Rule,
  { accounts, clock, log, notifier, outbox, redaction, writer }: SilenceMailParts,
): Promise<boolean> {
  const running = redaction.run(going);
  const silence = untold.kind === 'waiting' ? { ...untold, question: redaction.text(untold.question) } : untold;
  const { account } = accounts.route(rule.account);
  if (account === undefined) return false;
  const to = withRecipientsOf(rule, account);
  const where = { workspace: workspace.name ?? '', host: computer() };
  try {
    const mail = { running, silence, rule, account: to, where, now: clock.now() };
    const letter = await writer.stalledLetter(mail);
    const message = await freeze(letter, { clock });
    await outbox.enqueue(message, account.id);
    // Where it has ended in between, it is no longer true, and no second mail would come.
    if (!notifier.mailTheEnd(running.id)) await outbox.withdraw(message.id);
    return true;
  } catch (error) {
    log.error(`run ${running.id}: not told that it goes on: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
