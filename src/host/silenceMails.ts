import { workspace } from 'vscode';
import type { Clock } from '../model/clock';
import type { Log } from '../model/log';
import type { Rule } from '../model/rule';
import { withRecipientsOf } from '../model/ruleRecipients';
import type { Running } from '../model/run';
import type { RunMail } from '../model/runMail';
import type { Silence } from '../model/silence';
import { asTold, soFar } from '../model/stalledMail';
import type { UsualDurations } from '../model/usualDuration';
import { freeze } from '../mail/mime';
import type { Redaction } from '../mail/redaction';
import type { Notifier } from '../outbox/notifier';
import type { Outbox } from '../outbox/outbox';
import type { RunHistory } from '../outbox/runHistory';
import type { Accounts } from './accounts';
import type { LetterWriter } from './letterWriter';
import type { RunReports } from './runReports';
import type { RunWatches } from './runWatches';
import { computer } from './taskFacts';

interface SilenceMailParts {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly log: Log;
  readonly durations: UsualDurations;
  readonly history: Pick<RunHistory, 'noteMail'>;
  readonly notifier: Notifier;
  readonly outbox: Outbox;
  readonly redaction: Redaction;
  readonly reports: Pick<RunReports, 'of'>;
  readonly runs: Pick<RunWatches, 'running' | 'printed'>;
  readonly writer: LetterWriter;
}

/** Writes the mail about a run that goes on, and sees to it that its end is told too. Answers whether it was written. */
export async function mailSilence(
  running: Running,
  untold: Silence,
  rule: Rule,
  parts: SilenceMailParts,
): Promise<boolean> {
  const { accounts, clock, durations, history, log, notifier, outbox, redaction, reports, runs, writer } = parts;
  const silence =
    untold.kind === 'waiting' ? { ...untold, question: await redaction.question(running.id, untold.question) } : untold;
  const { account } = accounts.route(rule.account);
  if (account === undefined) return false;
  const to = withRecipientsOf(rule, account);
  const where = { workspace: workspace.name ?? '', host: computer() };
  try {
    const mail = { running, silence, rule, account: to, where, now: clock.now() };
    const usual = durations.of(running)?.median;
    const write = (told: RunMail) => writer.stalledLetter(asTold(mail, told, usual));
    const letter = await write(await reports.of(soFar(mail, runs.printed(running.id)), write));
    // Where it has ended in between, it is no longer true, and no second mail would come.
    if (!runs.running().some(({ id }) => id === running.id)) return true;
    const message = await freeze(letter, { clock });
    await outbox.enqueue(message, account.id);
    if (notifier.mailTheEnd(running.id)) history.noteMail(running.id, { messageId: message.messageId });
    else await outbox.withdraw(message.id);
    return true;
  } catch (error) {
    log.error(`run ${running.id}: not told that it goes on: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
