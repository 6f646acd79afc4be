import { signed } from '../letter/codeBlocks';
import { failuresInRow, resultWord, tookText } from '../letter/headline';
import { outputTail } from '../letter/outputBlock';
import { exitMeaning } from '../letter/runFacts';
import type { RunMail, StalledMail } from '../letter/runMail';
import { silenceWords, stalledTook } from '../letter/stalledBlocks';
import { oneLine } from '../oneLine';
import { noReport, type Report } from '../report/report';
import { contentOf, covers } from '../rule/decision';
import type { Content } from '../rule/rule';
import type { Run, Source } from '../run/run';
import { outcomeWords, sourceWord } from '../run/runWords';
import { durationText, whenText } from '../timeText';

/** The text variables of templates; empty if unknown, or if the rule does not allow them. */
export interface TextVariables {
  /** How it ended, in words: `failed`. */
  readonly status: string;
  /** The same as at the beginning of a subject: `FAILED`, `STILL FAILING (3rd)`. */
  readonly word: string;
  readonly exitCode: string;
  readonly exitMeaning: string;
  readonly previousStatus: string;
  /** How many have failed in a row; empty if it did not fail. */
  readonly streak: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly duration: string;
  readonly usualDuration: string;
  readonly kind: string;
  readonly name: string;
  readonly command: string;
  readonly folder: string;
  readonly workspace: string;
  readonly host: string;
  readonly remote: string;
  readonly user: string;
  readonly branch: string;
  readonly commit: string;
  readonly commitSubject: string;
  readonly dirtyFiles: string;
  readonly commitsSinceGood: string;
  readonly errors: string;
  readonly warnings: string;
  readonly errorsDelta: string;
  readonly warningsDelta: string;
  readonly firstError: string;
  readonly firstErrorFile: string;
  readonly firstErrorLine: string;
  readonly rule: string;
  readonly openUrl: string;
}

/** The list variables, one item for each line. */
export interface ListVariables {
  readonly outputTail: readonly string[];
  readonly details: readonly string[];
}

/** The variables for conditions. `stalled`: it has not ended yet. */
export interface FlagVariables {
  readonly done: boolean;
  readonly failed: boolean;
  readonly stopped: boolean;
  readonly ended: boolean;
  readonly lost: boolean;
  readonly stalled: boolean;
}

export type MailVariables = TextVariables & ListVariables & FlagVariables;

/** The variables of a run; texts from outside are made fit for one line, but are not escaped. */
export function mailVariables({ run, decision, report = noReport }: RunMail, language: string): MailVariables {
  const content = contentOf(decision);
  const hasFacts = covers(content, 'facts');
  const { outcome, exitCode } = run;
  const { lastRuns } = report;
  const failures = failuresInRow(run, lastRuns);
  return {
    ...shared(run, run, report, content),
    status: outcomeWords(outcome),
    word: resultWord(run, lastRuns, language),
    exitCode: exitCode === undefined ? '' : String(exitCode),
    exitMeaning: hasFacts && exitCode !== undefined ? exitMeaning(exitCode) : '',
    previousStatus: hasFacts && lastRuns?.lastOutcome !== undefined ? outcomeWords(lastRuns.lastOutcome) : '',
    streak: failures === 0 ? '' : String(failures),
    startedAt: hasFacts ? whenText(run.startedAt, language) : '',
    endedAt: hasFacts ? whenText(run.endedAt, language) : '',
    duration: tookText(run),
    rule: oneLine(decision.rule?.name ?? '', 80),
    details: hasFacts ? (run.details ?? []).slice(0, 10).map((line) => oneLine(line)) : [],
    done: outcome === 'done',
    failed: outcome === 'failed',
    stopped: outcome === 'stopped',
    ended: outcome === 'ended',
    lost: outcome === 'lost',
    stalled: false,
  };
}

/** The same for a run that is still going on. */
export function stalledVariables(mail: StalledMail, language: string): MailVariables {
  const { running, silence, rule, where, report = noReport } = mail;
  const { word } = silenceWords(silence, '', '', language);
  const hasFacts = covers(rule.content, 'facts');
  const previous = report.lastRuns?.lastOutcome;
  return {
    ...shared(running, where, report, rule.content),
    status: word.toLocaleLowerCase(language),
    word,
    exitCode: '',
    exitMeaning: '',
    previousStatus: hasFacts && previous !== undefined ? outcomeWords(previous) : '',
    streak: '',
    startedAt: hasFacts ? whenText(running.startedAt, language) : '',
    endedAt: '',
    duration: stalledTook(mail),
    rule: oneLine(rule.name, 80),
    details: [],
    done: false,
    failed: false,
    stopped: false,
    ended: false,
    lost: false,
    stalled: true,
  };
}

type SharedVariables = Omit<
  MailVariables,
  | keyof FlagVariables
  | 'status'
  | 'word'
  | 'exitCode'
  | 'exitMeaning'
  | 'previousStatus'
  | 'streak'
  | 'startedAt'
  | 'endedAt'
  | 'duration'
  | 'rule'
  | 'details'
>;

function shared(
  what: { readonly source: Source; readonly name: string; readonly command: string; readonly folder: string },
  { workspace, host }: Pick<Run, 'workspace' | 'host'>,
  report: Report,
  content: Content,
): SharedVariables {
  const fact = (text: string | number | undefined, max?: number): string =>
    text === undefined || !covers(content, 'facts') ? '' : oneLine(String(text), max);
  const tail = (text: string | number | undefined): string => (covers(content, 'tail') ? fact(text, 600) : '');
  const { git, problems, firstError } = report;
  const change = problems?.change;
  return {
    usualDuration: report.usual === undefined ? '' : fact(durationText(report.usual)),
    kind: sourceWord(what.source),
    name: oneLine(what.name, 80),
    command: fact(what.command, 1000),
    folder: fact(what.folder),
    workspace: oneLine(workspace, 80),
    host: fact(host),
    remote: fact(report.remote, 80),
    user: fact(report.user, 80),
    branch: fact(git?.branch, 200),
    commit: fact(git?.commit, 40),
    commitSubject: fact(git?.subject, 200),
    dirtyFiles: fact(git?.changedFiles),
    commitsSinceGood: fact(git?.sinceGood?.count),
    errors: fact(problems?.errors),
    warnings: fact(problems?.warnings),
    errorsDelta: change === undefined ? '' : fact(signed(change.errors)),
    warningsDelta: change === undefined ? '' : fact(signed(change.warnings)),
    firstError: tail(firstError?.message),
    firstErrorFile: tail(firstError?.place?.path),
    firstErrorLine: tail(firstError?.place?.line),
    outputTail: covers(content, 'tail') ? outputTail(report) : [],
    openUrl: fact(report.openLink, 2000),
  };
}
