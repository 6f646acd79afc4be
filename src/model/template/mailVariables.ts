import { signed } from './codeBlocks';
import { durationText } from './duration';
import { exitMeaning } from './exitMeaning';
import { failuresInRow, resultWord, tookText } from './headline';
import { contentOf, tells } from './mailContent';
import { outputTail } from './outputBlock';
import { printable } from './printable';
import { noReport, type Report } from './report';
import type { Content } from './rule';
import { outcomeWords } from './ruleWords';
import type { Run, Source } from './run';
import type { RunMail } from './runMail';
import { sourceWord } from './sourceWords';
import { silenceWords, stalledTook } from './stalledBlocks';
import type { StalledMail } from './stalledMail';
import { whenText } from './when';

/** Texts that a template may name; what is not known, or is more than the rule lets be told, is the empty text. */
export interface TextVariables {
  /** How it ended, in words: `failed`. */
  readonly status: string;
  /** The same as it stands at the head of a subject: `FAILED`, `STILL FAILING (3rd)`. */
  readonly word: string;
  readonly exitCode: string;
  readonly exitMeaning: string;
  readonly previousStatus: string;
  /** How many have failed in a row; the empty text where it did not fail. */
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

/** Lists, an item for each line. */
export interface ListVariables {
  readonly outputTail: readonly string[];
  readonly details: readonly string[];
}

/** What a condition may ask. `stalled`: it has not ended yet. */
export interface FlagVariables {
  readonly done: boolean;
  readonly failed: boolean;
  readonly stopped: boolean;
  readonly ended: boolean;
  readonly lost: boolean;
  readonly stalled: boolean;
}

export type MailVariables = TextVariables & ListVariables & FlagVariables;

/** What a template may say of a run; texts from outside are fit to stand in one line, and are not escaped. */
export function mailVariables({ run, decision, report = noReport }: RunMail, language: string): MailVariables {
  const content = contentOf(decision);
  const tellsFacts = tells(content, 'facts');
  const { outcome, exitCode } = run;
  const { course } = report;
  const failures = failuresInRow(run, course);
  return {
    ...shared(run, run, report, content),
    status: outcomeWords(outcome),
    word: resultWord(run, course, language),
    exitCode: exitCode === undefined ? '' : String(exitCode),
    exitMeaning: tellsFacts && exitCode !== undefined ? exitMeaning(exitCode) : '',
    previousStatus: tellsFacts && course?.previous !== undefined ? outcomeWords(course.previous) : '',
    streak: failures === 0 ? '' : String(failures),
    startedAt: tellsFacts ? whenText(run.startedAt, language) : '',
    endedAt: tellsFacts ? whenText(run.endedAt, language) : '',
    duration: tookText(run),
    rule: printable(decision.rule?.name ?? '', 80),
    details: tellsFacts ? (run.details ?? []).slice(0, 10).map((line) => printable(line)) : [],
    done: outcome === 'done',
    failed: outcome === 'failed',
    stopped: outcome === 'stopped',
    ended: outcome === 'ended',
    lost: outcome === 'lost',
    stalled: false,
  };
}

/** The same of a run that goes on. */
export function stalledVariables(mail: StalledMail, language: string): MailVariables {
  const { running, silence, rule, where, report = noReport } = mail;
  const { word } = silenceWords(silence, '', '', language);
  const tellsFacts = tells(rule.content, 'facts');
  const previous = report.course?.previous;
  return {
    ...shared(running, where, report, rule.content),
    status: word.toLocaleLowerCase(language),
    word,
    exitCode: '',
    exitMeaning: '',
    previousStatus: tellsFacts && previous !== undefined ? outcomeWords(previous) : '',
    streak: '',
    startedAt: tellsFacts ? whenText(running.startedAt, language) : '',
    endedAt: '',
    duration: stalledTook(mail),
    rule: printable(rule.name, 80),
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
  const fact = (text: string | number | undefined, most?: number): string =>
    text === undefined || !tells(content, 'facts') ? '' : printable(String(text), most);
  const tail = (text: string | number | undefined): string => (tells(content, 'tail') ? fact(text, 600) : '');
  const { git, problems, firstError } = report;
  const change = problems?.change;
  return {
    usualDuration: report.usual === undefined ? '' : fact(durationText(report.usual)),
    kind: sourceWord(what.source),
    name: printable(what.name, 80),
    command: fact(what.command, 1000),
    folder: fact(what.folder),
    workspace: printable(workspace, 80),
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
    outputTail: tells(content, 'tail') ? outputTail(report) : [],
    openUrl: fact(report.openLink, 2000),
  };
}
