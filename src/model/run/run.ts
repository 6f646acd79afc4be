/** What can end. Later sources (agent, script) each add their word here. */
export type Source = 'task' | 'terminal' | 'debug' | 'notebook' | 'test';

export const sources: readonly Source[] = ['task', 'terminal', 'debug', 'notebook', 'test'];

/**
 * How a run ended. `done`: exit code 0, which may still be a crash, because the editor drops signals; `failed`:
 * another exit code, or an error where there are no codes; `stopped`: by the user; `ended`: nobody knows how; `lost`:
 * nobody knows whether it ended, because nothing could watch it any longer.
 */
export type Outcome = 'done' | 'failed' | 'stopped' | 'ended' | 'lost';

export const outcomes: readonly Outcome[] = ['done', 'failed', 'stopped', 'ended', 'lost'];

/** Where in the editor it ran, as far as the user can be taken back there. */
export interface RunPlace {
  /** The process id of its terminal's shell. */
  readonly terminal?: number;
  /** The notebook, or the file that a debug session or a test ran, as a URI. */
  readonly document?: string;
  /** The index of the notebook cell that decides the outcome: the one that failed, or else the last one. */
  readonly cell?: number;
}

/**
 * One more cycle of a compiler in watch mode, which counts as a run of its own: `broke` and `fixed` differ from the
 * outcome of the last cycle, `same` does not.
 */
export type Cycle = 'broke' | 'fixed' | 'same';

/** A gap in the output of a run, because there was too much to keep. In characters. */
export interface OutputGap {
  readonly at: number;
  readonly length: number;
}

/** One thing that started and ended. Times are in milliseconds since 1970. */
export interface Run {
  readonly id: string;
  readonly source: Source;
  readonly name: string;
  /** The command line; empty if unknown. */
  readonly command: string;
  readonly outcome: Outcome;
  readonly exitCode: number | undefined;
  readonly startedAt: number;
  /** False if the run was already going on when we began to watch: it started at `startedAt` or earlier. */
  readonly startKnown: boolean;
  readonly endedAt: number;
  /** The path of the folder that it ran in; empty if unknown. */
  readonly folder: string;
  /** The name of the workspace, or of the folder if there is none. */
  readonly workspace: string;
  /** The computer that it ran on. */
  readonly host: string;
  /** What it was about, one line each: the cells that ran, the error of the failed one, the tasks of a chain. */
  readonly details?: readonly string[];
  /** The end of its output, unchanged and with control sequences; `undefined` if nothing could be read. */
  readonly output?: string;
  readonly outputGap?: OutputGap;
  readonly place?: RunPlace;
  readonly cycle?: Cycle;
  /** Somebody used it interactively, like an editor or a pager: rules do not apply to it. */
  readonly interactive?: true;
  /** The editor was not running when it ended: we only saw that its process is gone. */
  readonly disconnected?: true;
  /** The editor read the command line off the screen, because no shell reported it: output may follow in it. */
  readonly screenLine?: true;
  /** The shell reported only a part of the command line: to run that again would run something else. */
  readonly cutLine?: true;
}

/** Something that is running now. Its `Run` will have the same id. Times are in milliseconds since 1970. */
export interface Running {
  readonly id: string;
  readonly source: Source;
  readonly name: string;
  readonly command: string;
  readonly folder: string;
  readonly startedAt: number;
  /** False if it was already running when we began to watch: it started at `startedAt` or earlier. */
  readonly startKnown: boolean;
  /** The id of its own process, if it has one and it is known. */
  readonly pid?: number;
  readonly place?: RunPlace;
  /** Somebody uses it interactively, like an editor or a pager: rules do not apply to it. */
  readonly interactive?: true;
}

/** What a run has printed so far, to find out whether it is stuck. */
export interface Printed {
  /** The end of the output, unchanged. */
  readonly text: string;
  /** How many characters came before that. */
  readonly missing: number;
  /** When it last printed something, in milliseconds since 1970; its start if it has printed nothing. */
  readonly at: number;
}

/**
 * The outcome of a run from its exit code.
 * @param stopped what a missing code means: stopped by the user, or ended for an unknown reason
 */
export function outcomeOf(exitCode: number | undefined, stopped: boolean): Outcome {
  if (exitCode === undefined) return stopped ? 'stopped' : 'ended';
  return exitCode === 0 ? 'done' : 'failed';
}

/** Whether runs of this kind have exit codes at all: cells, tests and the cycles of a compiler are no processes. */
export function hasExitCodes({ source, cycle }: Pick<Run, 'source' | 'cycle'>): boolean {
  return source !== 'notebook' && source !== 'test' && cycle === undefined;
}

/** The duration in milliseconds, never below 0. */
export function durationOf(run: Pick<Run, 'startedAt' | 'endedAt'>): number {
  return Math.max(0, run.endedAt - run.startedAt);
}

/** Whether nothing went wrong, as far as anybody knows. */
export function isGood(outcome: Outcome): boolean {
  return outcome === 'done' || outcome === 'ended';
}

/** The maximum number of characters kept of a command. */
export const maxCommand = 1_000;
