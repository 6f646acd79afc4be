import type { Clock } from './clock';
import { courseFrom, type DebugCourse } from './debugCourse';
import { exitCodeTold, localProcessOf, printedBy, refusalOf, type DebugMessage } from './debugMessage';
import type { Log } from './log';
import type { OutputTail } from './outputTail';
import { outcomeOf, type Outcome, type Printed, type Run, type Running } from './run';

/** What is known of a debug session besides how it goes. */
export interface DebugFacts extends Pick<Run, 'name' | 'command' | 'folder' | 'workspace' | 'host'> {
  /** The program, as a URI, where it is a file. */
  readonly document?: string;
  /** Its adapter is the one that the editor brings for JavaScript. */
  readonly jsDebug: boolean;
}

/** Who hears of debug sessions, and who has a timer. */
export interface DebugRunsHost {
  /** A run is over. Comes exactly once for each. */
  ended(run: Run): void;
  /** What runs now has changed. */
  changed(): void;
  /** Does the work after so many milliseconds, unless the answer is called before. */
  after(milliseconds: number, work: () => void): () => void;
}

interface Watched extends DebugFacts, DebugCourse {
  /** The editor's id of the session, which stays the same when it is restarted. */
  readonly key: string;
  readonly id: string;
}

/** How long the end of a session waits for that of its terminal's command, in milliseconds. Measured: it comes before. */
const terminalPatience = 2_000;

/** The same for a session that is to be restarted: the tasks that it depends on may run again first. */
const restartPatience = 300_000;

/** What a shell gives for a program that was stopped by Ctrl+C. */
const interrupted = 130;

/**
 * Joins what the editor and the debug adapters tell of sessions into runs, a run for each session that has no parent.
 * No way to learn the exit code serves every adapter: what each one is worth was measured and stands beside it.
 */
export class DebugRuns {
  private watched: readonly Watched[] = [];
  private over = false;

  constructor(
    private readonly host: DebugRunsHost,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** What runs now, oldest first. */
  get running(): readonly Running[] {
    return this.watched.map(({ id, name, command, folder, startedAt, pid, document, terminal }) => {
      const place = placeOf(document, terminal);
      const process = pid === undefined ? {} : { pid };
      return { id, source: 'debug', name, command, folder, startedAt, startKnown: true, ...process, ...place };
    });
  }

  /** Whether some session has asked for a terminal, so that the next command of one may be its. */
  get wantsTerminal(): boolean {
    return this.watched.some((one) => one.wantsTerminal);
  }

  printed(id: string): Printed | undefined {
    const run = this.watched.find((one) => one.id === id);
    if (run === undefined) return undefined;
    const output = outputOf(run);
    return { text: output.text(), missing: output.missing, at: run.printedAt };
  }

  /** An adapter is about to be asked to launch. Comes again for a session that is restarted by a new launch. */
  began(key: string, facts: DebugFacts): void {
    if (this.over) return;
    const known = this.of(key);
    if (known === undefined) this.add(key, facts);
    else this.beginAgain(known);
    this.host.changed();
  }

  /** The editor says something to the adapter of a session without parent. */
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
      // Measured: after an end of its own accord comes `terminated` first, then `disconnect`.
      if (isSet(args?.restart)) run.restarting = true;
      else if (!run.terminated && run.exitCode === undefined) run.stopped = true;
    }
  }

  /** The adapter of a session without parent says something. */
  fromAdapter(key: string, message: DebugMessage): void {
    const run = this.of(key);
    if (run === undefined) return;
    this.outputEvent(key, message);
    const { type, command, event, body } = message;
    if (type === 'response' && command === 'restart') run.restarting = false;
    if (type === 'request' && command === 'runInTerminal') run.wantsTerminal = message.arguments?.kind !== 'external';
    const refusal = refusalOf(message);
    if (refusal !== '') this.refused(run, refusal);
    // What a program gives that is killed or makes way for its successor is not its own doing.
    const code = exitCodeTold(message, run.jsDebug);
    if (code !== undefined && !run.restarting && !run.stopped) run.exitCode = code;
    if (type !== 'event') return;
    if (event === 'process') run.pid = localProcessOf(body);
    if (event !== 'terminated') return;
    if (isSet(body?.restart)) run.restarting = true;
    else run.terminated = true;
  }

  /** Any session of a family says something; js-debug prints through the children. @param key of the one without parent */
  outputEvent(key: string, message: DebugMessage): void {
    const run = this.of(key);
    const text = printedBy(message);
    if (run === undefined || text === '') return;
    run.output.append(text);
    run.printedAt = this.clock.now();
  }

  /** Something was printed in a terminal. @param pid of its shell */
  terminalPrinted(pid: number, text: string): void {
    const run = this.watched.find((one) => one.terminal === pid);
    if (run === undefined) return;
    run.terminalOutput.append(text);
    run.printedAt = this.clock.now();
  }

  /** A command in a terminal has ended. @param pid of its shell */
  terminalEnded(pid: number, exitCode: number | undefined): void {
    const run = this.watched.find((one) => one.wantsTerminal && one.terminal === pid);
    if (run === undefined) return;
    run.wantsTerminal = false;
    if (!run.restarting && !run.stopped) run.exitCode ??= exitCode;
    if (exitCode === interrupted && run.exitCode === interrupted) run.stopped = true;
    if (run.endedAt !== undefined) this.settle(run);
  }

  /** The connection to the adapter has broken off; measured: the editor then says `disconnect` by itself. */
  adapterGone(key: string): void {
    const run = this.of(key);
    if (run !== undefined) run.terminated = true;
  }

  /** The user has closed a terminal. @param pid of its shell */
  terminalClosed(pid: number): void {
    const run = this.watched.find((one) => one.wantsTerminal && one.terminal === pid);
    if (run === undefined) return;
    if (run.exitCode === undefined && !run.restarting) run.stopped = true;
    this.terminalEnded(pid, undefined);
  }

  /** The editor is done with a session without parent. */
  ended(key: string): void {
    const run = this.of(key);
    if (run === undefined || run.endedAt !== undefined) return;
    const isDecided = run.stopped || run.exitCode !== undefined;
    const patience = run.restarting ? restartPatience : run.wantsTerminal && !isDecided ? terminalPatience : 0;
    run.endedAt = this.clock.now();
    if (patience === 0) this.settle(run);
    else run.stopWaiting = this.host.after(patience, () => this.settle(run));
  }

  /** The window closes or reloads: what is told from now on is not true. */
  shuttingDown(): void {
    this.over = true;
    for (const run of this.watched) run.stopWaiting();
    this.watched = [];
  }

  /** Measured: of a session whose launch was refused the editor tells no end. */
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

  /** A restart is no end: it stays the same run, whose time and output count from now on. */
  private beginAgain(run: Watched): Watched {
    run.stopWaiting();
    return Object.assign(run, courseFrom(this.clock.now()));
  }

  private settle(run: Watched): void {
    run.stopWaiting();
    this.watched = this.watched.filter((one) => one !== run);
    const { id, name, command, folder, workspace, host, startedAt, refusal, document, terminal } = run;
    const { endedAt = this.clock.now() } = run;
    const [outcome, exitCode] = verdictOf(run);
    this.log.info(`run ${id}: debug session ${outcome} after ${endedAt - startedAt} ms, code ${exitCode}`);
    this.host.changed();
    this.host.ended({
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
    });
  }
}

/** An adapter may send anything but false along with its wish to be restarted. */
function isSet(restart: unknown): boolean {
  return restart !== undefined && restart !== null && restart !== false;
}

/** Nobody says of a JavaScript program that it gave 0: where nothing is known, that is what is told. */
function verdictOf({ stopped, restarting, exitCode, refusal }: Watched): [Outcome, number | undefined] {
  // One that was to be restarted and never came back.
  if (stopped || restarting) return ['stopped', exitCode];
  if (exitCode === undefined && refusal !== '') return ['failed', undefined];
  return [outcomeOf(exitCode, false), exitCode];
}

/** The terminal has everything, where there is one; what the adapter tells beside it repeats it. */
function outputOf({ output, terminalOutput }: Watched): OutputTail {
  return terminalOutput.isEmpty ? output : terminalOutput;
}

function placeOf(document: string | undefined, terminal: number | undefined): Pick<Run, 'place'> {
  if (document === undefined && terminal === undefined) return {};
  return {
    place: { ...(terminal === undefined ? {} : { terminal }), ...(document === undefined ? {} : { document }) },
  };
}
