import { workspace } from 'vscode';
import type { Clock } from '../model/clock';
import type { CompiledTemplate } from '../model/compiledTemplate';
import { templateKind, type TemplateKind } from '../model/mailTemplate';
import { plainRule, type Rule } from '../model/rule';
import type { RunMail } from '../model/runMail';
import type { Report } from '../model/report';
import type { Run } from '../model/run';
import { sampleAccount, sampleMail, sampleStalled } from '../model/sampleMail';
import type { TemplatedMail } from '../model/templatedMail';
import type { TemplateValues } from '../model/template';
import type { RunHistory } from '../outbox/runHistory';
import type { PreviewRun, TemplatePreview } from '../protocol';
import type { Accounts } from './accounts';
import type { LetterWriter } from './letterWriter';
import type { RunWatches } from './runWatches';
import { computer } from './taskFacts';

export interface TemplatePreviewsParts {
  readonly accounts: Pick<Accounts, 'route'>;
  readonly clock: Clock;
  readonly history: Pick<RunHistory, 'all'>;
  readonly runs: Pick<RunWatches, 'running'>;
  readonly writer: LetterWriter;
  /** What is still known beside a run. */
  readonly report?: (run: Run) => Report | undefined;
}

/** A template of mails shown with the last thing of its kind that really was, or, where there was none, with a made-up one. */
export class TemplatePreviews {
  constructor(private readonly parts: TemplatePreviewsParts) {}

  async of(template: CompiledTemplate): Promise<Omit<TemplatePreview, 'problems'>> {
    const { mail, run } = await (template.kind === 'stalled' ? this.stalled(template) : this.ended(template));
    const { subject, text, html } = mail.letter;
    return { subject, text, html, examples: examples(mail.values), ...(run === undefined ? {} : { run }) };
  }

  private async ended(template: CompiledTemplate): Promise<Shown> {
    const { clock, writer } = this.parts;
    const last = this.last(template.kind);
    const mail = last ?? sampleMail(template.kind === 'failure', this.account(), clock.now());
    const { id, name, outcome, endedAt } = mail.run;
    const shown = { mail: await writer.runMail(mail, template) };
    return last === undefined ? shown : { ...shown, run: { id, name, outcome, at: endedAt } };
  }

  private last(kind: TemplateKind): RunMail | undefined {
    const { history, report } = this.parts;
    const entry = history.all().find(({ run }) => templateKind(run.outcome) === kind);
    if (entry === undefined) return undefined;
    const { run, decision } = entry;
    // A run that no rule wanted to be mailed is shown as one is by default.
    const shown = decision.mail ? decision : { mail: true, why: 'rule' as const, rule: decision.rule ?? plainRule };
    const known = report?.(run);
    const mail = { run, decision: shown, account: this.account(decision.rule) };
    return known === undefined ? mail : { ...mail, report: known };
  }

  /** What goes on now is shown as if it were told of; what went on earlier nobody has kept. */
  private async stalled(template: CompiledTemplate): Promise<Shown> {
    const { clock, runs, writer } = this.parts;
    const now = clock.now();
    const sample = sampleStalled(this.account(), now);
    const running = runs.running().find(({ interactive }) => interactive !== true);
    if (running === undefined) return { mail: await writer.stalledMail(sample, template) };
    const where = { workspace: workspace.name ?? '', host: computer() };
    const mail = { ...sample, running, where, silence: { kind: 'stillRunning' } as const };
    const { id, name, startedAt } = running;
    return { mail: await writer.stalledMail(mail, template), run: { id, name, outcome: 'ended', at: startedAt } };
  }

  private account(rule?: Rule) {
    return this.parts.accounts.route(rule?.account).account ?? sampleAccount();
  }
}

interface Shown {
  readonly mail: TemplatedMail;
  /** Left out where it is made up. */
  readonly run?: PreviewRun;
}

/** One line each; of what is there or not, nothing. */
function examples(values: TemplateValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => typeof value !== 'boolean' && value !== undefined)
      .map(([name, value]) => [name, typeof value === 'object' ? value.join(' ').slice(0, 200) : String(value)]),
  );
}
