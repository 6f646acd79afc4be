import type { Clock } from '../clock';
import type { Log } from '../log';
import { OutputTail } from '../output/outputTail';
import { type Outcome, outcomeOf, type Printed, type Run, type Running } from '../run/run';
import { type DebugMessage, reportedExitCode, localProcessOf, printedBy, refusalOf } from './debugMessage';

/** One pass of a session, until it ends or is restarted. */
interface DebugCourse {
  startedAt: number;
  printedAt: number;
  output: OutputTail;
  /** The output in its terminal, if it has one. */
  terminalOutput: OutputTail;
  exitCode: number | undefined;
  stopped: boolean;
  /** The debugged program is over: messages from the editor to the adapter are no longer wishes of the user. */
  terminated: boolean;
  restarting: boolean;
  /** Why its launch was refused; empty if it was not. */
  refusal: string;
  /** Its program asked for a terminal, which may report the exit code. */
  wantsTerminal: boolean;
  /** The process id of that terminal's shell. */
  terminal: number | undefined;
  pid: number | undefined;
  /** When the editor reported its end, while we still wait for something else. */
  endedAt: number | undefined;
  stopWaiting: () => void;
}

function courseFrom(now: number): DebugCourse {
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

/** What is known of a debug session apart from its course. */
export interface DebugFacts extends Pick<Run, 'name' | 'command' | 'folder' | 'workspace' | 'host'> {
  /** The program as a URI, if it is a file. */
  readonly document?: string;
  /** Its adapter is js-debug, which the editor ships for JavaScript. */
  readonly jsDebug: boolean;
}

/** What debug runs need from the host: a listener and a timer. */
export interface DebugRunsHost {
  /** Called exactly once for each run, when it is over. */
  ended(run: Run): void;
  /** Called when the list of running sessions has changed. */
  changed(): void;
  /** Runs the work after this time; the returned function cancels it. */
  after(milliseconds: number, work: () => void): () => void;
}

interface Watched extends DebugFacts, DebugCourse {
  /** The editor's id of the session, which survives a restart. */
  readonly key: string;
  readonly id: string;
}

/**
 * How long the end of a session waits for the end of its terminal's command, in milliseconds. Measured: the command
 * ends first.
 */
const terminalTimeoutMs = 2_000;

/** The same for a session that is being restarted: the tasks that it depends on may run again first. */
const restartTimeoutMs = 300_000;

/** A shell's exit code for a program that Ctrl+C stopped. */
const interrupted = 130;

/**
 * Joins the events of the editor and of debug adapters into runs, one for each session without parent. No single
 * source of the exit code serves every adapter: the reliability of each was measured and is noted at its input.
 */
export class DebugRuns {
  private watched: readonly Watched[] = [];
  private over = false;

  constructor(
    private readonly host: DebugRunsHost,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The running sessions, oldest first. */
  get running(): readonly Running[] {
    return this.watched.map(({ id, name, command, folder, startedAt, pid, document, terminal }) => {
      const place = placeOf(document, terminal);
      const process = pid === undefined ? {} : { pid };
      return { id, source: 'debug', name, command, folder, startedAt, startKnown: true, ...process, ...place };
    });
  }

  /** The sessions that have ended and wait for the exit code of their terminal. */
  get ending(): readonly Run[] {
    return this.watched.filter(isEnding).map((run) => this.runOf(run));
  }

  /** Whether some session asked for a terminal, so that the next command of one may be its own. */
  get wantsTerminal(): boolean {
    return this.watched.some((one) => one.wantsTerminal);
  }

  printed(id: string): Printed | undefined {
    const run = this.watched.find((one) => one.id === id);
    if (run === undefined) return undefined;
    const output = outputOf(run);
    return { text: output.text(), missing: output.missing, at: run.printedAt };
  }

  /** An adapter is about to launch. Called again for a session that is restarted by a new launch. */
  began(key: string, facts: DebugFacts): void {
    if (this.over) return;
    const known = this.of(key);
    if (known === undefined) this.add(key, facts);
    else this.beginAgain(known);
    this.host.changed();
  }

  /** A message from the editor to the adapter of a session without parent. */
  toAdapter(key: string, message: DebugMessage): void {
    const run = this.of(key);
    if (run === undefined) return;
    const { type, command, arguments: args, body } = message;
    if (type === 'response' && command === 'runInTerminal') {
      run.wantsTerminal = typeof body?.shellProcessId === 'number';
      if (run.wantsTerminal) run.terminal = body?.shellProcessId as number;
    } else if (type !== 'request') return;
    else if (command === 'restart') this.beginAgain(run).restarting = true;
    else if (command === 'disconnect' || command === 'terminate') {
      // Measured: if the program ends by itself, `terminated` comes first, then `disconnect`.
      if (isSet(args?.restart)) run.restarting = true;
      else if (!run.terminated && run.exitCode === undefined) run.stopped = true;
    }
  }

  /** A message from the adapter of a session without parent. */
  fromAdapter(key: string, message: DebugMessage): void {
    const run = this.of(key);
    if (run === undefined) return;
    this.outputEvent(key, message);
    const { type, command, event, body } = message;
    if (type === 'response' && command === 'restart') run.restarting = false;
    if (type === 'request' && command === 'runInTerminal') run.wantsTerminal = message.arguments?.kind !== 'external';
    const refusal = refusalOf(message);
    if (refusal !== '') this.refused(run, refusal);
    // A program that is killed or replaced by a restart did not choose its exit code.
    const code = reportedExitCode(message, run.jsDebug);
    if (code !== undefined && !run.restarting && !run.stopped) run.exitCode = code;
    if (type !== 'event') return;
    if (event === 'process') run.pid = localProcessOf(body);
    if (event !== 'terminated') return;
    if (isSet(body?.restart)) run.restarting = true;
    else run.terminated = true;
  }

  /**
   * A message of any session of a family; js-debug prints through its children.
   * @param key of the session without parent
   */
  outputEvent(key: string, message: DebugMessage): void {
    const run = this.of(key);
    const text = printedBy(message);
    if (run === undefined || text === '') return;
    run.output.append(text);
    run.printedAt = this.clock.now();
  }

  /**
   * Output in a terminal.
   * @param pid of its shell
   */
  terminalPrinted(pid: number, text: string): void {
    const run = this.watched.find((one) => one.terminal === pid);
    if (run === undefined) return;
    run.terminalOutput.append(text);
    run.printedAt = this.clock.now();
  }

  /**
   * A command in a terminal has ended.
   * @param pid of the terminal's shell
   */
  terminalEnded(pid: number, exitCode: number | undefined): void {
    const run = this.watched.find((one) => one.wantsTerminal && one.terminal === pid);
    if (run === undefined) return;
    run.wantsTerminal = false;
    if (!run.restarting && !run.stopped) run.exitCode ??= exitCode;
    if (exitCode === interrupted && run.exitCode === interrupted) run.stopped = true;
    if (run.endedAt !== undefined) this.settle(run);
  }

  /** The connection to the adapter broke off. Measured: the editor then sends `disconnect` by itself. */
  adapterGone(key: string): void {
    const run = this.of(key);
    if (run !== undefined) run.terminated = true;
  }

  /**
   * The user closed a terminal.
   * @param pid of its shell
   */
  terminalClosed(pid: number): void {
    const run = this.watched.find((one) => one.wantsTerminal && one.terminal === pid);
    if (run === undefined) return;
    if (run.exitCode === undefined && !run.restarting) run.stopped = true;
    this.terminalEnded(pid, undefined);
  }

  /** The editor ended a session without parent. */
  ended(key: string): void {
    const run = this.of(key);
    if (run === undefined || run.endedAt !== undefined) return;
    const isDecided = run.stopped || run.exitCode !== undefined;
    const timeoutMs = run.restarting ? restartTimeoutMs : run.wantsTerminal && !isDecided ? terminalTimeoutMs : 0;
    run.endedAt = this.clock.now();
    if (timeoutMs === 0) {
      this.settle(run);
      return;
    }
    run.stopWaiting = this.host.after(timeoutMs, () => this.settle(run));
    this.host.changed();
  }

  /** The window closes or reloads: events from now on are wrong. */
  shuttingDown(): void {
    this.over = true;
    for (const run of this.watched.filter(isEnding)) this.settle(run);
    for (const run of this.watched) run.stopWaiting();
    this.watched = [];
  }

  /** Measured: the editor reports no end for a session whose launch was refused. */
  private refused(run: Watched, refusal: string): void {
    run.refusal = refusal;
    run.terminated = true;
    run.endedAt = this.clock.now();
    this.settle(run);
  }

  private of(key: string): Watched | undefined {
    return this.watched.find((one) => one.key === key);
  }

  private add(key: string, facts: DebugFacts): void {
    const run = { ...facts, key, id: crypto.randomUUID(), ...courseFrom(this.clock.now()) };
    this.watched = [...this.watched, run];
  }

  /** A restart is no end: the run stays the same, with its time and output starting anew. */
  private beginAgain(run: Watched): Watched {
    run.stopWaiting();
    return Object.assign(run, courseFrom(this.clock.now()));
  }

  private settle(run: Watched): void {
    run.stopWaiting();
    this.watched = this.watched.filter((one) => one !== run);
    const ended = this.runOf(run);
    const { id, outcome, startedAt, endedAt, exitCode } = ended;
    this.log.info(`run ${id}: debug session ${outcome} after ${endedAt - startedAt} ms, code ${exitCode}`);
    this.host.ended(ended);
    this.host.changed();
  }

  private runOf(run: Watched): Run {
    const { id, name, command, folder, workspace, host, startedAt, refusal, document, terminal } = run;
    const { endedAt = this.clock.now() } = run;
    const [outcome, exitCode] = verdictOf(run);
    return {
      id,
      source: 'debug',
      name,
      command,
      outcome,
      exitCode,
      startedAt,
      startKnown: true,
      endedAt,
      folder,
      workspace,
      host,
      ...(refusal === '' ? {} : { details: [refusal] }),
      ...outputOf(run).kept(),
      ...placeOf(document, terminal),
    };
  }
}

/** Whether it has ended, unless it comes back. */
function isEnding({ endedAt, restarting }: Watched): boolean {
  return endedAt !== undefined && !restarting;
}

/** An adapter that wants a restart may send any value but false. */
function isSet(restart: unknown): boolean {
  return restart !== undefined && restart !== null && restart !== false;
}

/** Nothing reports that a JavaScript program exited with 0: without any information, that is the outcome. */
function verdictOf({ stopped, restarting, exitCode, refusal }: Watched): [Outcome, number | undefined] {
  // It was being restarted and never came back.
  if (stopped || restarting) return ['stopped', exitCode];
  if (exitCode === undefined && refusal !== '') return ['failed', undefined];
  return [outcomeOf(exitCode, false), exitCode];
}

/** A terminal has all the output; what the adapter prints repeats it. */
function outputOf({ output, terminalOutput }: Watched): OutputTail {
  return terminalOutput.isEmpty ? output : terminalOutput;
}

function placeOf(document: string | undefined, terminal: number | undefined): Pick<Run, 'place'> {
  if (document === undefined && terminal === undefined) return {};
  return {
    place: { ...(terminal === undefined ? {} : { terminal }), ...(document === undefined ? {} : { document }) },
  };
}
