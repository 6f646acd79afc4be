// From the end of runs to mails at a server, in a real folder: what src/composition/notify.ts composes, without the
// editor.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../src/model/clock';
import { systemClock } from '../../src/model/clock';
import { usualTemplates } from '../../src/model/template/compiledTemplate';
import { compileRules } from '../../src/model/rule/compiledRule';
import { composeDigest } from '../../src/model/letter/composeDigest';
import type { MailResult } from '../../src/model/history/runRecord';
import type { SuppressedRun } from '../../src/model/letter/suppressedRun';
import type { Letter } from '../../src/model/letter/message';
import type { RunMail } from '../../src/model/letter/runMail';
import { noRuns } from '../../src/model/run/lastRuns';
import { silentLog } from '../../src/model/log';
import { usualRules } from '../../src/model/rule/rule';
import type { Run } from '../../src/model/run/run';
import { templatedRunMail } from '../../src/model/template/templatedMail';
import { freeze } from '../../src/mail/mime/freeze';
import { SmtpTransport } from '../../src/mail/smtp/smtp';
import { SuppressedRuns } from '../../src/notify/deferral/suppressedRuns';
import { DeferredMails } from '../../src/notify/deferral/deferredMails';
import type { DeferralPlan } from '../../src/notify/deferral/deferredMail';
import { DeferredMailFiles } from '../../src/notify/deferral/deferredMailFiles';
import { DeferredReports } from '../../src/notify/deferral/deferredReports';
import { MailRequests } from '../../src/notify/mailRequests';
import { Notifier } from '../../src/notify/notifier';
import { Outbox } from '../../src/outbox/outbox';
import { thisHost } from '../../src/system/processIdentity';
import { lookAtProcesses } from '../../src/system/processWatch';
import { usualLimits } from '../../src/outbox/courier/rateLimits';
import type { Scheduler } from '../../src/system/scheduler';
import { aCredential, anAccount } from './builders';
import { aSender, HeardHost } from './outboxes';
import { ScriptedSmtpServer } from './scriptedSmtpServer';

/** The settings in package.json. */
export const usualHoldPlan: DeferralPlan = { grace: 30_000, digest: 10_000, quietUntil: undefined, perDay: 100 };

/** As a window writes them. */
function compose(mails: readonly RunMail[], listed: readonly SuppressedRun[]): Promise<Letter> {
  const [first] = mails;
  if (first === undefined || mails.length > 1) return Promise.resolve(composeDigest(mails, 'en', listed));
  const template = usualTemplates[first.run.outcome === 'failed' ? 'failure' : 'success'];
  const words = { template, oneConversation: true };
  return Promise.resolve(templatedRunMail(first, { language: 'en', suppressed: listed }, words).letter);
}

export class StormScene {
  /** What became of the mail about each run, apart from waiting. */
  readonly notes = new Map<string, MailResult[]>();
  /** How many mails of rules were sent each day. */
  readonly perDay = new Map<number, number>();
  /** When the server accepted mails, in milliseconds since 1970. */
  readonly sentAt: number[] = [];
  /** How many runs are settled. */
  settled = 0;
  plan = usualHoldPlan;
  private readonly rules = compileRules(usualRules);

  private constructor(
    readonly outbox: Outbox,
    readonly notifier: Notifier,
    readonly suppressed: SuppressedRuns,
    readonly server: ScriptedSmtpServer,
    private readonly end: () => Promise<void>,
  ) {}

  static async open(clock: Clock, scheduler: Scheduler): Promise<StormScene> {
    const folder = mkdtempSync(path.join(tmpdir(), 'storm-'));
    const server = await ScriptedSmtpServer.start({
      body: () => {
        scene.sentAt.push(clock.now());
        return '250 2.0.0 queued';
      },
    });
    const account = anAccount({ host: '127.0.0.1', port: server.port, security: 'none' });
    const transport = new SmtpTransport({ clock: systemClock, log: silentLog });
    const log = silentLog;
    const host = new HeardHost();
    host.senderOf = (id) =>
      Promise.resolve(aSender(id, { account, credential: aCredential(account), limits: usualLimits }));
    const root = path.join(folder, 'outbox');
    const outbox = new Outbox({ root, transport, senders: host, clock, scheduler, log, random: () => 0.5 });
    await outbox.start();
    const suppressed = new SuppressedRuns(path.join(folder, 'heldBack'), log);
    const files = new DeferredMailFiles({
      ...{ root: path.join(folder, 'held'), pid: process.pid, machine: thisHost(), home: 'home-1' },
      ...{ look: lookAtProcesses, clock, scheduler, log, accounts: { complete: () => account } },
    });
    const dayOf = (now: number): number => Math.floor(now / 86_400_000);
    const noteMail = (runId: string, note: MailResult): void => {
      if (note.mailNote !== 'waits') scene.notes.set(runId, [...(scene.notes.get(runId) ?? []), note]);
    };
    const deferred: DeferredMails = new DeferredMails({
      reports: new DeferredReports(path.join(folder, 'held'), log),
      ...{ outbox, suppressed, files, clock, scheduler, log },
      accounts: { complete: () => account },
      deferral: { plan: () => scene.plan },
      expected: { expect: (accountId, timeoutMs) => void outbox.expect(accountId, timeoutMs) },
      attention: { wasSeenSince: () => false },
      messages: {
        write: async (mails, listed, id) => {
          const letter = await compose(mails, listed);
          return freeze(letter, id === undefined ? { clock } : { clock, id });
        },
        isStale: () => false,
      },
      history: {
        noteMail,
        noteMails: (runIds, note) => {
          for (const runId of runIds) noteMail(runId, note);
          return Promise.resolve();
        },
      },
      today: {
        count: (now) => scene.perDay.get(dayOf(now)) ?? 0,
        add: (now) => scene.perDay.set(dayOf(now), (scene.perDay.get(dayOf(now)) ?? 0) + 1),
      },
    });
    await files.start(() => undefined);
    const notifier = new Notifier({
      journal: { recognize: (run) => run, keepEnd: () => undefined },
      requests: new MailRequests(),
      rules: { ready: () => scene.rules },
      circumstances: {
        ready: () => Promise.resolve(),
        of: () => ({ enabled: true, isAway: () => true, ...noRuns, muted: false, workspace: undefined }),
      },
      redaction: { run: (run) => run },
      accounts: { route: () => ({ id: account.id, account, isStandIn: false }) },
      reports: { of: (mail) => Promise.resolve(mail) },
      deferred,
      log,
    });
    notifier.onDidSettle(() => (scene.settled += 1));
    notifier.open();
    const scene: StormScene = new StormScene(outbox, notifier, suppressed, server, async () => {
      deferred.dispose();
      files.dispose();
      await outbox.stop();
      transport.dispose();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    return scene;
  }

  close(): Promise<void> {
    return this.end();
  }

  /** Ends a run of two minutes; every third one fails. */
  ends(number: number, endedAt: number): void {
    const outcome =
      number % 3 === 0 ? ({ outcome: 'failed', exitCode: 1 } as const) : ({ outcome: 'done', exitCode: 0 } as const);
    const run: Run = {
      ...{ id: `run-${number}`, source: 'task', name: `build-${number}-end`, command: `make ${number}` },
      ...{ startedAt: endedAt - 120_000, startKnown: true, endedAt, folder: '/src', workspace: 'app', host: 'box' },
      ...outcome,
    };
    this.notifier.ended(run);
  }
}
