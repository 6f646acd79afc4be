import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type { Account } from '../model/account';
import type { Clock } from '../model/clock';
import { peopleOf } from '../model/heldBackRun';
import type { RunMail } from '../model/runMail';
import { quietUntil, readQuietHours } from '../model/quietHours';
import { withRecipientsOf } from '../model/ruleRecipients';
import type { UsualDurations } from '../model/usualDuration';
import { freeze } from '../mail/mime';
import type { Redaction } from '../mail/redaction';
import { isFileId } from '../outbox/entry';
import { HeldBack } from '../outbox/heldBack';
import { HeldMails } from '../outbox/heldMails';
import type { HoldPlan } from '../outbox/holdPlan';
import { KeptMails } from '../outbox/keptMails';
import { Notifier } from '../outbox/notifier';
import { thisHost } from '../outbox/processIdentity';
import { lookAtProcesses } from '../outbox/processWatch';
import type { Outbox } from '../outbox/outbox';
import type { RunHistory } from '../outbox/runHistory';
import { systemScheduler } from '../outbox/scheduler';
import { SilenceWatch } from '../outbox/silenceWatch';
import type { AccountNotices } from './accountNotices';
import type { Accounts } from './accounts';
import { AttentionWatch } from './attentionWatch';
import { homeOf, type DisconnectedRuns } from './disconnectedRuns';
import { expectMail } from './expectedMails';
import type { LetterWriter } from './letterWriter';
import { Mute } from './mute';
import type { RecentLog } from './recentLog';
import type { ReportGathering } from './reportGathering';
import type { Rules } from './rules';
import type { RunOutputs } from './runOutputs';
import type { RunReports } from './runReports';
import { RunToasts } from './runToast';
import type { RunWatches } from './runWatches';
import type { Settings } from './settings';
import { mailSilence } from './silenceMails';
import { Today } from './today';
import type { WorkspaceRules } from './workspaceRules';

export interface RunMailsParts {
  readonly accounts: Accounts;
  readonly accountNotices: AccountNotices;
  readonly clock: Clock;
  /** Made after this, since it needs the notifier. */
  readonly disconnected: () => DisconnectedRuns;
  /** What is asked for has changed. */
  readonly onAsked: () => void;
  /** Whether it is known which runs are those of an earlier window. */
  readonly hasLooked: () => boolean;
  readonly context: vscode.ExtensionContext;
  readonly history: RunHistory;
  readonly log: RecentLog;
  readonly outbox: Outbox;
  readonly outputs: RunOutputs;
  readonly own: <Part extends { dispose(): unknown }>(part: Part) => Part;
  readonly durations: UsualDurations;
  readonly gathering: ReportGathering;
  readonly reports: RunReports;
  readonly redaction: Redaction;
  readonly rules: Rules;
  readonly runs: RunWatches;
  readonly settings: Settings;
  readonly workspaceRules: WorkspaceRules;
  readonly writer: LetterWriter;
}

/** From the end of a run to its mail in the outbox: rules, whether somebody is there, what is told together. */
export function runMails(parts: RunMailsParts) {
  const { accounts, accountNotices, clock, context, durations, hasLooked, history } = parts;
  const { gathering, log, outbox, outputs, own, redaction, reports, rules, runs, settings, workspaceRules, writer } =
    parts;
  const { globalState } = context;
  const attention = own(new AttentionWatch(clock));
  const mute = own(new Mute(globalState, settings, clock));
  const heldBack = new HeldBack(join(context.globalStorageUri.fsPath, 'heldBack'), log);
  // Where earlier versions kept it: the editor's own storage is no place for names of commands.
  heldBack.adopt(globalState.get(heldBackKey));
  void globalState.update(heldBackKey, undefined);
  const accountOf = (id: string): Account | undefined => {
    const { account } = accounts.route(id);
    return account?.id === id ? account : undefined;
  };
  /** Approvals may have been withdrawn since a mail was written, or a sandbox become an account that sends. */
  const approved = (mail: RunMail): RunMail => reports.approved(mail, accountOf(mail.account.id)?.provider);
  const kept = own(
    new KeptMails({
      root: join(context.globalStorageUri.fsPath, 'held'),
      pid: process.pid,
      machine: thisHost(),
      home: homeOf(context),
      look: lookAtProcesses,
      clock,
      scheduler: systemScheduler,
      log,
      isUsable: (id) => accountOf(id) !== undefined,
    }),
  );
  const toasts = new RunToasts({
    mailNow: ({ id }) => void held.sendNow(id),
    mute: (run) => void mute.ask(run),
    answered: () => attention.input(),
  });
  /** Those that are being written. */
  const writing = new Set<Promise<void>>();
  const held = own(
    new HeldMails({
      outbox,
      heldBack,
      kept,
      clock,
      scheduler: systemScheduler,
      log,
      plan: () => holdPlan(settings, clock.now(), log),
      expect: (accountId, patience) => expectMail({ accounts, outbox }, accountId, patience),
      wasSeenSince: (moment) => attention.wasSeenSince(moment),
      // A window that tells the same run again after this one has died writes the same mail, and the outbox has it.
      freeze: (letter, id) => freeze(letter, id !== undefined && isFileId(id) ? { clock, id } : { clock }),
      compose: (mails, listed) => writer.letter(mails.map(approved), listed),
      isStale: (mail) => approved(mail) !== mail,
      onWait: ({ run }) => {
        if (settings.get('graceSeconds') > 0) toasts.show(run, clock.now());
      },
      note: (runId, { kind, ...told }) => history.noteMail(runId, { ...told, mailNote: kind }),
      today: new Today(globalState),
    }),
  );
  own(attention.onDidReturn(() => held.look()));
  // Quiet hours may have been made to end sooner.
  own(settings.onDidChange(() => held.look()));
  const notifier = new Notifier(
    {
      rules: () => rules.ready(),
      circumstances: (run) => ({
        // The history knows it as it is kept.
        ...history.lastOf(redaction.run(run)),
        enabled: settings.get('enabled'),
        isAway: (after) => attention.isAway(after),
        muted: mute.until !== undefined,
        workspace: workspaceRules.of(run),
      }),
      route: (named) => accounts.route(named),
      mail: (mail) => {
        const work = reports.of(mail).then((reported) => held.add(reported));
        writing.add(work);
        return work.finally(() => writing.delete(work));
      },
      onDecision: (run, decision) => {
        // Each saved file is one: they would push everything else out of the history.
        if (decision.why === 'sameCycle') return;
        const kept = redaction.run(run);
        const { account } = accounts.route(decision.rule?.account);
        // Where its account cannot send nobody would have had a mail.
        if (decision.why === 'muted' && account !== undefined)
          heldBack.add(kept, 'muted', peopleOf(withRecipientsOf(decision.rule, account)));
        outputs.keep(run);
        gathering.ended(run);
        // What is usual was so before this run.
        history.add(kept, decision, durations.of(run)?.median);
        durations.learn(run);
      },
      onNoAccount: (run, route, asked) => {
        history.noteMail(run.id, { mailNote: 'noAccount' });
        void accountNotices.noAccount(run, route, asked);
      },
      onUnwritten: (run) => history.noteMail(run.id, { mailNote: 'unwritten' }),
      onStandIn: (route) => accountNotices.standIn(route),
      onAsked: (id) => {
        parts.disconnected().asked(id);
        parts.onAsked();
      },
      onSettled: (run) => parts.disconnected().settled(run),
      onCorrection: (run) => {
        const { id, outcome, exitCode } = run;
        log.info(`run ${id}: the editor tells after all that it is ${outcome}, exit code ${exitCode}`);
        history.correct(run);
      },
    },
    log,
  );
  const mayTell = (): boolean => {
    const isQuiet = quietEnd(settings, clock.now()) !== undefined;
    return settings.get('enabled') && mute.until === undefined && !isQuiet;
  };
  own(
    new SilenceWatch({
      clock,
      scheduler: systemScheduler,
      running: () => (hasLooked() ? runs.running() : []).filter((run) => workspaceRules.of(run) !== 'mute'),
      printed: (id) => runs.printed(id),
      usual: (kind) => durations.of(kind),
      rules: () => (mayTell() ? rules.current : []),
      isAway: (after) => attention.isAway(after),
      isTold: (id) => notifier.isTold(id),
      tell: (running, silence, rule) => mailSilence(running, silence, rule, { ...parts, notifier }),
    }),
  );
  /** To be called when the outbox has been read. */
  const goOn = (): Promise<void> =>
    kept.start((mails) => {
      const known = mails.map((mail) => ({ mail, account: accountOf(mail.accountId) }));
      held.restore(
        known.flatMap(({ mail, account }) =>
          account === undefined ? [] : [{ ...mail, account: { ...account, recipients: mail.recipients } }],
        ),
      );
    });
  /** The window closes: what has been decided on comes to the disk, with what is known by now. */
  const finish = async (): Promise<void> => {
    gathering.hurry();
    // What has ended just now is decided on first.
    await setImmediate();
    await Promise.allSettled(writing);
  };
  return { finish, goOn, held, heldBack, mute, notifier };
}

const heldBackKey = 'mailWhenDone.heldBack';

function holdPlan(settings: Settings, now: number, log: RecentLog): HoldPlan {
  const grace = Math.max(0, settings.get('graceSeconds')) * 1000;
  const digest = Math.max(0, settings.get('digestSeconds')) * 1000;
  const perDay = Math.max(0, settings.get('mailsOfRulesPerDay'));
  return { grace, digest, quietUntil: quietEnd(settings, now, (sentence) => log.warn(sentence)), perDay };
}

/** When the quiet hours end that hold now. Where they cannot be read there are none: the editor says so beside the setting. */
function quietEnd(
  settings: Settings,
  now: number,
  onWrong: (sentence: string) => void = () => undefined,
): number | undefined {
  try {
    const hours = readQuietHours(settings.get('quietHours'));
    return hours === undefined ? undefined : quietUntil(hours, now);
  } catch (error) {
    onWrong(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
