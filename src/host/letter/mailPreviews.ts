import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { freeze } from '../../mail/mime/freeze';
import { parseMail } from '../../mail/mime/mailParser';
import type { Account } from '../../model/account/account';
import type { Clock } from '../../model/clock';
import type { ParsedMail } from '../../model/letter/message';
import { withCurrentRecipients, hasOutput, type RunMail, withRecipientsOf } from '../../model/letter/runMail';
import { sampleAccount, sampleRun } from '../../model/letter/sampleMail';
import { contentOf, type Decision, covers } from '../../model/rule/decision';
import type { Rule } from '../../model/rule/rule';
import type { Run } from '../../model/run/run';
import type { RunHistory } from '../../notify/history/runHistory';
import type { PreviewFacts } from '../../protocol/mailPage';
import type { Accounts } from '../account/accounts';
import { type Approvals, unapprovedFor } from '../report/approvals';
import type { RunReports, WriteMail } from '../report/runReports';
import { previewedRuns, previewRules } from '../rule/rulePreview';
import type { Rules } from '../rule/rules';
import type { RunOutputs } from '../source/runOutputs';
import type { LetterWriter } from '../template/letterWriter';
import { MailPages, type MailStore } from './mailPages';

export interface MailPreviewsParts {
  readonly accounts: Accounts;
  readonly approvals: Approvals;
  readonly clock: Clock;
  readonly extensionUri: vscode.Uri;
  readonly history: RunHistory;
  readonly outputs: RunOutputs;
  readonly reports: RunReports;
  readonly rules: Rules;
  readonly writer: LetterWriter;
}

interface Previewed {
  readonly mail: ParsedMail;
  readonly account: Account;
  readonly showsOutput: boolean;
  readonly isOutputLost: boolean;
  readonly isSample: boolean;
}

/** How many are kept: as many as anyone leaves open. */
const maxKept = 20;

/** Previews of mails, written like real ones. In memory only; nothing is sent. */
export class MailPreviews implements MailStore {
  private readonly kept = new Map<string, Previewed>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly pages: MailPages;
  private serial = 0;
  readonly previews = { facts: (id: string) => this.facts(id), approve: (id: string) => this.approve(id) };

  constructor(private readonly parts: MailPreviewsParts) {
    this.pages = new MailPages(parts.extensionUri, this);
  }

  has(id: string): boolean {
    return this.kept.has(id);
  }

  read(id: string): Promise<ParsedMail | undefined> {
    return Promise.resolve(this.kept.get(id)?.mail);
  }

  private facts(id: string): PreviewFacts | undefined {
    const previewed = this.kept.get(id);
    if (previewed === undefined) return undefined;
    const { account, isSample, isOutputLost } = previewed;
    return { isSample, isOutputLost, unapproved: previewed.showsOutput ? this.parts.approvals.missing(account) : [] };
  }

  private async approve(id: string): Promise<PreviewFacts | undefined> {
    await this.parts.approvals.approve(this.facts(id)?.unapproved ?? []);
    return this.facts(id);
  }

  onDidChange(listener: () => void): { dispose(): void } {
    return this.changed.event(listener);
  }

  /** Shows the mail about a run of the history; about a sample run without an id. */
  async ofRun(id: string | undefined): Promise<void> {
    const entry = id === undefined ? undefined : this.parts.history.find(id);
    if (id !== undefined && entry === undefined) throw new Error(l10n.t('That run is no longer in the history.'));
    if (entry === undefined) return this.show(undefined, { mail: true, why: 'asked' });
    const { run, decision } = entry;
    // If a rule mutes it, only the user can ask for its mail.
    if (decision.rule?.mails === false) return this.show(run, { mail: true, why: 'asked' });
    const why = decision.mail ? decision.why : decision.rule === undefined ? 'asked' : 'rule';
    const rules = (await this.parts.rules.ready()).map(({ rule }) => rule);
    const rule = decision.rule && withCurrentRecipients(decision.rule, rules);
    await this.show(run, { ...decision, ...(rule === undefined ? {} : { rule }), mail: true, why });
  }

  /**
   * Shows the mail that a rule would send: about the last run that it would have mailed, or else about a sample run. If
   * recipients are to be approved, the run must have output: nobody can approve what they do not see.
   */
  async ofRule(id: string): Promise<void> {
    const compiled = await this.parts.rules.ready();
    const rule = compiled.find((one) => one.rule.id === id)?.rule;
    if (rule === undefined) throw new Error(l10n.t('That rule is no longer there.'));
    const last = this.parts.history
      .all()
      .slice(0, previewedRuns)
      .map(({ run }) => run);
    const { accounts, approvals, outputs } = this.parts;
    const isToApprove = unapprovedFor(rule, accounts, approvals).length > 0;
    const run = previewRules(last, compiled)
      .get(id)
      ?.find((one) => !isToApprove || outputs.has(one.id));
    await this.show(run, { mail: true, why: 'rule', rule });
  }

  /** @param run `undefined` for a sample run */
  private async show(run: Run | undefined, decision: Decision): Promise<void> {
    const { clock, outputs, reports } = this.parts;
    const account = this.accountOf(decision.rule);
    const output = run === undefined ? undefined : outputs.of(run.id);
    const meant = run === undefined ? sampleRun(clock.now()) : { ...run, ...output };
    await this.open(await reports.whole({ run: meant, decision, account }), run === undefined);
  }

  /** Shows a mail with everything that is known about it. */
  async open(mail: RunMail, isSample = false, write?: WriteMail): Promise<void> {
    const { clock, writer } = this.parts;
    const letter = await (write === undefined ? writer.letter([mail], []) : write(mail));
    const { envelope, date, raw } = await freeze(letter, { clock });
    const shown = await parseMail({ at: date, envelopeFrom: envelope.from, envelopeTo: envelope.to, raw });
    const id = `preview-${++this.serial}`;
    this.kept.set(id, {
      mail: shown,
      account: mail.account,
      showsOutput: hasOutput(mail),
      isOutputLost: covers(contentOf(mail.decision), 'tail') && !hasOutput(mail),
      isSample,
    });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= maxKept) break;
      this.kept.delete(oldest);
    }
    this.changed.fire();
    await this.pages.show({ id, subject: l10n.t('Preview: {0}', shown.subject) });
  }

  dispose(): void {
    this.pages.dispose();
    this.changed.dispose();
  }

  /** The account of a rule, or a sample account as long as none is complete. */
  private accountOf(rule: Rule | undefined): Account {
    const account = this.parts.accounts.route(rule?.account).account ?? sampleAccount;
    return withRecipientsOf(rule, account);
  }
}
