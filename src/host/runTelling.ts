import type * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import { contentOf } from '../model/mailContent';
import { noReport } from '../model/report';
import { Redaction } from '../mail/redaction';
import type { Sandbox } from '../mail/sandbox';
import type { RunHistory } from '../outbox/runHistory';
import { systemScheduler } from '../outbox/scheduler';
import type { Accounts } from './accounts';
import { Approvals } from './approvals';
import type { LetterWriter } from './letterWriter';
import { MailPreviews } from './mailPreviews';
import { modelSummaryOf } from './modelSummary';
import type { RecentLog } from './recentLog';
import { ReportGathering } from './reportGathering';
import type { Rules } from './rules';
import type { RunOutputs } from './runOutputs';
import { RunReports } from './runReports';
import { SecretSources } from './secretSources';
import type { Settings } from './settings';
import type { Vault } from './vault';

export interface RunTellingParts {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalState' | 'workspaceState'> &
    Parameters<typeof modelSummaryOf>[0];
  readonly history: RunHistory;
  readonly log: RecentLog;
  /** Stands for a name in the editor's storage, see `nameMarks`. */
  readonly mark: (name: string) => string;
  readonly outputs: RunOutputs;
  readonly own: <Part extends { dispose(): unknown }>(part: Part) => Part;
  readonly rules: Rules;
  readonly sandbox: Sandbox;
  readonly settings: Settings;
  readonly vault: Vault;
  readonly writer: LetterWriter;
}

/** What may be told of a run: gathered, redacted, approved, summed up; and how it would look. */
export function runTelling(parts: RunTellingParts) {
  const { accounts, clock, context, history, log, mark, outputs, own, rules, sandbox, settings, vault, writer } = parts;
  const { extensionUri, globalState, workspaceState } = context;
  const secretSources = own(new SecretSources({ accounts, log, sandbox, vault }));
  const redaction = new Redaction({
    known: () => secretSources.known(),
    whole: () => secretSources.whole(),
    lint: async (text) => (await import('../mail/lintedSecrets')).lintedSecrets(text),
    elapsed: () => systemScheduler.elapsed(),
    log,
  });
  const summaries = own(modelSummaryOf(context, settings, log));
  const approvals = own(new Approvals(globalState));
  const gathering = own(
    new ReportGathering({
      history: {
        find: (id) => history.find(id),
        // The history knows runs as they are kept.
        lastOf: ({ source, name, folder }, id) =>
          history.lastOf({ source, name: redaction.text(name), folder: redaction.text(folder) }, id),
      },
      log,
      mark,
      rules,
      workspaceState,
    }),
  );
  const reports: RunReports = new RunReports({
    approvals,
    gather: async (mail) => {
      const gathered = await gathering.of(mail);
      // From here on a run is what may be told of it: rules have been asked for the true one.
      const { run, report } = await redaction.report(mail.run, gathered.report ?? noReport);
      const { rule } = mail.decision;
      return {
        ...mail,
        run,
        report,
        ...(rule === undefined ? {} : { decision: { ...mail.decision, rule: redaction.rule(rule) } }),
      };
    },
    summarize: async ({ run, decision, report = noReport }) => {
      const words = await writer.wordsFor(run.outcome);
      return summaries.summarize({ run, report, content: contentOf(decision) }, words, gathering.ending);
    },
    preview: (mail, write) => mailPreviews.open(mail, false, write),
  });
  const mailPreviews: MailPreviews = own(
    new MailPreviews({ accounts, approvals, clock, extensionUri, history, outputs, reports, rules, writer }),
  );
  return { approvals, gathering, mailPreviews, redaction, reports, secretSources, summaries };
}
