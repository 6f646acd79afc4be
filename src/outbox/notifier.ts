import type { Account } from '../model/account';
import type { CompiledRule } from '../model/compiledRule';
import { decide, type Circumstances, type Decision } from '../model/decision';
import type { Log } from '../model/log';
import type { Run } from '../model/run';
import { withRecipientsOf } from '../model/ruleRecipients';
import type { RunMail } from '../model/runMail';

/** The account that a run is mailed with. */
export interface Route {
  /** The id of the chosen account; `undefined` where there is none at all. */
  readonly id: string | undefined;
  /** `undefined` while the chosen account is incomplete: no other one stands in for it. */
  readonly account: Account | undefined;
  /** The rule names an account that is no longer there, and this is the default one. */
  readonly isStandIn: boolean;
}

/** Where the notifier learns what to do, and where its letters go. */
export interface NotifierHost {
  rules(): Promise<readonly CompiledRule[]>;
  /** What is known beside the run, as it ends. */
  circumstances(run: Run): Omit<Circumstances, 'asked' | 'told'>;
  /** The account to send with: the one that the rule names, or the default one. While it is incomplete no mail is written. */
  route(named: string | undefined): Route;
  /** Has the mail about a run written. */
  mail(mail: RunMail): void | Promise<void>;
  /** It was decided whether a run is mailed. Comes once for each run. */
  onDecision(run: Run, decision: Decision): void;
  /** A run deserves a mail, and its account cannot send. @param asked the user asked for a mail about this very run */
  onNoAccount(run: Run, route: Route, asked: boolean): void;
  /** The mail about a run could not be written. */
  onUnwritten(run: Run): void;
  /** The account that the rule names is no longer there; the default one is used. */
  onStandIn(route: Route): void;
  /** A mail about the run with this id is now asked for, or no longer; or it was told that it goes on. */
  onAsked(id: string): void;
  /** A run has been dealt with: its mail is in the outbox, or it gets none. Comes once for each run. */
  onSettled(run: Run): void;
  /** How a run really ended that was told of as it was seen from outside. It is not mailed again. */
  onCorrection(run: Run): void;
}

/** How many settled runs are remembered, so that one that is told twice is mailed once. */
const memory = 500;

/** Decides for each run that has ended whether it deserves a mail, and has it written. */
export class Notifier {
  private readonly asked = new Set<string>();
  private readonly told = new Set<string>();
  private readonly settled = new Set<string>();
  /** Those of the settled ones that the editor may still tell the true end of. */
  private readonly disconnected = new Set<string>();

  constructor(
    private readonly host: NotifierHost,
    private readonly log: Log,
  ) {}

  /**
   * Asks for a mail when the run with this id ends, whatever the rule says; asking again takes that back.
   * Answers whether a mail is now asked for; never for a run that has ended already.
   */
  mailWhenDone(id: string): boolean {
    if (this.settled.has(id)) return false;
    const isAsked = !this.asked.delete(id);
    if (isAsked) this.asked.add(id);
    this.host.onAsked(id);
    return isAsked;
  }

  /** It was told that the run with this id goes on: its end is told too. Answers whether it has not ended yet. */
  mailTheEnd(id: string): boolean {
    if (this.settled.has(id)) return false;
    this.told.add(id);
    this.host.onAsked(id);
    return true;
  }

  /** Whether it was told that the run with this id goes on. */
  isTold(id: string): boolean {
    return this.told.has(id);
  }

  /** Whether a mail is asked for when the run with this id ends. */
  isAsked(id: string): boolean {
    return this.asked.has(id);
  }

  /** A run has ended. Never throws: one mail that cannot be written must not keep others from being heard of. */
  onRun(run: Run): void {
    if (this.settled.has(run.id)) {
      if (run.disconnected !== true && this.disconnected.delete(run.id)) this.host.onCorrection(run);
      return;
    }
    this.remember(run.id);
    if (run.disconnected === true) this.disconnected.add(run.id);
    const [asked, told] = [this.asked.delete(run.id), this.told.delete(run.id)];
    this.write(run, asked, told)
      .catch((error: unknown) => {
        this.log.error(`run ${run.id}: mail not written: ${error instanceof Error ? error.message : String(error)}`);
        this.host.onUnwritten(run);
      })
      .finally(() => this.host.onSettled(run));
  }

  private async write(run: Run, asked: boolean, told: boolean): Promise<void> {
    const rules = await this.host.rules();
    // In one go: what is known of the last runs must hold this one before the next is decided, which may have come with it.
    const decision = decide(run, rules, { ...this.host.circumstances(run), asked, told });
    this.host.onDecision(run, decision);
    // Whoever seems to be there may have left just now: that mail is written too, and withdrawn where they are.
    if (!decision.mail && decision.why !== 'present') {
      this.log.info(`run ${run.id}: no mail (${decision.why})`);
      return;
    }
    const named = decision.rule?.account;
    const route = this.host.route(named);
    if (route.isStandIn) {
      this.log.warn(`run ${run.id}: the account ${named} of the rule is no longer there, the default one is used`);
      this.host.onStandIn(route);
    }
    if (route.account === undefined) {
      this.log.info(`run ${run.id}: no mail, its account cannot send`);
      this.host.onNoAccount(run, route, asked);
      return;
    }
    const account = withRecipientsOf(decision.rule, route.account);
    await this.host.mail({ run, decision, account });
    this.log.info(`run ${run.id}: mail taken (${decision.why})`);
  }

  private remember(id: string): void {
    this.settled.add(id);
    for (const oldest of this.settled) {
      if (this.settled.size <= memory) break;
      this.settled.delete(oldest);
      this.disconnected.delete(oldest);
    }
  }
}
