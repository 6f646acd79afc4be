import type { Clock } from '../clock';
import type { Log } from '../log';
import type { KeptOutput } from '../output/outputTail';
import { plainOutput } from '../output/renderedOutput';
import { oneLine } from '../oneLine';
import { lastCommand } from './shellCommand';
import { isGood, type Outcome, outcomeOf, type Run, type Running } from '../run/run';

/** What is known of a command apart from its course. */
export interface CommandFacts extends Pick<Run, 'name' | 'command' | 'folder' | 'workspace' | 'host'> {
  /** The shell has not reported it: `command` is empty, and its name is what was seen to run. */
  readonly unreported?: true;
}

/** The start of a command. */
export interface CommandStart {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** False if it was running before we watched: it started at `at` or earlier. */
  readonly isKnown: boolean;
  /** It may be older than this window: it is the first command of a terminal that is. */
  readonly isInherited: boolean;
  /** What it printed at first, or all of it, was not read. */
  readonly isReadLate?: boolean;
}

/** What is known of the end of a command beside its code. */
export interface CommandEndSight {
  /** When it was seen to be over, in milliseconds since 1970, if not now. */
  readonly at?: number | undefined;
  /** It is suspended, whatever its code says. */
  readonly isSuspended?: boolean | undefined;
}

/** What terminal runs need from the host: facts and listeners. */
export interface TerminalRunsHost<Key extends object> {
  factsOf(key: Key): CommandFacts;
  /** Whether the editor read its line off the screen. */
  isScreenLine(key: Key): boolean;
  /** Whether a command is interactive, like an editor or a pager. */
  isInteractive(key: Key): boolean;
  /** Whether its line is only a part of what was typed. */
  isCut(key: Key): boolean;
  /** A detail line for a run with such a line. */
  cut(): string;
  /** A detail line for a run that the shell has not reported. */
  unreported(): string;
  /** A detail line for a run that was suspended and so has not ended. */
  suspended(): string;
  /** Called exactly once for each run, when it is over. */
  ended(run: Run): void;
  /** Called when the running commands have changed. */
  changed(): void;
}

/** What is only known once it is clear that the user typed the command. */
export interface CommandTraces extends KeptOutput {
  /** The process id of its terminal's shell. */
  readonly terminal: number | undefined;
}

/** The same before its output is read. */
type EarlyTraces = Pick<CommandTraces, 'terminal'> & Partial<CommandTraces>;

interface Watched<Key extends object> {
  readonly key: Key;
  readonly id: string;
  readonly start: CommandStart;
  /** Typed by the user, as far as is known; listed only from then on. */
  isClear: boolean;
  terminal: number | undefined;
  end?: CommandEnd;
}

interface CommandEnd {
  readonly at: number;
  readonly exitCode: number | undefined;
  readonly outcome: Outcome;
  readonly isSuspended: boolean;
}

/**
 * Exit codes of bash and zsh for commands that Ctrl+C ends and Ctrl+Z suspends: 128 + SIGINT, SIGTSTP (Linux, macOS).
 */
const interrupted = 130;
const suspended: readonly (number | undefined)[] = [148, 146];

/** Measured: a command that was running during a reload is reported to start a millisecond before it ends, */
const atOnceMs = 20;
/**
 * or later on a busy computer; also later with a line from the screen, which other commands have too if no shell
 * reports theirs. In milliseconds.
 */
const soonAfterMs = 1000;

/**
 * Of commands quicker than this, in milliseconds, the output of half was not read: an empty output of one is unknown
 * rather than empty.
 */
const quickMs = 500;

/**
 * Joins the editor's events about commands in terminals into runs, each exactly once. At its start it is unknown
 * whether a command belongs to a task or to the debugger: it is not a run until `clear` or `settle` says that the
 * user typed it.
 */
export class TerminalRuns<Key extends object> {
  private readonly watched = new Map<Key, Watched<Key>>();
  private over = false;

  constructor(
    private readonly host: TerminalRunsHost<Key>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The running commands that the user typed, oldest first. */
  get running(): readonly Running[] {
    return [...this.watched.values()].filter(isListed).map(({ key, id, start, terminal }) => {
      const { name, command, folder } = this.host.factsOf(key);
      return {
        id,
        source: 'terminal',
        name: oneLine(name, 80),
        command,
        folder,
        startedAt: start.at,
        startKnown: start.isKnown,
        ...(terminal === undefined ? {} : { place: { terminal } }),
        ...(this.host.isInteractive(key) ? { interactive: true } : {}),
      };
    });
  }

  /** The commands that the user typed and that have ended, until `settle`, without their output. */
  get ending(): readonly Run[] {
    return [...this.watched.values()].flatMap((command) => {
      if (!command.isClear || command.end === undefined) return [];
      return this.runOf(command, command.end, { terminal: command.terminal }) ?? [];
    });
  }

  /** The key of the running command with this id. */
  keyOf(id: string): Key | undefined {
    return [...this.watched.values()].find((command) => command.id === id && isListed(command))?.key;
  }

  started(key: Key, start: CommandStart): void {
    if (this.over) return;
    const id = crypto.randomUUID();
    this.watched.set(key, { key, id, start, isClear: false, terminal: undefined });
  }

  /** The user typed it, as far as is known: it is running, or its end waits for its output. */
  clear(key: Key, terminal: number | undefined): void {
    const command = this.watched.get(key);
    if (command === undefined || command.isClear) return;
    if (isEmpty(this.host.factsOf(key).name)) return;
    command.isClear = true;
    command.terminal = terminal;
    this.host.changed();
  }

  /** It belongs to a task or to the debugger, whose own sources report it. */
  disowned(key: Key): void {
    const command = this.watched.get(key);
    this.watched.delete(key);
    if (command?.isClear === true) this.host.changed();
  }

  /**
   * The shell reports its end, or is seen at rest. Without a code, it was empty, or something was typed while it ran,
   * or the shell does not report it.
   */
  ended(key: Key, exitCode: number | undefined, { at, isSuspended = false }: CommandEndSight = {}): void {
    const wasStopped = exitCode === interrupted || isSuspended || suspended.includes(exitCode);
    this.end(key, exitCode, wasStopped ? 'stopped' : outcomeOf(exitCode, false), {
      at,
      isSuspended,
    });
  }

  /**
   * Its terminal was closed, and no other event comes.
   * @param byItself the shell exited, for instance after `exit 7`: its code is that of the command
   */
  closed(key: Key, exitCode: number | undefined, byItself: boolean): void {
    if (!byItself) this.end(key, undefined, 'stopped');
    // A shell that is killed under a command is said to have left with 0.
    else if (exitCode === 0 && !leaves(this.host.factsOf(key).command))
      this.end(key, undefined, outcomeOf(undefined, false));
    else this.end(key, exitCode, outcomeOf(exitCode, false));
  }

  /** The user typed a command that has ended: emits its run. */
  settle(key: Key, traces: CommandTraces): void {
    const command = this.watched.get(key);
    if (command?.end === undefined) return;
    this.watched.delete(key);
    const run = this.runOf(command, command.end, traces);
    if (run === undefined) return;
    const { outcome, startedAt, endedAt, exitCode } = run;
    this.log.info(`terminal command ${outcome} after ${endedAt - startedAt} ms, exit code ${exitCode}`);
    this.host.ended(run);
  }

  /** `undefined` if nothing was executed. */
  private runOf({ key, id, start }: Watched<Key>, end: CommandEnd, traces: EarlyTraces): Run | undefined {
    const { terminal, ...printed } = traces;
    const { name, unreported, ...facts } = this.host.factsOf(key);
    if (isEmpty(name)) return undefined;
    const isScreenLine = this.host.isScreenLine(key);
    const outlived = start.isInherited && start.isKnown && end.at - start.at <= (isScreenLine ? soonAfterMs : atOnceMs);
    const startKnown = start.isKnown && !outlived;
    const isRead = printed.output !== '' || (startKnown && start.isReadLate !== true && end.at - start.at >= quickMs);
    const wasSuspended = end.isSuspended || suspended.includes(end.exitCode) || isSuspendedByFish(printed.output ?? '');
    const isAnswered = isGood(end.outcome) && isInterrupted(printed.output ?? '');
    const isUncertain = isAnswered || (wasSuspended && !suspended.includes(end.exitCode));
    const isCut = this.host.isCut(key);
    const details = [
      ...(unreported === true ? [this.host.unreported()] : []),
      ...(isCut ? [this.host.cut()] : []),
      ...(wasSuspended ? [this.host.suspended()] : []),
    ];
    return {
      ...facts,
      id,
      source: 'terminal',
      name: oneLine(name, 80),
      outcome: isAnswered || wasSuspended ? 'stopped' : end.outcome,
      exitCode: isUncertain ? undefined : end.exitCode,
      startedAt: start.at,
      startKnown,
      endedAt: end.at,
      ...(details.length > 0 ? { details } : {}),
      ...(isRead ? printed : {}),
      ...(terminal === undefined ? {} : { place: { terminal } }),
      ...(this.host.isInteractive(key) ? { interactive: true } : {}),
      ...(isScreenLine ? { screenLine: true } : {}),
      ...(isCut ? { cutLine: true } : {}),
    };
  }

  /** The window closes or reloads: the commands may go on, but for those that have ended. */
  shuttingDown(): void {
    this.over = true;
    for (const { key, end } of this.watched.values()) if (end === undefined) this.watched.delete(key);
  }

  private end(
    key: Key,
    exitCode: number | undefined,
    outcome: Outcome,
    { at = this.clock.now(), isSuspended = false }: CommandEndSight = {},
  ): void {
    const command = this.watched.get(key);
    if (command === undefined || command.end !== undefined) return;
    const wasListed = isListed(command);
    command.end = { at: Math.max(at, command.start.at), exitCode, outcome, isSuspended };
    if (wasListed) this.host.changed();
  }
}

/** Whether the shell itself ends with the line. */
function leaves(line: string): boolean {
  return /^(?:exit|logout|exec|bye)$/.test(lastCommand(line)?.words[0] ?? '');
}

/**
 * Whether the terminal echoed Ctrl+C at the beginning of one of the last lines: a server that answers it by itself
 * leaves with 0. What a program prints has no such line.
 */
function isInterrupted(output: string): boolean {
  const lines = plainOutput(output.slice(-4_000)).trimEnd().split('\n');
  return lines.slice(-5).some((line) => line.startsWith('^C'));
}

/**
 * Whether fish says last that it has suspended a job. Measured: it gives the code of the command before. In another
 * language only Linux shows it.
 */
function isSuspendedByFish(output: string): boolean {
  return /^(?:\^Z)?fish: Job \d+, .* has stopped$/.test(
    plainOutput(output.slice(-4_000)).trimEnd().split('\n').at(-1) ?? '',
  );
}

function isListed({ isClear, end }: Watched<object>): boolean {
  return isClear && end === undefined;
}

/** Only Enter, or comments: the shell executes nothing, and yet the editor reports it. */
function isEmpty(command: string): boolean {
  return command.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));
}
