/** What can end. Later sources (agent, script) each add their word here. */
export type Source = 'task' | 'terminal' | 'debug' | 'notebook' | 'test';

export const sources: readonly Source[] = ['task', 'terminal', 'debug', 'notebook', 'test'];

/**
 * How a run ended. `done`: exit code 0, which may still be a crash, since the editor drops signals;
 * `failed`: another exit code, or an error where there are no codes; `stopped`: by the user; `ended`: how is not known;
 * `lost`: not even whether it ended, since nothing could watch it any longer.
 */
export type Outcome = 'done' | 'failed' | 'stopped' | 'ended' | 'lost';

export const outcomes: readonly Outcome[] = ['done', 'failed', 'stopped', 'ended', 'lost'];

/** Where in the editor it ran, as far as one can go back there. */
export interface RunPlace {
  /** The process id of its terminal's shell. */
  readonly terminal?: number;
  /** The notebook, or the file a debug session or a test was about, as a URI. */
  readonly document?: string;
  /** The cell of the notebook that tells the outcome: the one that failed, or the last one. */
  readonly cell?: number;
}

/**
 * A watched compiler went through another cycle, which counts as a run of its own: `broke` and `fixed` tell that it is
 * another outcome than the last cycle's, `same` that it is not.
 */
export type Cycle = 'broke' | 'fixed' | 'same';

/** Where something is missing in what a run printed, since it was too much to be kept. In characters. */
export interface OutputGap {
  readonly at: number;
  readonly length: number;
}

/** One thing that started and ended. Times are in milliseconds since 1970. */
export interface Run {
  readonly id: string;
  readonly source: Source;
  readonly name: string;
  /** The command line, or the empty text where none is known. */
  readonly command: string;
  readonly outcome: Outcome;
  readonly exitCode: number | undefined;
  readonly startedAt: number;
  /** False where the run was going on before we watched: it started at `startedAt` or earlier. */
  readonly startKnown: boolean;
  readonly endedAt: number;
  /** The folder it ran in, as a path, or the empty text. */
  readonly folder: string;
  /** The name of the workspace, or of the folder where there is none. */
  readonly workspace: string;
  /** The computer it ran on. */
  readonly host: string;
  /** What it was about, a line each: the cells that ran, the error of the one that failed, the tasks of a chain. */
  readonly details?: readonly string[];
  /** The end of what it printed, as it came, with control sequences; `undefined` where nothing could be read. */
  readonly output?: string;
  readonly outputGap?: OutputGap;
  readonly place?: RunPlace;
  readonly cycle?: Cycle;
  /** Somebody sat before it, as before an editor: rules do not mean it. */
  readonly interactive?: true;
  /** The editor was not there as it ended: that it did was seen by its process being gone. */
  readonly disconnected?: true;
  /** The editor took the command line from the screen, where no shell told it: what was printed may follow in it. */
  readonly screenLine?: true;
}

/** Something that goes on now. Its `Run` will have the same id. Times are in milliseconds since 1970. */
export interface Running {
  readonly id: string;
  readonly source: Source;
  readonly name: string;
  readonly command: string;
  readonly folder: string;
  readonly startedAt: number;
  /** False where it was running before we watched: it started at `startedAt` or earlier. */
  readonly startKnown: boolean;
  /** Its process, where it has one of its own and it is known. */
  readonly pid?: number;
  readonly place?: RunPlace;
  /** Somebody sits before it, as before an editor: rules do not mean it. */
  readonly interactive?: true;
}

/** What a run has printed up to now, for who asks whether it is stuck. */
export interface Printed {
  /** The end of it, as it came. */
  readonly text: string;
  /** How many characters of it come before that. */
  readonly missing: number;
  /** When something was printed last, in milliseconds since 1970; when it started where nothing was. */
  readonly at: number;
}

/** The outcome of a run whose process gave this exit code; `undefined` where it gave none. */
export function outcomeOf(exitCode: number | undefined, stopped: boolean): Outcome {
  if (exitCode === undefined) return stopped ? 'stopped' : 'ended';
  return exitCode === 0 ? 'done' : 'failed';
}

/** Milliseconds from start to end, never below 0. */
export function durationOf(run: Pick<Run, 'startedAt' | 'endedAt'>): number {
  return Math.max(0, run.endedAt - run.startedAt);
}
