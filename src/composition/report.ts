import { MailWords } from '../host/editor/mailLanguage';
import { ApprovalQuestion } from '../host/letter/approvalQuestion';
import { MailPreviews } from '../host/letter/mailPreviews';
import { MailWriter } from '../host/letter/mailWriter';
import { Approvals } from '../host/report/approvals';
import { modelSummaryOf } from '../host/report/modelSummary';
import { ReportCollector } from '../host/report/reportCollector';
import { RunReports } from '../host/report/runReports';
import { Rules } from '../host/rule/rules';
import { WorkspaceRules } from '../host/rule/workspaceRules';
import { LetterWriter } from '../host/template/letterWriter';
import { Templates } from '../host/template/templates';
import type { AccountRoom } from './account';
import type { Base } from './base';
import type { RunRoom } from './run';

export type ReportRoom = ReturnType<typeof composeReport>;

/** Which runs deserve a mail, and what it says of them: collected, redacted, approved, composed. */
export function composeReport(base: Base, { accounts, settings }: AccountRoom, run: RunRoom) {
  const { clock, context, globalStorage, log, own, scheduler, workspaceStorage: storage } = base;
  const { history, mark, outputs, redaction } = run;
  const { extensionUri } = context;
  const rules = own(new Rules(settings, log));
  const workspaceRules = own(new WorkspaceRules(settings, log));
  const templates = own(new Templates(settings, log));
  const writer = new LetterWriter(templates, new MailWords(extensionUri), settings, mark);
  const summaries = own(modelSummaryOf(context, globalStorage, settings, log));
  const approvals = own(new Approvals(globalStorage));
  const collector = own(new ReportCollector({ history, log, mark, redaction, rules, scheduler, storage }));
  const reports = new RunReports({ approvals, collector, redaction, summaries, writer });
  const mailPreviews = own(
    new MailPreviews({ accounts, approvals, clock, extensionUri, history, outputs, reports, rules, writer }),
  );
  own(new ApprovalQuestion(reports, mailPreviews));
  const messages = new MailWriter({ accounts, clock, reports, writer });
  return {
    approvals,
    collector,
    mailPreviews,
    messages,
    reports,
    rules,
    summaries,
    templates,
    workspaceRules,
    writer,
  };
}
