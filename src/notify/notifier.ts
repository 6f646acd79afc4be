import { setImmediate } from 'node:timers/promises';
import type { Account } from '../model/account/account';
import { Emitter } from '../model/emitter';
import { type RunMail, withRecipientsOf } from '../model/letter/runMail';
import type { Log } from '../model/log';
import type { CompiledRule } from '../model/rule/compiledRule';
import { type Circumstances, decide, type Decision } from '../model/rule/decision';
import type { Run } from '../model/run/run';
import { errorMessage } from '../model/unknown';
import type { DeferredMails } from './deferral/deferredMails';
import type { MailRequest, MailRequests } from './mailRequests';
import type { Redaction } from './redaction/redaction';

/** The account that a run is mailed with. */
export interface Route {
  /** The id of the chosen account; `undefined` if there is none. */
  readonly id: string | undefined;
  /** `undefined` while the chosen account is incomplete: no other stands in for it. */
  readonly account: Account | undefined;
  /** The rule names an account that no longer exists, and this is the default one. */
  readonly isStandIn: boolean;
}

/** The stages that take a run from its end to the outbox, in order. */
export interface NotifierParts {
  /** Knows the runs that began in an earlier window (`DisconnectedRuns`). */
  readonly journal: {
    /** The run with what an earlier window knew of it. */
    recognize(run: Run): Run;
    /** Puts the end of a run on disk, until it is settled. Never throws. */
    keepEnd(run: Run, request: MailRequest): void;
  };
  /** What was requested of runs still going. */
  readonly requests: MailRequests;
  /** The rules of the settings (`Rules`). */
  readonly rules: { ready(): Promise<readonly CompiledRule[]> };
  /** What is known beside a run when it ends (`RunCircumstances`). */
  readonly circumstances: {
    ready(): Promise<void>;
    /** @param kept the run as the history keeps it */
    of(run: Run, kept: Run): Omit<Circumstances, 'asked' | 'told'>;
  };
  readonly redaction: Pick<Redaction, 'run'>;
  /** The account named by the rule, or the default one (`Accounts`). */
  readonly accounts: { route(named: string | undefined): Route };
  /** What a mail may say of its run: collected, redacted, approved (`RunReports`). */
  readonly reports: { of(mail: RunMail): Promise<RunMail> };
  /** Composes the mail and defers it, or enqueues it at once. */
  readonly deferred: Pick<DeferredMails, 'add'>;
  readonly log: Log;
}

/** A run with its decision. */
export interface DecidedRun {
  readonly run: Run;
  /** The run as it may be written to disk: redacted. */
  readonly kept: Run;
  readonly decision: Decision;
  readonly route: Route;
  /** The account of the route with the recipients of the rule; `undefined` if it cannot send. */
  readonly account: Account | undefined;
}

/** A run that deserves a mail, but no account can send it. */
export interface LackingRun {
  readonly run: Run;
  readonly route: Route;
  /** The user asked for a mail about this very run. */
  readonly asked: boolean;
}

/** How many runs seen to end from outside are remembered, until their source reports their true end. */
const maxSeen = 500;

/** Takes a run from its end to a message in the outbox: recognise, decide, report, defer or enqueue. */
export class Notifier {
  /** Runs that ended before we knew which ones began in an earlier window; `undefined` once we do. */
  private early: Run[] | undefined = [];
  /** The ids of runs seen to end from outside, which their source may still report. */
  private readonly seen = new Set<string>();
  private readonly writing = new Set<Promise<void>>();
  private readonly onError = (error: unknown): void =>
    this.parts.log.error(`a listener of the notifier failed: ${errorMessage(error)}`);
  private readonly decided = new Emitter<DecidedRun>(this.onError);
  private readonly lackedAccount = new Emitter<LackingRun>(this.onError);
  private readonly usedStandIn = new Emitter<Route>(this.onError);
  private readonly failed = new Emitter<Run>(this.onError);
  private readonly settled = new Emitter<Run>(this.onError);
  private readonly corrected = new Emitter<Run>(this.onError);

  /**
   * Fires once for each run when it is decided whether it is mailed, before the next decision. Not for a compiler's
   * cycle that changed nothing: each saved file is one, and they would push everything else out of the history.
   */
  readonly onDidDecide = this.decided.event;
  /** A run deserves a mail, but its account cannot send. */
  readonly onDidLackAccount = this.lackedAccount.event;
  /** The account that a rule names no longer exists; the default one is used. */
  readonly onDidUseStandIn = this.usedStandIn.event;
  /** The mail about a run could not be written. Its end stays in the journal. */
  readonly onDidFail = this.failed.event;
  /** A run has been dealt with: its mail is in the outbox, or it gets none. Once for each run. */
  readonly onDidSettle = this.settled.event;
  /** The true end of a run whose end was only seen from outside before. It is not mailed again. */
  readonly onDidCorrect = this.corrected.event;

  constructor(private readonly parts: NotifierParts) {}

  /** Whether it is known which runs began in an earlier window. */
  get isOpen(): boolean {
    return this.early === undefined;
  }

  /** The earlier runs are known, or the window closes: runs held back continue, in their order. */
  open(): void {
    const early = this.early ?? [];
    this.early = undefined;
    for (const run of early) this.ended(run);
  }

  /** A source reports that a run has ended. Recognises it, since an earlier window may know it by another id. */
  ended(run: Run): void {
    if (this.early !== undefined) {
      this.early.push(run);
      this.parts.journal.keepEnd(run, { asked: false, told: false });
    } else this.recognized(this.parts.journal.recognize(run));
  }

  /** A run that needs no recognition has ended. Never throws: one mail that cannot be written must not block others. */
  recognized(run: Run): void {
    const request = this.parts.requests.close(run.id);
    if (request === undefined) {
      this.reportedAgain(run);
      return;
    }
    // Before anything is made of it: this process may end at any moment.
    this.parts.journal.keepEnd(run, request);
    this.seen.delete(run.id);
    if (run.disconnected === true) this.remember(run.id);
    const work = this.notify(run, request)
      .then(
        () => this.settled.fire(run),
        (error: unknown) => {
          // Not settled: its end stays in the journal, and the next window mails it.
          this.parts.log.error(`run ${run.id}: mail not written: ${errorMessage(error)}`);
          this.failed.fire(run);
        },
      )
      .finally(() => this.writing.delete(work));
    this.writing.add(work);
  }

  /** Resolves when every run ended so far has been dealt with. */
  async finish(): Promise<void> {
    // What has just ended is taken first.
    await setImmediate();
    await Promise.all(this.writing);
  }

  private async notify(run: Run, request: MailRequest): Promise<void> {
    const { rules, circumstances, reports, deferred, log } = this.parts;
    const [compiled] = await Promise.all([rules.ready(), circumstances.ready()]);
    const decided = this.decide(run, compiled, request);
    const mail = this.mailOf(decided, request);
    if (mail === undefined) return;
    const reported = await reports.of(mail);
    await deferred.add(reported);
    log.info(`run ${run.id}: mail taken (${decided.decision.why})`);
  }

  /** The rules see the true run; everything that stores it gets the redacted one. */
  private decide(run: Run, rules: readonly CompiledRule[], request: MailRequest): DecidedRun {
    const { circumstances, redaction, accounts } = this.parts;
    const kept = redaction.run(run);
    // No await between here and the event: the history must contain this run before the next one is decided on.
    const decision = decide(run, rules, { ...circumstances.of(run, kept), ...request });
    const route = accounts.route(decision.rule?.account);
    const account = route.account && withRecipientsOf(decision.rule, route.account);
    const decided = { run, kept, decision, route, account };
    if (decision.why !== 'sameCycle') this.decided.fire(decided);
    return decided;
  }

  /** The mail that a run deserves, with its account; `undefined` if it gets none. */
  private mailOf({ run, decision, route, account }: DecidedRun, { asked }: MailRequest): RunMail | undefined {
    const { log } = this.parts;
    // A user who seems present may have just left: that mail is written too, and withdrawn if they are there.
    if (!decision.mail && decision.why !== 'present') {
      log.info(`run ${run.id}: no mail (${decision.why})`);
      return undefined;
    }
    if (route.isStandIn) {
      log.warn(
        `run ${run.id}: the account ${decision.rule?.account} of the rule is no longer there, the default one is used`,
      );
      this.usedStandIn.fire(route);
    }
    if (account === undefined) {
      log.info(`run ${run.id}: no mail, its account cannot send`);
      this.lackedAccount.fire({ run, route, asked });
      return undefined;
    }
    return { run, decision, account };
  }

  /** A run is reported once more: with its true end, if that was only seen from outside. */
  private reportedAgain(run: Run): void {
    if (run.disconnected === true || !this.seen.delete(run.id)) return;
    const { id, outcome, exitCode } = run;
    this.parts.log.info(`run ${id}: the editor tells after all that it is ${outcome}, exit code ${exitCode}`);
    this.corrected.fire(run);
  }

  private remember(id: string): void {
    this.seen.add(id);
    for (const oldest of this.seen) {
      if (this.seen.size <= maxSeen) break;
      this.seen.delete(oldest);
    }
  }
}
