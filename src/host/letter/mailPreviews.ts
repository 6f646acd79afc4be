import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Account } from '../model/account';
import type { Clock } from '../model/clock';
import { contentOf, tells } from '../model/mailContent';
import type { Decision } from '../model/decision';
import type { Rule } from '../model/rule';
import { asAddressedNow, withRecipientsOf } from '../model/ruleRecipients';
import type { Run } from '../model/run';
import type { RunMail } from '../model/runMail';
import { sampleAccount } from '../model/sampleMail';
import { sampleRun } from '../model/sampleRun';
import type { SandboxMail } from '../model/sandboxMail';
import { hasOutput } from '../model/withoutOutput';
import { freeze } from '../mail/mime';
import { parseMail } from '../mail/mailParser';
import type { RunHistory } from '../outbox/runHistory';
import type { PreviewFacts } from '../protocol';
import type { Accounts } from './accounts';
import { unapprovedFor, type Approvals } from './approvals';
import type { LetterWriter } from './letterWriter';
import { MailPages, type MailShelf } from './mailPages';
import { previewedRuns, previewRules } from './rulePreview';
import type { RunOutputs } from './runOutputs';
import type { Rules } from './rules';
import type { RunReports, WriteMail } from './runReports';

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
  readonly mail: SandboxMail;
  readonly account: Account;
  readonly showsOutput: boolean;
  readonly isOutputLost: boolean;
  readonly isSample: boolean;
}

/** How many are kept: as many as anybody leaves open. */
const mostKept = 20;

/** Mails as they would be, written by what writes the real ones. In memory only; nothing is sent. */
export class MailPreviews implements MailShelf {
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

  read(id: string): Promise<SandboxMail | undefined> {
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

  /** The mail about a run of the history; without one about a run that never was. */
  async ofRun(id: string | undefined): Promise<void> {
    const entry = id === undefined ? undefined : this.parts.history.find(id);
    if (id !== undefined && entry === undefined) throw new Error(l10n.t('That run is no longer in the history.'));
    if (entry === undefined) return this.show(undefined, { mail: true, why: 'asked' });
    const { run, decision } = entry;
    // Where a rule mutes it only the user can ask for it.
    if (decision.rule?.mails === false) return this.show(run, { mail: true, why: 'asked' });
    const why = decision.mail ? decision.why : decision.rule === undefined ? 'asked' : 'rule';
    const rules = (await this.parts.rules.ready()).map(({ rule }) => rule);
    const rule = decision.rule && asAddressedNow(decision.rule, rules);
    await this.show(run, { ...decision, ...(rule === undefined ? {} : { rule }), mail: true, why });
  }

  /**
   * The mail that a rule would send: about the last run that it would have had mailed, else about one that never was. Where
   * recipients are to be approved it is one whose output is known: nobody can approve what they do not see.
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

  /** @param run `undefined`: one that never was */
  private async show(run: Run | undefined, decision: Decision): Promise<void> {
    const { clock, outputs, reports } = this.parts;
    const account = this.accountOf(decision.rule);
    const output = run === undefined ? undefined : outputs.of(run.id);
    const meant = run === undefined ? sampleRun(clock.now()) : { ...run, ...output };
    await this.open(await reports.whole({ run: meant, decision, account }), run === undefined);
  }

  /** Shows a mail of which everything is known. */
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
      isOutputLost: tells(contentOf(mail.decision), 'tail') && !hasOutput(mail),
      isSample,
    });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= mostKept) break;
      this.kept.delete(oldest);
    }
    this.changed.fire();
    await this.pages.show({ id, subject: l10n.t('Preview: {0}', shown.subject) });
  }

  dispose(): void {
    this.pages.dispose();
    this.changed.dispose();
  }

  /** Where no account is complete yet, one with nothing in it but what a mail shows. */
  private accountOf(rule: Rule | undefined): Account {
    const account = this.parts.accounts.route(rule?.account).account ?? sampleAccount;
    return withRecipientsOf(rule, account);
  }
}
