import * as vscode from 'vscode';
import type { Clock } from '../../model/clock';
import { withoutHistoryTime } from '../../model/source/commandLine';
import { continuedLine, continues, type SeenCommand } from '../../model/source/reportedLine';
import type { OutputTail } from '../../model/output/outputTail';
import { PrintedOutput, readShellOutput } from '../../model/output/printedOutput';
import type { Printed } from '../../model/run/run';
import type { Scheduler } from '../../system/scheduler';

/** Characters that are kept of the first line. */
const firstLine = 1000;

/** A command that runs or has ended in a terminal: a typed one, a task's, or a debugger's. Reported, or only seen. */
export interface ShellExecution {
  readonly terminal: vscode.Terminal;
  /** As the editor knows it now; it may know it better after the end; empty if it does not. May contain secrets. */
  readonly commandLine: string;
  readonly seen: SeenCommand | undefined;
  /** Whether the shell reported the line; false if the editor guessed it from the screen. */
  readonly isCertain: boolean;
  /** Whether the editor read the line from the screen, with whatever confidence. */
  readonly isScreenLine: boolean;
  /** A path, or the empty string. */
  readonly cwd: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** False if it was running before we watched: then it started at `startedAt` or earlier. */
  readonly startKnown: boolean;
  /**
   * Whether it is the first execution reported in a terminal that is as old as the window: it may be older than the
   * window, too.
   */
  readonly isInherited: boolean;
  /** Whether the editor knows of it. Otherwise it was only seen, and nothing of its output is read. */
  readonly isReported: boolean;
  /** It was reported later than it began: what it printed before is lost. */
  readonly isReadLate: boolean;
  /** The end of what it printed. */
  readonly tail: OutputTail;
  printed(): Printed;
  /** Calls the listener with each chunk that is printed from now on. */
  onData(listener: (chunk: string) => void): vscode.Disposable;
  /** Resolves when the output is read to its end, or no more of it is expected. */
  readonly finished: Promise<void>;
}

export interface ShellExecutionStart {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly isKnown: boolean;
  readonly isInherited: boolean;
  /** See `ShellExecution`. */
  readonly isReadLate?: boolean;
}

/** A shell execution whose output is read from the moment on that the editor reports it. */
export class ReadExecution implements ShellExecution {
  private readonly data = new vscode.EventEmitter<string>();
  private stop: () => void = () => undefined;
  private chunks = 0;
  private kept: Thenable<number | undefined> | undefined;
  private readonly output: PrintedOutput;
  private commands = 0;
  /** The first line that it printed, for a shell that says there what it continues. */
  private beginning = '';
  private shown: SeenCommand | undefined;
  /** The editor's object; missing as long as its shell has only been seen. */
  shell: vscode.TerminalShellExecution | undefined;
  readonly finished = new Promise<void>((resolve) => {
    this.stop = resolve;
  });
  readonly startedAt: number;
  readonly startKnown: boolean;
  readonly isInherited: boolean;
  readonly isReadLate: boolean;
  private said: vscode.TerminalShellExecutionCommandLine | undefined;
  /** The id of its process, once it was found by it: it never has another. */
  pid: number | undefined;

  constructor(
    shell: vscode.TerminalShellExecution | undefined,
    readonly terminal: vscode.Terminal,
    clock: Clock,
    start: ShellExecutionStart,
  ) {
    this.startedAt = start.at;
    this.output = new PrintedOutput(clock, start.at, setImmediate);
    this.startKnown = start.isKnown;
    this.isInherited = start.isInherited;
    this.isReadLate = start.isReadLate === true;
    if (shell !== undefined) this.report(shell);
  }

  /** The editor reports it. */
  report(shell: vscode.TerminalShellExecution): void {
    this.shell = shell;
    this.said = shell.commandLine;
    if (this.startKnown) this.read(shell).then(this.stop, this.stop);
    else this.stop();
  }

  get isReported(): boolean {
    return this.shell !== undefined;
  }

  /** Programs were seen in the foreground of its terminal. */
  see({ shell, name, last }: SeenCommand): void {
    this.shown = { shell, name: (this.shown?.name ?? '') || name, last: last || (this.shown?.last ?? '') };
  }

  get seen(): SeenCommand | undefined {
    return this.shown;
  }

  /** Whether the shell began more commands in it than one, and so reports the code of another for it. */
  get isSeveral(): boolean {
    return this.commands > 1;
  }

  get tail(): OutputTail {
    return this.output.tail;
  }

  get commandLine(): string {
    const line = this.typedLine;
    return continuedLine(line, this.beginning) ?? (continues(line) ? this.shown?.name : undefined) ?? line;
  }

  /** Whether it continues a job that was suspended, which its line is then. */
  get isContinuation(): boolean {
    return continues(this.typedLine);
  }

  get isCertain(): boolean {
    return this.line?.confidence !== vscode.TerminalShellExecutionCommandLineConfidence.Low;
  }

  get isScreenLine(): boolean {
    return this.line?.confidence !== vscode.TerminalShellExecutionCommandLineConfidence.High;
  }

  get cwd(): string {
    return (this.shell?.cwd ?? this.terminal.shellIntegration?.cwd)?.fsPath ?? '';
  }

  private get typedLine(): string {
    // Measured: a line that the editor reads from the screen, as of fish, may have a blank behind it.
    return withoutHistoryTime(this.line?.value ?? '', this.startedAt).trimEnd();
  }

  /**
   * What the editor knows best. Of a shell that marks its prompts but does not tell its lines it forgets at the end
   * what it had read from the screen.
   */
  private get line(): vscode.TerminalShellExecutionCommandLine | undefined {
    if (this.shell === undefined || this.said === undefined) return undefined;
    const { Low } = vscode.TerminalShellExecutionCommandLineConfidence;
    const now = this.shell.commandLine;
    const isGuess = now.confidence === Low && this.said.confidence !== Low && this.said.value !== '';
    if (now.value.trim() !== '' && !isGuess) this.said = now;
    return this.said;
  }

  /** The process of its terminal while it ran. A reused terminal gets another process afterwards. */
  get process(): Thenable<number | undefined> {
    return this.kept ?? this.terminal.processId;
  }

  printed(): Printed {
    return this.output.printed();
  }

  onData(listener: (chunk: string) => void): vscode.Disposable {
    return this.data.event(listener);
  }

  /** It has ended: its process stays the current one of its terminal. */
  keepProcess(): void {
    this.kept = this.terminal.processId;
  }

  /** Stops waiting for output. */
  giveUp(): void {
    this.stop();
  }

  /**
   * It has ended, but the editor does not always end the stream: stops waiting for output when none has come for a
   * while. @param quiet that while, in milliseconds @param longest milliseconds for whatever goes on printing there
   */
  giveUpWhenQuiet(scheduler: Pick<Scheduler, 'after'>, quiet: number, longest: number): void {
    const before = this.chunks;
    scheduler.after(quiet, () => {
      if (this.chunks === before || longest <= quiet) this.stop();
      else this.giveUpWhenQuiet(scheduler, quiet, longest - quiet);
    });
  }

  private async read(shell: vscode.TerminalShellExecution): Promise<void> {
    const take = (chunk: string): void => this.append(chunk);
    await readShellOutput(shell.read(), take, () => (this.commands += 1));
    this.data.dispose();
  }

  private append(chunk: string): void {
    if (chunk === '') return;
    this.chunks += 1;
    if (this.beginning.length < firstLine) this.beginning += chunk.slice(0, firstLine);
    this.output.append(chunk);
    this.data.fire(chunk);
  }
}
