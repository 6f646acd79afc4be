import type { RunMail } from '../../model/letter/runMail';
import type { Log } from '../../model/log';
import { masked, type RedactOptions, type Redactor } from '../../model/redaction/redactor';
import { mask } from '../../model/redaction/secretForms';
import { joined, type SecretSpan } from '../../model/redaction/secretSpan';
import { placed, seenView } from '../../model/redaction/textView';
import {
  redactedReport,
  redactedRun,
  type RedactSoon,
  maskedRun,
  withheldReport,
  withheldRun,
} from '../../model/report/redactedReport';
import { noReport, type Report } from '../../model/report/report';
import type { Rule } from '../../model/rule/rule';
import type { Run, Running } from '../../model/run/run';
import { Turns } from '../../system/turns';
import { type Clocks, processClocks, WorkTime } from './workTime';

export interface RedactionParts {
  /** With all values known so far. */
  readonly known: () => Redactor;
  /** The same; rejects if a value is missing that should be known. */
  readonly whole: () => Promise<Redactor>;
  readonly log: Log;
  /** What secretlint finds in a text of a few KB. */
  readonly lint: (text: string) => Promise<readonly SecretSpan[]>;
  readonly clocks?: Clocks;
  /** How much work the texts of one mail may be, in milliseconds, besides that for a long output. */
  readonly timeoutMs?: number;
}

/** A run and its report, without secrets. */
export interface Redacted {
  readonly run: Run;
  readonly report: Report;
}

const usualTimeoutMs = 2_000;
/** Extra milliseconds for each character of the output: ten times what an idle computer takes. */
const perCharacter = 0.005;
const lintLength = 16_384;
const lintMargin = 1_024;

/**
 * Takes the secrets out of what is written about a run, before it goes to disk. If that fails or takes too long,
 * nothing that could hold one is kept. Its log counts what it found, by kind, and quotes nothing.
 */
export class Redaction {
  /** One text at a time: several side by side would each hold up the editor for a turn, one after the other. */
  private last: Promise<unknown> = Promise.resolve();
  private readonly turns = new Turns();

  constructor(private readonly parts: RedactionParts) {}

  /** Synchronous, by our own values and forms: names and command lines for the journal and the history. */
  run<One extends Run | Running>(run: One): One {
    try {
      const redactor = this.parts.known();
      return redactedRun(run, (text, options) => redactor.redact(text, options));
    } catch (error) {
      this.parts.log.error(
        `run ${run.id}: its name and command are not kept, they could not be redacted: ${nameOf(error)}`,
      );
      return maskedRun(run);
    }
  }

  /** Synchronous, for a single text. */
  text(text: string): string {
    try {
      return this.parts.known().redact(text);
    } catch (error) {
      this.parts.log.error(`a text was left out, it could not be redacted: ${nameOf(error)}`);
      return text === '' ? '' : mask;
    }
  }

  /** The texts of the rule that a mail names. */
  rule(rule: Rule): Rule {
    return { ...rule, name: this.text(rule.name), match: this.text(rule.match), folder: this.text(rule.folder) };
  }

  /** Everything that a mail says of its run, with secretlint's rules too. Never rejects. */
  async mail(mail: RunMail): Promise<RunMail> {
    const { run, report } = await this.report(mail.run, mail.report ?? noReport);
    const { rule } = mail.decision;
    const decision = rule === undefined ? mail.decision : { ...mail.decision, rule: this.rule(rule) };
    return { ...mail, run, report, decision };
  }

  /** With secretlint's rules too, for a mail. Never rejects. */
  async report(run: Run, report: Report): Promise<Redacted> {
    const { log, timeoutMs = usualTimeoutMs } = this.parts;
    const safe = await this.next(() => this.run(run));
    const enough = timeoutMs + (report.output?.text.length ?? 0) * perCharacter;
    const counts = new Map<string, number>();
    try {
      const redact = await this.forMail(enough, counts);
      const told = await redactedReport(report, redact);
      const details = safe.details && (await redact(safe.details.join('\n'), { keepLines: true })).split('\n');
      const linted = {
        ...safe,
        name: await redact(safe.name),
        command: await redact(safe.command),
        ...(details === undefined ? {} : { details }),
      };
      const found = [...counts].map(([kind, count]) => `${kind} ${String(count)}`).join(', ');
      if (found !== '') log.info(`run ${run.id}: masked in its mail: ${found}`);
      return { run: linted, report: told };
    } catch (error) {
      log.error(`run ${run.id}: its mail goes without output, it could not be redacted: ${nameOf(error)}`);
      return { run: withheldRun(safe), report: withheldReport(report) };
    }
  }

  /** The question that a run waits on, for a mail. Never rejects. */
  async question(id: string, text: string): Promise<string> {
    const { log, timeoutMs = usualTimeoutMs } = this.parts;
    try {
      const redact = await this.forMail(timeoutMs, new Map());
      return await redact(text);
    } catch (error) {
      log.error(`run ${id}: its mail goes without its question, it could not be redacted: ${nameOf(error)}`);
      return mask;
    }
  }

  /** With all values; rejects if one is unknown. @param enough the work for all texts, in milliseconds */
  private async forMail(enough: number, counts: Map<string, number>): Promise<RedactSoon> {
    const { clocks = processClocks, lint, whole } = this.parts;
    const redactor = await whole();
    // Has it loaded: that is no work at a text.
    await lint('');
    const time = new WorkTime(this.turns, clocks, enough);
    return (text, options = {}) => this.next(() => this.soon(text, options, redactor, time, counts));
  }

  private next<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const result = this.last.then(async () => {
      if (this.turns.isOver) await this.turns.next();
      return work();
    });
    this.last = result.catch(() => undefined);
    return result;
  }

  private async soon(
    text: string,
    options: RedactOptions,
    redactor: Redactor,
    time: WorkTime,
    counts: Map<string, number>,
  ): Promise<string> {
    if (text === '') return text;
    time.begin();
    const steps = redactor.steps(text, options);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) await time.breathe();
    const seen = seenView(text);
    const linted = await this.linted(seen?.text ?? text, time);
    const spans = joined([...step.value, ...linted.map((span) => placed(span, seen))]);
    for (const { kind } of spans) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return masked(text, spans, options);
  }

  private async linted(text: string, time: WorkTime): Promise<readonly SecretSpan[]> {
    const found: SecretSpan[] = [];
    for (let core = 0; core < text.length; core += lintLength) {
      const from = Math.max(0, core - lintMargin);
      const spans = await this.parts.lint(text.slice(from, core + lintLength + lintMargin));
      for (const { start, end, kind } of spans) found.push({ start: start + from, end: end + from, kind });
      await time.breathe();
    }
    return found;
  }
}

/** Never its message, which may quote the text. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
