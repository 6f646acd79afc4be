import { homedir, userInfo } from 'node:os';
import * as vscode from 'vscode';
import { contentOf, tells } from '../../model/mailContent';
import { courseOf } from '../../model/course';
import type { GoodRun } from '../../model/goodRuns';
import type { LastRuns } from '../../model/lastRuns';
import type { Log } from '../../model/log';
import { endOfOutput, gapBetweenWords, withGapTold } from '../../model/outputGap';
import type { KeptOutput } from '../../model/outputTail';
import { colouredOutput, plainLines } from '../../model/plainOutput';
import type { Report, ReportedOutput } from '../../model/report';
import { rerunCommand } from '../../model/rerunCommand';
import type { Content } from '../../model/rule';
import type { Run } from '../../model/run';
import type { RunMail } from '../../model/runMail';
import { terminalLines } from '../../model/terminalLines';
import { firstErrorOf } from './firstError';
import { gitState } from './gitState';
import { workspaceLink } from './openLink';
import { problemsAtRest, problemsSince } from './problemCount';
import { within } from './within';

/** What was known of a thing before this run of it. */
export interface Before {
  /** How long it usually took, in milliseconds. */
  readonly usual: number | undefined;
  readonly past: LastRuns;
  readonly good: GoodRun | undefined;
}

/** How long each part may take, in milliseconds: a mail is not kept waiting for more. */
const patience = 1_500;
/** What is looked at longer after its end is no longer as the run left it, in milliseconds. */
const fresh = 60_000;
/** How much of its end a mail without an attached log is made of, in characters. */
const tail = 65_536;

/**
 * What is known beside a run, as much as its mail may tell. What cannot be learnt in time is left out. Nothing in it has been
 * redacted yet. @param hurry aborted as the window closes
 */
export async function gatherReport(
  { run, decision }: RunMail,
  before: Before,
  log: Log,
  hurry: AbortSignal,
): Promise<Report> {
  const content = contentOf(decision);
  const course = courseOf(run, before.past);
  // Whoever is told no more than how it ended is told no more than how it went before.
  if (content === 'verdict') return { user: '', remote: '', rerun: '', course };
  const part = <Value>(name: string, work: Promise<Value>): Promise<Value | undefined> => {
    return within(
      patience,
      work.catch((error: unknown) => logFailure(log, run, name, error)),
      hurry,
    );
  };
  // A megabyte takes its time: it is read once.
  const printed = tells(content, 'tail') ? terminalLines(withGapTold(keptOf(run))) : [];
  const isFresh = Date.now() - run.endedAt < fresh;
  const hasProblems = isFresh && isOfThisWindow(run);
  const atRest = hasProblems ? problemsAtRest() : Promise.resolve();
  const [git, problems, firstError, openLink] = await Promise.all([
    isFresh ? part('git', gitState(run.folder, before.good?.commit)) : undefined,
    hasProblems
      ? part(
          'problems',
          atRest.then(() => problemsSince(before.good)),
        )
      : undefined,
    tells(content, 'tail')
      ? part(
          'firstError',
          atRest.then(() => firstErrorOf(run, plainLines(printed), hasProblems)),
        )
      : undefined,
    isOfThisWindow(run) ? part('openLink', workspaceLink()) : undefined,
  ]);
  const output = tells(content, 'tail') ? reportedOutput(run, printed, content) : undefined;
  return {
    user: userName(),
    remote: remoteKind(),
    ...(before.usual === undefined ? {} : { usual: before.usual }),
    course,
    ...(firstError === undefined ? {} : { firstError }),
    ...(problems === undefined ? {} : { problems }),
    ...(git === undefined ? {} : { git }),
    ...(output === undefined ? {} : { output }),
    rerun: rerunOf(run),
    ...(openLink === undefined ? {} : { openLink }),
  };
}

/** A run that another window has left may be of another workspace. */
function isOfThisWindow({ workspace }: Run): boolean {
  return workspace === '' || workspace === (vscode.workspace.name ?? '');
}

/** @param printed all that is kept, as a terminal shows it */
function reportedOutput(
  run: Run,
  printed: ReturnType<typeof terminalLines>,
  content: Content,
): ReportedOutput | undefined {
  if (run.output === undefined) return undefined;
  const isWhole = content === 'everything' || run.output.length <= tail;
  const kept = isWhole ? keptOf(run) : endOfOutput(keptOf(run), tail);
  const lines = isWhole ? printed : terminalLines(withGapTold(kept));
  const isWithin = (kept.outputGap?.at ?? 0) > 0;
  return {
    text: colouredOutput(lines),
    missing: gapBetweenWords(kept).outputGap?.length ?? 0,
    ...(isWithin ? { startsWhole: true } : {}),
  };
}

function keptOf({ output = '', outputGap }: Run): KeptOutput {
  return outputGap === undefined ? { output } : { output, outputGap };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A system may have no name for the number of its user.
    return '';
  }
}

function remoteKind(): string {
  const { remoteName = '' } = vscode.env;
  // A VS Code server in a browser gives its address and port here, which is not a kind of connection.
  return /^[\w-]+$/.test(remoteName) ? remoteName : '';
}

function rerunOf(run: Run): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const only = folders.length === 1 ? folders[0]?.uri.fsPath : undefined;
  const own = run.folder === '' ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.folder));
  return rerunCommand(run, {
    opensIn: only,
    workspaceFolder: only ?? own?.uri.fsPath,
    shell: vscode.env.shell,
    home: homedir(),
  });
}

/** The name of the error only: its words may quote what it was about. */
function logFailure(log: Log, { id }: Run, part: string, error: unknown): undefined {
  log.warn(`run ${id}: ${part} left out of its mail: ${error instanceof Error ? error.name : typeof error}`);
}
