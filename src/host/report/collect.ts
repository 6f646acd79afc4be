import { homedir, userInfo } from 'node:os';
import * as vscode from 'vscode';
import type { RunMail } from '../../model/letter/runMail';
import type { Log } from '../../model/log';
import { endOfOutput, gapBetweenWords, type KeptOutput, withGapLine } from '../../model/output/outputTail';
import { colouredOutput, plainLines, renderedOutput } from '../../model/output/renderedOutput';
import { testCounts } from '../../model/output/testCounts';
import type { GoodRun } from '../../model/report/goodRuns';
import type { Report, ReportedOutput } from '../../model/report/report';
import { rerunCommand } from '../../model/report/rerunCommand';
import { contentOf, covers } from '../../model/rule/decision';
import type { Content } from '../../model/rule/rule';
import { type LastRuns, lastRunsBefore } from '../../model/run/lastRuns';
import type { Run } from '../../model/run/run';
import type { Scheduler } from '../../system/scheduler';
import { firstErrorOf } from './firstError';
import { gitState } from './gitState';
import { workspaceLink } from './openLink';
import { problemsAtRest, problemsSince } from './standing';
import { within } from '../../system/within';

/** What was known before this run. */
export interface Before {
  /** The usual duration, in milliseconds. */
  readonly usual: number | undefined;
  readonly past: LastRuns;
  readonly good: GoodRun | undefined;
}

export interface CollectParts {
  readonly log: Log;
  /** Limits the time of each part. */
  readonly scheduler: Scheduler;
  /** Aborted when the window closes. */
  readonly hurry: AbortSignal;
}

/** Milliseconds each part may take: a mail does not wait longer. */
const timeoutMs = 1_500;
/** Milliseconds after its end for which the workspace is still as the run left it. */
const fresh = 60_000;
/** Characters of the end of the output in a mail without an attached log. */
const tail = 65_536;

/**
 * What is known in addition to a run, as much as its mail may contain. Parts that are not ready in time are left out.
 * Nothing is redacted yet.
 */
export async function collectReport(
  { run, decision }: RunMail,
  before: Before,
  { log, scheduler, hurry }: CollectParts,
): Promise<Report> {
  const content = contentOf(decision);
  const lastRuns = lastRunsBefore(run, before.past);
  // A mail that only says how the run ended only gets the previous outcomes.
  if (content === 'verdict') return { user: '', remote: '', rerun: '', lastRuns };
  const part = <Value>(name: string, work: Promise<Value>): Promise<Value | undefined> => {
    return within(
      scheduler,
      timeoutMs,
      work.catch((error: unknown) => logFailure(log, run, name, error)),
      hurry,
    );
  };
  // Rendering a megabyte takes time, so it is done once.
  const printed = covers(content, 'tail') ? renderedOutput(withGapLine(keptOf(run))) : [];
  const lines = plainLines(printed);
  const isFresh = Date.now() - run.endedAt < fresh;
  const hasProblems = isFresh && isOfThisWindow(run);
  const atRest = hasProblems ? problemsAtRest(scheduler) : Promise.resolve();
  const [git, problems, firstError, openLink] = await Promise.all([
    isFresh ? part('git', gitState(run.folder, before.good?.commit, scheduler)) : undefined,
    hasProblems
      ? part(
          'problems',
          atRest.then(() => problemsSince(before.good)),
        )
      : undefined,
    covers(content, 'tail')
      ? part(
          'firstError',
          atRest.then(() => firstErrorOf(run, lines, hasProblems)),
        )
      : undefined,
    isOfThisWindow(run) ? part('openLink', workspaceLink(scheduler)) : undefined,
  ]);
  const tests = testCounts(lines);
  const output = covers(content, 'tail') ? reportedOutput(run, printed, content) : undefined;
  return {
    user: userName(),
    remote: remoteKind(),
    ...(before.usual === undefined ? {} : { usual: before.usual }),
    lastRuns,
    ...(firstError === undefined ? {} : { firstError }),
    ...(tests === undefined ? {} : { tests }),
    ...(problems === undefined ? {} : { problems }),
    ...(git === undefined ? {} : { git }),
    ...(output === undefined ? {} : { output }),
    rerun: rerunOf(run),
    ...(openLink === undefined ? {} : { openLink }),
  };
}

/** An orphaned run of another window may belong to another workspace. */
function isOfThisWindow({ workspace }: Run): boolean {
  return workspace === '' || workspace === (vscode.workspace.name ?? '');
}

/** @param printed the kept output, as a terminal renders it */
function reportedOutput(
  run: Run,
  printed: ReturnType<typeof renderedOutput>,
  content: Content,
): ReportedOutput | undefined {
  if (run.output === undefined) return undefined;
  const isWhole = content === 'everything' || run.output.length <= tail;
  const kept = isWhole ? keptOf(run) : endOfOutput(keptOf(run), tail);
  const lines = isWhole ? printed : renderedOutput(withGapLine(kept));
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
    // A system may have no name for the id of its user.
    return '';
  }
}

function remoteKind(): string {
  const { remoteName = '' } = vscode.env;
  // A VS Code server in a browser has its address and port here, which is not a kind of connection.
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

/** Only the name of the error: its message may quote output. */
function logFailure(log: Log, { id }: Run, part: string, error: unknown): undefined {
  log.warn(`run ${id}: ${part} left out of its mail: ${error instanceof Error ? error.name : typeof error}`);
}
