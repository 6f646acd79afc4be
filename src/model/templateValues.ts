import { exitWords, outcomeWord, runDuration, type Draft } from './compose';
import { runningFor, silenceWord, type SilenceMail } from './composeSilence';
import { durationText } from './duration';
import { plainOutput } from './plainOutput';
import { printable } from './printable';
import { noReport } from './report';
import { contents, type Content } from './rule';
import { outcomeWords, ruleWords } from './ruleWords';
import type { RunMail } from './runMail';
import { sourceWord } from './sourceWords';
import type { TemplateValues } from './template';
import { templateVariables } from './templateVariable';
import { whenText } from './when';

/** How many of the last lines of an output there are. */
const tailLines = 40;

/** What the variables stand for in the mail about a run; nothing that its rule keeps from it. @param draft what it says as usual */
export function runValues(
  { run, decision, report = noReport }: RunMail,
  draft: Draft,
  language: string,
): TemplateValues {
  const { course, firstError, git, problems } = report;
  const { previous, failures = 0 } = course ?? {};
  const flags = { [run.outcome]: true };
  return within(decision.rule?.content, {
    ...flags,
    verdict: draft.body.verdict,
    word: outcomeWord(run.outcome),
    status: run.outcome,
    exit: exitWords(run).trim(),
    exitCode: numberOf(run.exitCode),
    previousStatus: previous === undefined ? '' : outcomeWords(previous),
    streak: failures === 0 ? '' : String(failures),
    name: printable(run.name, 80),
    kind: sourceWord(run.source),
    command: printable(run.command, 1000),
    details: run.details ?? [],
    rule: decision.rule === undefined ? '' : decision.rule.name || ruleWords(decision.rule),
    duration: runDuration(run),
    usualDuration: report.usual === undefined ? '' : durationText(report.usual),
    startedAt: whenText(run.startedAt, language),
    endedAt: whenText(run.endedAt, language),
    workspace: printable(run.workspace, 80),
    folder: run.folder,
    host: run.host,
    remote: report.remote,
    user: report.user,
    openUrl: report.openLink ?? '',
    branch: git?.branch ?? '',
    commit: git?.commit ?? '',
    commitSubject: git?.subject ?? '',
    dirtyFiles: numberOf(git?.changedFiles),
    commitsSinceGood: numberOf(git?.sinceGood?.count),
    errors: numberOf(problems?.errors),
    warnings: numberOf(problems?.warnings),
    errorsDelta: numberOf(problems?.change?.errors),
    warningsDelta: numberOf(problems?.change?.warnings),
    firstError: firstError?.message ?? '',
    firstErrorFile: firstError?.place?.path ?? '',
    firstErrorLine: numberOf(firstError?.place?.line),
    outputTail: plainOutput(report.output?.text ?? '')
      .trimEnd()
      .split('\n')
      .slice(-tailLines),
    facts: draft.body.facts.length > 0,
  });
}

/** The same of a run that goes on. */
export function silenceValues(mail: SilenceMail, draft: Draft, language: string): TemplateValues {
  const { running, silence, rule, where } = mail;
  return within(rule.content, {
    verdict: draft.body.verdict,
    word: silenceWord(silence),
    status: silence.kind,
    name: printable(running.name, 80),
    kind: sourceWord(running.source),
    command: printable(running.command, 1000),
    rule: rule.name || ruleWords(rule),
    duration: runningFor(mail),
    usualDuration: silence.kind === 'slow' ? durationText(silence.usual) : '',
    startedAt: whenText(running.startedAt, language),
    workspace: printable(where.workspace, 80),
    folder: running.folder,
    host: where.host,
    facts: draft.body.facts.length > 0,
  });
}

/** What a mail may not tell is as if it were not known: a template asks for less than a rule allows, never for more. */
function within(content: Content = 'facts', values: TemplateValues): TemplateValues {
  const most = contents.indexOf(content);
  const hidden = new Set(
    templateVariables.filter((variable) => contents.indexOf(variable.content) > most).map(({ name }) => name),
  );
  return Object.fromEntries(Object.entries(values).filter(([name]) => !hidden.has(name)));
}

function numberOf(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
