import type { Clock } from './clock';
import type { Log } from './log';
import type { KeptOutput } from './outputTail';
import { printable } from './printable';
import { outcomeOf, type Outcome, type Run, type Running } from './run';

/** What is known of a command besides how it goes. */
export type CommandFacts = Pick<Run, 'command' | 'folder' | 'workspace' | 'host'>;

/** How a command began. */
export interface CommandStart {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** False where it went on before we watched: it started at `at` or earlier. */
  readonly isKnown: boolean;
  /** It may be older than the window: the first of its terminal, which is. */
  readonly isInherited: boolean;
}

/** Who knows the commands, and who hears of them. */
export interface TerminalRunsHost<Key extends object> {
  factsOf(key: Key): CommandFacts;
  /** Whether the editor took its line from the screen. */
  isScreenLine(key: Key): boolean;
  /** Whether somebody sits before a command, as before an editor. */
  isInteractive(command: string): boolean;
  /** When a command that outlived a reload really started, in milliseconds since 1970, where that is known. */
  earlierStart(command: string, terminal: number | undefined): number | undefined;
  /** For the details of a run that was stopped without having ended. */
  suspended(): string;
  /** A run is over. Comes exactly once for each. */
  ended(run: Run): void;
  /** What runs now has changed. */
  changed(): void;
}

/** What is only known once it is clear whose a command is. */
export interface CommandTraces extends KeptOutput {
  /** The process of its terminal. */
  readonly terminal: number | undefined;
}

interface Watched<Key extends object> {
  readonly key: Key;
  readonly id: string;
  readonly start: CommandStart;
  /** Clear to be one that somebody typed; before, it is not listed. */
  isClear: boolean;
  terminal: number | undefined;
  end?: { readonly at: number; readonly exitCode: number | undefined; readonly outcome: Outcome };
}

/** Exit codes of bash and zsh for what Ctrl+C ends and what Ctrl+Z suspends: 128 + SIGINT, SIGTSTP (Linux, macOS). */
const interrupted = 130;
const suspended: readonly (number | undefined)[] = [148, 146];

/** Measured: what went on over a reload is told to start a millisecond before it ends, */
const atOnce = 20;
/** later on a busy computer, and with a line from the screen, which other commands have where no shell tells theirs. */
const soonAfter = 1000;

/** Whether what was printed is lost where nothing was read: of what is quicker, in milliseconds, half was not. */
const quick = 500;

/**
 * Joins what the editor tells of the commands in terminals into runs, each exactly once. Whether one is a task's or the
 * debugger's is not known as it starts: it counts as nobody's until `clear` or `settle` says that somebody typed it.
 */
export class TerminalRuns<Key extends object> {
  private readonly watched = new Map<Key, Watched<Key>>();
  private over = false;

  constructor(
    private readonly host: TerminalRunsHost<Key>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** What is clear to run now, oldest first. */
  get running(): readonly Running[] {
    return [...this.watched.values()].filter(isListed).map(({ key, id, start, terminal }) => {
      const { command, folder } = this.host.factsOf(key);
      return {
        id,
        source: 'terminal',
        name: printable(command, 80),
        command,
        folder,
        startedAt: start.at,
        startKnown: start.isKnown,
        ...(terminal === undefined ? {} : { place: { terminal } }),
        ...(this.host.isInteractive(command) ? { interactive: true } : {}),
      };
    });
  }

  /** The one that runs with this id. */
  keyOf(id: string): Key | undefined {
    return [...this.watched.values()].find((command) => command.id === id && isListed(command))?.key;
  }

  started(key: Key, start: CommandStart): void {
    if (this.over) return;
    const id = crypto.randomUUID();
    this.watched.set(key, { key, id, start, isClear: false, terminal: undefined });
  }

  /** It is nobody's own by now, and goes on. */
  clear(key: Key, terminal: number | undefined): void {
    const command = this.watched.get(key);
    if (command === undefined || command.end !== undefined || command.isClear) return;
    if (isEmpty(this.host.factsOf(key).command)) return;
    command.isClear = true;
    command.terminal = terminal;
    this.host.changed();
  }

  /** It is a task's, or the debugger's, whose own sources tell of it. */
  disowned(key: Key): void {
    const command = this.watched.get(key);
    this.watched.delete(key);
    if (command !== undefined && isListed(command)) this.host.changed();
  }

  /** The shell is done with it. No code: it was empty, or something was typed while it ran. */
  ended(key: Key, exitCode: number | undefined): void {
    const wasStopped = exitCode === interrupted || suspended.includes(exitCode);
    this.end(key, exitCode, wasStopped ? 'stopped' : outcomeOf(exitCode, false));
  }

  /**
   * Its terminal was closed, which is all that is told then.
   * @param byItself the shell has left, as with `exit 7`: then the code is that of the command
   */
  closed(key: Key, exitCode: number | undefined, byItself: boolean): void {
    if (byItself) this.end(key, exitCode, outcomeOf(exitCode, false));
    else this.end(key, undefined, 'stopped');
  }

  /** One that has ended was typed by somebody: tells its run. */
  settle(key: Key, { terminal, ...printed }: CommandTraces): void {
    const command = this.watched.get(key);
    if (command?.end === undefined) return;
    this.watched.delete(key);
    const { id, start, end } = command;
    const facts = this.host.factsOf(key);
    if (isEmpty(facts.command)) return;
    const isScreenLine = this.host.isScreenLine(key);
    const outlived = start.isInherited && start.isKnown && end.at - start.at <= (isScreenLine ? soonAfter : atOnce);
    const earlier = outlived || !start.isKnown ? this.host.earlierStart(facts.command, terminal) : undefined;
    const startedAt = earlier ?? start.at;
    const startKnown = earlier !== undefined || (start.isKnown && !outlived);
    const isRead = printed.output !== '' || (startKnown && end.at - start.at >= quick && earlier === undefined);
    this.log.info(`terminal command ${end.outcome} after ${end.at - startedAt} ms, exit code ${end.exitCode}`);
    this.host.ended({
      ...facts,
      id,
      source: 'terminal',
      name: printable(facts.command, 80),
      outcome: end.outcome,
      exitCode: end.exitCode,
      startedAt,
      startKnown,
      endedAt: end.at,
      ...(suspended.includes(end.exitCode) ? { details: [this.host.suspended()] } : {}),
      ...(isRead ? printed : {}),
      ...(terminal === undefined ? {} : { place: { terminal } }),
      ...(this.host.isInteractive(facts.command) ? { interactive: true } : {}),
      ...(isScreenLine ? { screenLine: true } : {}),
    });
  }

  /** The window closes or reloads: what runs may go on. */
  shuttingDown(): void {
    this.over = true;
    this.watched.clear();
  }

  private end(key: Key, exitCode: number | undefined, outcome: Outcome): void {
    const command = this.watched.get(key);
    if (command === undefined || command.end !== undefined) return;
    const wasListed = isListed(command);
    command.end = { at: this.clock.now(), exitCode, outcome };
    if (wasListed) this.host.changed();
  }
}

function isListed({ isClear, end }: Watched<object>): boolean {
  return isClear && end === undefined;
}

/** Enter alone, or comments: the shell executes nothing, and yet the editor tells it. */
function isEmpty(command: string): boolean {
  return command.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));
}
