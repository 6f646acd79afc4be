import { workspace } from 'vscode';
import type { Clock } from '../../model/clock';
import { withReport, type RunMail, soFar } from '../../model/letter/runMail';
import { sampleAccount, sampleMail, sampleStalled } from '../../model/letter/sampleMail';
import { plainRule, type Rule } from '../../model/rule/rule';
import type { UsualDurations } from '../../model/run/usualDuration';
import type { CompiledTemplate, TemplatePreview } from '../../model/template/compiledTemplate';
import { templateKind, type TemplateKind } from '../../model/template/mailTemplate';
import type { TemplateValues } from '../../model/template/template';
import type { TemplatedMail } from '../../model/template/templatedMail';
import type { RunHistory } from '../../notify/history/runHistory';
import type { Accounts } from '../account/accounts';
import type { RunReports } from '../report/runReports';
import type { RunOutputs } from '../source/runOutputs';
import type { RunSources } from '../source/source';
import { computer } from '../source/taskFacts';
import type { LetterWriter } from './letterWriter';

export interface TemplatePreviewsParts {
  readonly accounts: Pick<Accounts, 'route'>;
  readonly clock: Clock;
  readonly history: Pick<RunHistory, 'all'>;
  readonly durations: Pick<UsualDurations, 'of'>;
  readonly runs: Pick<RunSources, 'running' | 'printed'>;
  readonly writer: LetterWriter;
  readonly outputs: Pick<RunOutputs, 'of'>;
  readonly reports: Pick<RunReports, 'whole'>;
}

/** Previews of templates with the last real run of their kind, or a sample if there was none. */
export class TemplatePreviews {
  /** The shown runs with their reports, which are not collected again at each key press. */
  private readonly gathered = new Map<TemplateKind, RunMail>();

  constructor(private readonly parts: TemplatePreviewsParts) {}

  async of(template: CompiledTemplate): Promise<Omit<TemplatePreview, 'problems'>> {
    const { mail, run } = await (template.kind === 'stalled' ? this.stalled(template) : this.ended(template));
    const { subject, text, html } = mail.letter;
    return { subject, text, html, examples: examples(mail.values), ...(run === undefined ? {} : { run }) };
  }

  private async ended(template: CompiledTemplate): Promise<Shown> {
    const { clock, writer } = this.parts;
    const last = await this.last(template.kind);
    const mail = last ?? sampleMail(template.kind === 'failure', this.account(), clock.now());
    const { name, endedAt } = mail.run;
    const shown = { mail: await writer.runMail(mail, template) };
    return last === undefined ? shown : { ...shown, run: { name, at: endedAt } };
  }

  private async last(kind: TemplateKind): Promise<RunMail | undefined> {
    const { history, outputs, reports } = this.parts;
    const entry = history.all().find(({ run }) => templateKind(run.outcome) === kind);
    if (entry === undefined) return undefined;
    const { run, decision } = entry;
    const account = this.account(decision.rule);
    const known = this.gathered.get(kind);
    if (known?.run.id === run.id && known.run.outcome === run.outcome) return { ...known, account };
    const output = outputs.of(run.id);
    const mail = await reports.whole({
      run: { ...run, ...output },
      // A run that was not mailed is shown as if a rule had mailed it.
      decision: decision.mail ? decision : { mail: true, why: 'rule', rule: decision.rule ?? plainRule },
      account,
    });
    this.gathered.set(kind, mail);
    return mail;
  }

  /** The current run is shown as if it were reported; earlier ones are not kept. */
  private async stalled(template: CompiledTemplate): Promise<Shown> {
    const { clock, durations, reports, runs, writer } = this.parts;
    const now = clock.now();
    const sample = sampleStalled(this.account(), now);
    const running = runs.running().find(({ interactive }) => interactive !== true);
    if (running === undefined) return { mail: await writer.stalledMail(sample, template) };
    const where = { workspace: workspace.name ?? '', host: computer() };
    const mail = { ...sample, running, where, silence: { kind: 'stillRunning' } as const };
    const known = this.gathered.get('stalled');
    const isKnown = known?.run.id === running.id;
    const told = isKnown ? known : await reports.whole(soFar(mail, runs.printed(running.id)));
    this.gathered.set('stalled', told);
    const shown = withReport(mail, told, durations.of(running)?.median);
    const { name, startedAt } = shown.running;
    return { mail: await writer.stalledMail(shown, template), run: { name, at: startedAt } };
  }

  private account(rule?: Rule) {
    return this.parts.accounts.route(rule?.account).account ?? sampleAccount;
  }
}

type Shown = { readonly mail: TemplatedMail } & Pick<TemplatePreview, 'run'>;

/** One line for each value; none for conditions. */
function examples(values: TemplateValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => typeof value !== 'boolean' && value !== undefined)
      .map(([name, value]) => [name, typeof value === 'object' ? value.join(' ').slice(0, 200) : String(value)]),
  );
}
