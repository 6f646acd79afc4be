import type * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import { reasonAfter } from '../model/rule';
import type { UsualDurations } from '../model/usualDuration';
import type { Notifier } from '../outbox/notifier';
import type { Outbox } from '../outbox/outbox';
import { Preconnect } from '../outbox/preconnect';
import { systemScheduler } from '../outbox/scheduler';
import type { Accounts } from './accounts';
import type { Settings } from './settings';
import type { TaskWatch } from './sources/tasks';

interface ExpectedMailsParts {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly durations: UsualDurations;
  readonly notifier: Notifier;
  readonly outbox: Outbox;
  readonly settings: Settings;
  readonly tasks: TaskWatch;
}

/** Has the outbox expect a mail shortly before a run that deserves one usually ends. */
export function expectMails(parts: ExpectedMailsParts): vscode.Disposable {
  const { accounts, clock, durations, notifier, outbox, settings, tasks } = parts;
  const preconnect = new Preconnect({
    clock,
    scheduler: systemScheduler,
    usual: (kind) => durations.of(kind),
    accountFor: ({ id }, duration) => {
      const rule = settings.rule();
      if (reasonAfter(duration, rule, notifier.isAsked(id)) === undefined) return undefined;
      const { account } = accounts.route(rule.account);
      if (account === undefined) return undefined;
      // Repeated bad sign-ins lock accounts.
      return accounts.validityOf(account.id)?.state === 'failing' ? undefined : account.id;
    },
    open: (accountId, patience) => void outbox.expect(accountId, patience),
  });
  const listening = tasks.onDidChange(() => preconnect.look(tasks.running()));
  preconnect.look(tasks.running());
  return {
    dispose: () => {
      listening.dispose();
      preconnect.dispose();
    },
  };
}
