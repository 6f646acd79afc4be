import { OutputTail } from './outputTail';

/** What is known of one go of a session, until it ends or is restarted. */
export interface DebugCourse {
  startedAt: number;
  printedAt: number;
  output: OutputTail;
  /** What was printed in its terminal, where it has one. */
  terminalOutput: OutputTail;
  exitCode: number | undefined;
  stopped: boolean;
  /** The debugged program is over; what the editor says to the adapter from now on is no wish of the user. */
  terminated: boolean;
  restarting: boolean;
  /** Why its launch was refused. */
  refusal: string;
  /** Its program has asked for a terminal, which may tell the exit code. */
  wantsTerminal: boolean;
  /** The process id of that terminal's shell. */
  terminal: number | undefined;
  pid: number | undefined;
  /** When the editor told its end, where something is waited for since. */
  endedAt: number | undefined;
  stopWaiting: () => void;
}

export function courseFrom(now: number): DebugCourse {
  return {
    startedAt: now,
    printedAt: now,
    output: new OutputTail(),
    terminalOutput: new OutputTail(),
    exitCode: undefined,
    stopped: false,
    terminated: false,
    restarting: false,
    refusal: '',
    wantsTerminal: false,
    terminal: undefined,
    pid: undefined,
    endedAt: undefined,
    stopWaiting: () => undefined,
  };
}
