import type * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import { decide } from '../model/decision';
import type { Run } from '../model/run';
import type { UsualDurations } from '../model/usualDuration';
import type { HeldMails } from '../outbox/heldMails';
import type { Notifier } from '../outbox/notifier';
import type { Outbox } from '../outbox/outbox';
import { lead, Preconnect, type Going } from '../outbox/preconnect';
import { systemScheduler } from '../outbox/scheduler';
import type { Accounts } from './accounts';
import type { RunWatches } from './runWatches';
import type { Rules } from './rules';
import type { Settings } from './settings';

interface ExpectedMailsParts {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly durations: UsualDurations;
  readonly held: HeldMails;
  readonly notifier: Notifier;
  readonly outbox: Outbox;
  readonly rules: Rules;
  readonly settings: Settings;
  readonly runs: RunWatches;
}

/** Has the outbox expect a mail shortly before a run that deserves one usually ends. */
export function expectMails(parts: ExpectedMailsParts): vscode.Disposable {
  const { accounts, clock, durations, held, notifier, rules, runs, settings } = parts;
  const preconnect = new Preconnect({
    clock,
    scheduler: systemScheduler,
    usual: (kind) => durations.of(kind),
    accountFor: (going, duration) => {
      const { mail, rule } = decide(asRun(going, duration), rules.current, {
        ...circumstances,
        asked: notifier.isAsked(going.id),
        enabled: settings.get('enabled'),
      });
      if (!mail) return undefined;
      // One that waits for long is expected when that time is up: see HeldMails.
      if (held.waitOf(rule) > lead && !notifier.isAsked(going.id)) return undefined;
      return accounts.route(rule?.account).account?.id;
    },
    open: (accountId, patience) => expectMail(parts, accountId, patience),
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

/** A mail of that account goes within `patience` milliseconds. */
export function expectMail(
  { accounts, outbox }: Pick<ExpectedMailsParts, 'accounts' | 'outbox'>,
  accountId: string,
  patience: number,
): void {
  // Repeated bad sign-ins lock accounts.
  if (accounts.validityOf(accountId)?.state !== 'failing') void outbox.expect(accountId, patience);
}

/** Nobody knows who will be there then, nor how it ends: the connection is opened where it may be needed. */
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
