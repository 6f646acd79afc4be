import type * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { decide } from '../../model/rule/decision';
import type { Run } from '../../model/run/run';
import type { UsualDurations } from '../../model/run/usualDuration';
import type { DeferredMails } from '../../notify/deferral/deferredMails';
import { type Going, lead, Preconnect } from '../../notify/deferral/preconnect';
import type { MailRequests } from '../../notify/mailRequests';
import type { Outbox } from '../../outbox/outbox';
import { systemScheduler } from '../../system/scheduler';
import type { Accounts } from '../account/accounts';
import type { Rules } from '../rule/rules';
import type { Settings } from '../settings/settings';
import type { RunSources } from '../source/source';

/** Has connections ready for the mails that are about to go. */
export class ExpectedMails {
  constructor(
    private readonly accounts: Accounts,
    private readonly outbox: Outbox,
  ) {}

  /** A mail of that account goes within so many milliseconds. */
  expect(accountId: string, timeoutMs: number): void {
    // Repeated bad sign-ins lock accounts.
    if (this.accounts.validityOf(accountId)?.state !== 'failing') void this.outbox.expect(accountId, timeoutMs);
  }
}

interface ExpectRunsParts {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly deferred: DeferredMails;
  readonly durations: UsualDurations;
  readonly expected: ExpectedMails;
  readonly requests: MailRequests;
  readonly rules: Rules;
  readonly runs: RunSources;
  readonly settings: Settings;
}

/** Expects a mail shortly before a run that deserves one usually ends. */
export function expectRuns(parts: ExpectRunsParts): vscode.Disposable {
  const { accounts, clock, deferred, durations, expected, requests, rules, runs, settings } = parts;
  const preconnect = new Preconnect({
    clock,
    scheduler: systemScheduler,
    usual: (kind) => durations.of(kind),
    accountFor: (going, duration) => {
      const asked = requests.isAsked(going.id);
      const known = { ...circumstances, asked, enabled: settings.get('enabled') };
      const { mail, rule } = decide(asRun(going, duration), rules.current, known);
      if (!mail) return undefined;
      // One that waits for long is expected when that time is up: see DeferredMails.
      if (deferred.waitOf(rule) > lead && !asked) return undefined;
      return accounts.route(rule?.account).account?.id;
    },
    open: (accountId, timeoutMs) => expected.expect(accountId, timeoutMs),
  });
  const listening = runs.onDidChange(() => preconnect.look(runs.running()));
  preconnect.look(runs.running());
  return {
    dispose: () => {
      listening.dispose();
      preconnect.dispose();
    },
  };
}

/** Nobody knows who will be there then, nor how the run ends: the connection is opened if it may be needed. */
const circumstances = {
  told: false,
  isAway: () => true,
  lastOutcome: 'failed',
  failures: 0,
  muted: false,
  workspace: undefined,
} as const;

/** The run as it would be if it ended well after so many milliseconds. */
function asRun(going: Going, duration: number): Run {
  const { startedAt, command = '' } = going;
  const endedAt = startedAt + duration;
  return { ...going, command, outcome: 'done', exitCode: 0, endedAt, workspace: '', host: '' };
}
