import { workspace } from 'vscode';
import { freeze } from '../../mail/mime/freeze';
import type { Clock } from '../../model/clock';
import { withReport, type RunMail, soFar, withRecipientsOf } from '../../model/letter/runMail';
import type { Log } from '../../model/log';
import type { Rule } from '../../model/rule/rule';
import type { Silence } from '../../model/rule/silence';
import type { Running } from '../../model/run/run';
import type { UsualDurations } from '../../model/run/usualDuration';
import { errorMessage } from '../../model/unknown';
import type { RunHistory } from '../../notify/history/runHistory';
import type { MailRequests } from '../../notify/mailRequests';
import type { Notifier } from '../../notify/notifier';
import type { Redaction } from '../../notify/redaction/redaction';
import { SilenceWatch } from '../../notify/silenceWatch';
import type { Outbox } from '../../outbox/outbox';
import { systemScheduler } from '../../system/scheduler';
import type { Accounts } from '../account/accounts';
import type { RunReports } from '../report/runReports';
import type { Mute } from '../rule/mute';
import type { Rules } from '../rule/rules';
import type { WorkspaceRules } from '../rule/workspaceRules';
import type { Settings } from '../settings/settings';
import type { RunSources } from '../source/source';
import { computer } from '../source/taskFacts';
import type { LetterWriter } from '../template/letterWriter';
import type { AttentionWatch } from './attentionWatch';
import type { DeferralSettings } from './deferralSettings';

export interface SilenceParts {
  readonly accounts: Accounts;
  readonly attention: AttentionWatch;
  readonly clock: Clock;
  readonly deferral: DeferralSettings;
  readonly durations: UsualDurations;
  readonly history: Pick<RunHistory, 'noteMail'>;
  readonly log: Log;
  readonly mute: Mute;
  readonly notifier: Notifier;
  readonly outbox: Outbox;
  readonly redaction: Redaction;
  readonly reports: Pick<RunReports, 'of'>;
  readonly requests: MailRequests;
  readonly rules: Rules;
  readonly runs: RunSources;
  readonly settings: Settings;
  readonly workspaceRules: WorkspaceRules;
  readonly writer: LetterWriter;
}

/** Watches the runs of this window for those that take too long, print nothing or ask something, and mails that. */
export function watchSilence(parts: SilenceParts): SilenceWatch {
  const { attention, clock, deferral, durations, mute, notifier, requests, rules, runs, settings, workspaceRules } =
    parts;
  const mayNotify = (): boolean => settings.get('enabled') && mute.until === undefined && !deferral.isQuiet;
  return new SilenceWatch({
    clock,
    scheduler: systemScheduler,
    // Until it is known which runs began in an earlier window, one may have been reported already.
    running: () => (notifier.isOpen ? runs.running() : []).filter((run) => workspaceRules.of(run) !== 'mute'),
    printed: (id) => runs.printed(id),
    usual: (kind) => durations.of(kind),
    rules: () => (mayNotify() ? rules.current : []),
    isAway: (after) => attention.isAway(after),
    isTold: (id) => requests.isTold(id),
    mail: (running, silence, rule) => mailSilence(running, silence, rule, parts),
  });
}

/** Writes the mail about a run that goes on, and has its end mailed too. Returns whether it was written. */
async function mailSilence(running: Running, unredacted: Silence, rule: Rule, parts: SilenceParts): Promise<boolean> {
  const { accounts, clock, durations, history, log, outbox, redaction, reports, requests, runs, writer } = parts;
  const silence =
    unredacted.kind === 'waiting'
      ? { ...unredacted, question: await redaction.question(running.id, unredacted.question) }
      : unredacted;
  const { account } = accounts.route(rule.account);
  if (account === undefined) return false;
  const to = withRecipientsOf(rule, account);
  const where = { workspace: workspace.name ?? '', host: computer() };
  try {
    const mail = { running, silence, rule, account: to, where, now: clock.now() };
    const usual = durations.of(running)?.median;
    const write = (reported: RunMail) => writer.stalledLetter(withReport(mail, reported, usual));
    const letter = await write(await reports.of(soFar(mail, runs.printed(running.id)), write));
    // If it has ended meanwhile, the mail is no longer true, and no second one would come.
    if (!runs.running().some(({ id }) => id === running.id)) return true;
    const message = await freeze(letter, { clock });
    await outbox.enqueue(message, account.id);
    if (requests.mailTheEnd(running.id)) history.noteMail(running.id, { messageId: message.messageId });
    else await outbox.withdraw(message.id);
    return true;
  } catch (error) {
    log.error(`run ${running.id}: not told that it goes on: ${errorMessage(error)}`);
    return false;
  }
}
