/** What can end. Later sources (terminal, debug, notebook, agent, script) each add their word here. */
export type Source = 'task';

/**
 * How a run ended. `done`: exit code 0, which may still be a crash, since the editor drops signals;
 * `failed`: another exit code; `stopped`: by the user; `ended`: no code is known.
 */
export type Outcome = 'done' | 'failed' | 'stopped' | 'ended';

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
}

/** The outcome of a run whose process gave this exit code; `undefined` where it gave none. */
export function outcomeOf(exitCode: number | undefined, stopped: boolean): Outcome {
  if (exitCode === undefined) return stopped ? 'stopped' : 'ended';
  return exitCode === 0 ? 'done' : 'failed';
}

/** Milliseconds from start to end, never below 0. */
export function durationOf(run: Run): number {
  return Math.max(0, run.endedAt - run.startedAt);
}
