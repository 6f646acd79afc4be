// From the end of runs to mails at a server, on a real folder: what src/host/runMails.ts composes, without the editor.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../src/model/clock';
import { systemClock } from '../../src/model/clock';
import { usualTemplates } from '../../src/model/compiledTemplate';
import { compileRules } from '../../src/model/compiledRule';
import { composeDigest } from '../../src/model/composeDigest';
import { noRuns } from '../../src/model/lastRuns';
import { silentLog } from '../../src/model/log';
import { usualRules } from '../../src/model/rule';
import type { Run } from '../../src/model/run';
import { templatedRunMail } from '../../src/model/templatedMail';
import { freeze } from '../../src/mail/mime';
import { SmtpTransport } from '../../src/mail/smtp';
import { HeldBack } from '../../src/outbox/heldBack';
import { HeldMails } from '../../src/outbox/heldMails';
import type { HoldPlan } from '../../src/outbox/holdPlan';
import type { MailNote } from '../../src/outbox/mailNote';
import { KeptMails } from '../../src/outbox/keptMails';
import { Notifier } from '../../src/outbox/notifier';
import { Outbox } from '../../src/outbox/outbox';
import { thisHost } from '../../src/outbox/processIdentity';
import { lookAtProcesses } from '../../src/outbox/processWatch';
import { usualLimits } from '../../src/outbox/rate';
import type { Scheduler } from '../../src/outbox/scheduler';
import { aCredential, anAccount } from './builders';
import { aSender, HeardHost } from './outboxes';
import { ScriptedSmtpServer } from './scriptedSmtpServer';

/** What package.json says of the settings. */
export const usualHoldPlan: HoldPlan = { grace: 30_000, digest: 10_000, quietUntil: undefined, perDay: 100 };

export class StormScene {
  /** What became of the mail about each run, beside that it waits. */
  readonly notes = new Map<string, MailNote[]>();
  /** How many mails of rules went on each day. */
  readonly perDay = new Map<number, number>();
  /** When mails were taken by the server, in milliseconds since 1970. */
  readonly sentAt: number[] = [];
  /** How many runs are settled. */
  settled = 0;
  plan = usualHoldPlan;
  private readonly rules = compileRules(usualRules);

  private constructor(
    readonly outbox: Outbox,
    readonly notifier: Notifier,
    readonly heldBack: HeldBack,
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
    const outbox = new Outbox({ root, transport, host, clock, scheduler, log, random: () => 0.5 });
    await outbox.start();
    const heldBack = new HeldBack(path.join(folder, 'heldBack'), log);
    const kept = new KeptMails({
      ...{ root: path.join(folder, 'held'), pid: process.pid, machine: thisHost(), home: 'home-1' },
      ...{ look: lookAtProcesses, clock, scheduler, log, isUsable: () => true },
    });
    const dayOf = (now: number): number => Math.floor(now / 86_400_000);
    const held: HeldMails = new HeldMails({
      ...{ outbox, heldBack, kept, clock, scheduler, log },
      plan: () => scene.plan,
      expect: (accountId, patience) => void outbox.expect(accountId, patience),
      wasSeenSince: () => false,
      freeze: (letter, id) => freeze(letter, id === undefined ? { clock } : { clock, id }),
      compose: (mails, listed) => {
        const [first] = mails;
        if (first === undefined || mails.length > 1) return Promise.resolve(composeDigest(mails, 'en', listed));
        const template = usualTemplates[first.run.outcome === 'failed' ? 'failure' : 'success'];
        const words = { template, oneConversation: true };
        return Promise.resolve(templatedRunMail(first, { language: 'en', heldBack: listed }, words).letter);
      },
      onWait: () => undefined,
      note: (runId, note) => {
        if (note.kind !== 'waits') scene.notes.set(runId, [...(scene.notes.get(runId) ?? []), note]);
      },
      today: {
        count: (now) => scene.perDay.get(dayOf(now)) ?? 0,
        add: (now) => scene.perDay.set(dayOf(now), (scene.perDay.get(dayOf(now)) ?? 0) + 1),
      },
    });
    await kept.start(() => undefined);
    const ignore = (): void => undefined;
    const notifier: Notifier = new Notifier(
      {
        rules: () => scene.rules,
        circumstances: () => ({ enabled: true, isAway: () => true, ...noRuns, muted: false, workspace: undefined }),
        route: () => ({ id: account.id, account, isStandIn: false }),
        mail: (mail) => held.add(mail),
        onSettled: () => (scene.settled += 1),
        ...{ onDecision: ignore, onNoAccount: ignore, onUnwritten: ignore, onStandIn: ignore },
        ...{ onAsked: ignore, onCorrection: ignore },
      },
      log,
    );
    const scene: StormScene = new StormScene(outbox, notifier, heldBack, server, async () => {
      held.dispose();
      kept.dispose();
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

  /** A run of two minutes ends; every third one has failed. */
  ends(number: number, endedAt: number): void {
    const outcome =
      number % 3 === 0 ? ({ outcome: 'failed', exitCode: 1 } as const) : ({ outcome: 'done', exitCode: 0 } as const);
    const run: Run = {
      ...{ id: `run-${number}`, source: 'task', name: `build-${number}-end`, command: `make ${number}` },
      ...{ startedAt: endedAt - 120_000, startKnown: true, endedAt, folder: '/src', workspace: 'app', host: 'box' },
      ...outcome,
    };
    this.notifier.onRun(run);
  }
}
