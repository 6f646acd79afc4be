import { workspace } from 'vscode';
import type { Clock } from '../model/clock';
import type { CompiledTemplate } from '../model/compiledTemplate';
import { templateKind, type TemplateKind } from '../model/mailTemplate';
import { plainRule, type Rule } from '../model/rule';
import type { RunMail } from '../model/runMail';
import { sampleAccount, sampleMail, sampleStalled } from '../model/sampleMail';
import { asTold, soFar } from '../model/stalledMail';
import type { TemplatedMail } from '../model/templatedMail';
import type { TemplatePreview } from '../model/templatePreview';
import type { TemplateValues } from '../model/template';
import type { UsualDurations } from '../model/usualDuration';
import type { RunHistory } from '../outbox/runHistory';
import type { Accounts } from './accounts';
import type { LetterWriter } from './letterWriter';
import type { RunOutputs } from './runOutputs';
import type { RunReports } from './runReports';
import type { RunWatches } from './runWatches';
import { computer } from './taskFacts';

export interface TemplatePreviewsParts {
  readonly accounts: Pick<Accounts, 'route'>;
  readonly clock: Clock;
  readonly history: Pick<RunHistory, 'all'>;
  readonly durations: Pick<UsualDurations, 'of'>;
  readonly runs: Pick<RunWatches, 'running' | 'printed'>;
  readonly writer: LetterWriter;
  readonly outputs: Pick<RunOutputs, 'of'>;
  readonly reports: Pick<RunReports, 'whole'>;
}

/** A template of mails shown with the last thing of its kind that really was, or, where there was none, with a made-up one. */
export class TemplatePreviews {
  /** With all that is known of it, which is not gathered anew for each key that is pressed. */
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
      // One that no rule wanted to be mailed is shown as one is by default.
      decision: decision.mail ? decision : { mail: true, why: 'rule', rule: decision.rule ?? plainRule },
      account,
    });
    this.gathered.set(kind, mail);
    return mail;
  }

  /** What goes on now is shown as if it were told of; what went on earlier nobody has kept. */
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
    const shown = asTold(mail, told, durations.of(running)?.median);
    const { name, startedAt } = shown.running;
    return { mail: await writer.stalledMail(shown, template), run: { name, at: startedAt } };
  }

  private account(rule?: Rule) {
    return this.parts.accounts.route(rule?.account).account ?? sampleAccount;
  }
}

type Shown = { readonly mail: TemplatedMail } & Pick<TemplatePreview, 'run'>;

/** One line each; of what is there or not, nothing. */
function examples(values: TemplateValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => typeof value !== 'boolean' && value !== undefined)
      .map(([name, value]) => [name, typeof value === 'object' ? value.join(' ').slice(0, 200) : String(value)]),
  );
}
