import { setImmediate } from 'node:timers/promises';
import type { Log } from '../model/log';
import {
  redactedReport,
  redactedRun,
  veiledRun,
  withheldReport,
  withheldRun,
  type RedactSoon,
} from '../model/redactedReport';
import { mask } from '../model/redact';
import { masked, type RedactOptions, type Redactor } from '../model/redactor';
import type { Report } from '../model/report';
import type { Rule } from '../model/rule';
import type { Run, Running } from '../model/run';
import { joined, type SecretSpan } from '../model/secretSpan';
import { seenView } from '../model/textView';

export interface RedactionParts {
  /** With all values that are known up to now. */
  readonly known: () => Redactor;
  /** The same; rejects where one is not known that should be. */
  readonly whole: () => Promise<Redactor>;
  readonly log: Log;
  /** What secretlint finds in a text of a few KB. */
  readonly lint: (text: string) => Promise<readonly SecretSpan[]>;
  /** Milliseconds on a clock that nobody sets. */
  readonly elapsed: () => number;
  /** The most that the texts of one mail may take, in milliseconds, beside what a long output takes. */
  readonly patience?: number;
}

/** A run and what is told of it, without secrets. */
export interface Redacted {
  readonly run: Run;
  readonly report: Report;
}

/** So long nothing else has its turn, in milliseconds, unless a single step takes longer. */
const turn = 8;
const usualPatience = 2_000;
/** So many milliseconds more for each character of the output: ten times what it takes on a computer that is not busy. */
const perCharacter = 0.005;
const lintLength = 16_384;
const lintMargin = 1_024;

/**
 * Takes the secrets out of what is told of a run, before anything of it is written to disk. Where that fails or takes too long
 * nothing is told that could hold one. Its log counts what it found, by kind, and quotes nothing.
 */
export class Redaction {
  constructor(private readonly parts: RedactionParts) {}

  /** At once, by values and forms of our own: names and command lines for the journal and the history. */
  run<One extends Run | Running>(run: One): One {
    try {
      const redactor = this.parts.known();
      return redactedRun(run, (text, options) => redactor.redact(text, options));
    } catch (error) {
      this.parts.log.error(
        `run ${run.id}: its name and command are not kept, they could not be redacted: ${nameOf(error)}`,
      );
      return veiledRun(run);
    }
  }

  /** At once, for a text that stands alone. */
  text(text: string): string {
    try {
      return this.parts.known().redact(text);
    } catch (error) {
      this.parts.log.error(`a text was left out, it could not be redacted: ${nameOf(error)}`);
      return text === '' ? '' : mask;
    }
  }

  /** The words of a rule that a mail says it comes of. */
  rule(rule: Rule): Rule {
    return { ...rule, name: this.text(rule.name), match: this.text(rule.match), folder: this.text(rule.folder) };
  }

  /** With secretlint's rules too, for a mail. Never rejects. */
  async report(run: Run, report: Report): Promise<Redacted> {
    const { log, patience = usualPatience } = this.parts;
    const safe = this.run(run);
    const enough = patience + (report.output?.text.length ?? 0) * perCharacter;
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

  /** The question that a run waits with, for a mail. Never rejects. */
  async question(id: string, text: string): Promise<string> {
    const { log, patience = usualPatience } = this.parts;
    try {
      const redact = await this.forMail(patience, new Map());
      return await redact(text);
    } catch (error) {
      log.error(`run ${id}: its mail goes without its question, it could not be redacted: ${nameOf(error)}`);
      return mask;
    }
  }

  /** With all values; rejects where one is not known. @param enough for all that is redacted with it, in milliseconds */
  private async forMail(enough: number, counts: Map<string, number>): Promise<RedactSoon> {
    const { elapsed, whole } = this.parts;
    const budget = { until: elapsed() + enough, turnEnds: elapsed() + turn };
    const redactor = await whole();
    return (text, options) => this.soon(text, options ?? {}, redactor, budget, counts);
  }

  private async soon(
    text: string,
    options: RedactOptions,
    redactor: Redactor,
    budget: Budget,
    counts: Map<string, number>,
  ): Promise<string> {
    if (text === '') return text;
    const steps = redactor.steps(text, options);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) await this.breathe(budget);
    const seen = seenView(text);
    const linted = await this.linted(seen?.text ?? text, budget);
    const placed = linted.map(({ start, end, kind }) => ({
      kind,
      start: seen === undefined ? start : (seen.positions[start] ?? 0),
      end: seen === undefined ? end : (seen.positions[end - 1] ?? 0) + 1,
    }));
    const spans = joined([...step.value, ...placed]);
    for (const { kind } of spans) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return masked(text, spans, options);
  }

  private async linted(text: string, budget: Budget): Promise<readonly SecretSpan[]> {
    const found: SecretSpan[] = [];
    for (let core = 0; core < text.length; core += lintLength) {
      const from = Math.max(0, core - lintMargin);
      const spans = await this.parts.lint(text.slice(from, core + lintLength + lintMargin));
      for (const { start, end, kind } of spans) found.push({ start: start + from, end: end + from, kind });
      await this.breathe(budget);
    }
    return found;
  }

  /** Lets others have their turn where ours is over. */
  private async breathe(budget: Budget): Promise<void> {
    const now = this.parts.elapsed();
    if (now > budget.until) throw new TooSlow();
    if (now < budget.turnEnds) return;
    await setImmediate();
    budget.turnEnds = this.parts.elapsed() + turn;
  }
}

interface Budget {
  readonly until: number;
  turnEnds: number;
}

class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/** Never its message, which may quote what was looked at. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
