import { AttentionWatch } from '../host/notify/attentionWatch';
import { DailyMailCount } from '../host/notify/dailyMailCount';
import { DeferralSettings } from '../host/notify/deferralSettings';
import { ExpectedMails, expectRuns } from '../host/notify/expectedMails';
import { RunCircumstances } from '../host/notify/runCircumstances';
import { RunToasts, showUnwritten } from '../host/notify/runNotices';
import { watchSilence } from '../host/notify/silenceMails';
import { Mute } from '../host/rule/mute';
import { DisconnectedRuns, homeOf } from '../host/run/disconnectedRuns';
import { DeferredMailFiles } from '../notify/deferral/deferredMailFiles';
import { DeferredMails } from '../notify/deferral/deferredMails';
import { DeferredReports } from '../notify/deferral/deferredReports';
import { SuppressedRuns } from '../notify/deferral/suppressedRuns';
import { MailRequests } from '../notify/mailRequests';
import { Notifier } from '../notify/notifier';
import { thisHost } from '../system/processIdentity';
import { lookAtProcesses } from '../system/processWatch';
import { systemScheduler as scheduler } from '../system/scheduler';
import type { AccountRoom } from './account';
import type { Base } from './base';
import type { OutboxRoom } from './outbox';
import type { ReportRoom } from './report';
import type { RunRoom } from './run';

/** Every room that stands before this one. */
export type Earlier = Base & AccountRoom & OutboxRoom & RunRoom & ReportRoom;
export type NotifyRoom = ReturnType<typeof composeNotify>;

/** From the end of a run to its mail in the outbox: rules, whether the user is there, which runs share a mail. */
export function composeNotify(rooms: Earlier) {
  const { accounts, clock, context, durations, folder, globalStorage, history, log, messages, outbox, own } = rooms;
  const { redaction, reports, rules, runs, settings, workspaceRules } = rooms;
  const attention = own(new AttentionWatch(clock));
  const mute = own(new Mute(globalStorage, settings, clock));
  const requests = new MailRequests();
  const disconnected = new DisconnectedRuns({ clock, context, log, outbox, redaction, requests, runs });
  const suppressed = new SuppressedRuns(folder('suppressed'), log);
  const deferral = new DeferralSettings(settings, clock, log);
  const expected = new ExpectedMails(accounts, outbox);
  const today = new DailyMailCount(globalStorage);
  const files = own(
    new DeferredMailFiles({
      root: folder('deferred'),
      pid: process.pid,
      machine: thisHost(),
      home: homeOf(context),
      look: lookAtProcesses,
      ...{ accounts, clock, log, scheduler },
    }),
  );
  const deferred = own(
    new DeferredMails({
      ...{ accounts, attention, clock, deferral, expected, files, history, log, messages, outbox, scheduler },
      ...{ suppressed, today },
      reports: new DeferredReports(folder('deferred'), log),
    }),
  );
  own(attention.onDidReturn(() => deferred.look()));
  // Quiet hours may end sooner by now.
  own(settings.onDidChange(() => deferred.look()));
  own(new RunToasts({ attention, clock, deferred, mute, settings }));

  const circumstances = new RunCircumstances({ attention, history, mute, settings, workspaceRules });
  const stages = { journal: disconnected, requests, rules, circumstances, redaction, accounts, reports, deferred };
  const notifier = new Notifier({ ...stages, log });
  own(runs.onDidEnd((ended) => notifier.ended(ended)));
  own(disconnected.onDidEnd((ended) => notifier.recognized(ended)));
  listen(notifier, { ...rooms, disconnected, suppressed });

  own(expectRuns({ accounts, clock, deferred, durations, expected, requests, rules, runs, settings }));
  own(watchSilence({ ...rooms, attention, deferral, mute, notifier, requests }));
  return { attention, deferred, disconnected, mute, notifier, requests, suppressed };
}

interface Listeners {
  readonly disconnected: DisconnectedRuns;
  readonly suppressed: SuppressedRuns;
}

/** What happens to a run is kept by these, in this order. */
function listen(notifier: Notifier, listeners: Earlier & Listeners): void {
  const { accountNotices, collector, disconnected, durations, history, log, outputs, own, suppressed } = listeners;
  own(notifier.onDidDecide((decided) => suppressed.decided(decided)));
  own(notifier.onDidDecide(({ run }) => outputs.keep(run)));
  own(notifier.onDidDecide(({ run }) => collector.ended(run)));
  // What is usual was so before this run.
  own(notifier.onDidDecide(({ run, kept, decision }) => history.add(kept, decision, durations.of(run)?.median)));
  own(notifier.onDidDecide(({ run }) => durations.learn(run)));
  own(notifier.onDidLackAccount(({ run }) => history.noteMail(run.id, { mailNote: 'noAccount' })));
  own(notifier.onDidLackAccount(({ run, route, asked }) => accountNotices.noAccount(run, route, asked)));
  own(notifier.onDidUseStandIn((route) => accountNotices.standIn(route)));
  own(notifier.onDidFail(({ id }) => history.noteMail(id, { mailNote: 'unwritten' })));
  own(notifier.onDidFail((run) => void showUnwritten(run, log)));
  own(notifier.onDidCorrect((run) => history.correct(run)));
  own(notifier.onDidSettle((run) => disconnected.settled(run)));
}
