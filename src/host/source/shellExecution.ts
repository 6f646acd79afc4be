import * as vscode from 'vscode';
import type { Clock } from '../model/clock';
import type { OutputTail } from '../model/outputTail';
import { PrintedOutput } from '../model/printedOutput';
import type { Printed } from '../model/run';
import { readShellOutput } from '../model/shellOutput';

/** A command that goes on in a terminal, or has ended there: one that was typed, a task's, or the debugger's. */
export interface ShellExecution {
  readonly terminal: vscode.Terminal;
  /** As the editor knows it now; it may know it better once it has ended. May hold secrets. */
  readonly commandLine: string;
  /** Whether a shell has told the line; false where the editor took what it found on the screen for it. */
  readonly isCertain: boolean;
  /** Whether the editor took the line from the screen, however sure it is of that. */
  readonly isScreenLine: boolean;
  /** A path, or the empty text. */
  readonly cwd: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** False where it went on before we watched: then it started at `startedAt` or earlier. */
  readonly startKnown: boolean;
  /** Whether it is the first one that is told of a terminal that is as old as the window: it may be older too. */
  readonly isInherited: boolean;
  /** The end of what it printed. */
  readonly tail: OutputTail;
  printed(): Printed;
  /** Tells what it prints from now on, piece by piece. */
  onData(listener: (chunk: string) => void): vscode.Disposable;
  /** Resolves when what it printed is read to its end, or nothing more will come. */
  readonly finished: Promise<void>;
}

export interface ShellExecutionStart {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly isKnown: boolean;
  readonly isInherited: boolean;
}

/** One that is read from the moment it is made. */
export class ReadExecution implements ShellExecution {
  private readonly data = new vscode.EventEmitter<string>();
  private stop: () => void = () => undefined;
  private kept: Thenable<number | undefined> | undefined;
  private readonly output: PrintedOutput;
  readonly finished = new Promise<void>((resolve) => {
    this.stop = resolve;
  });
  readonly startedAt: number;
  readonly startKnown: boolean;
  readonly isInherited: boolean;

  constructor(
    /** The editor's own object for it. */
    readonly shell: vscode.TerminalShellExecution,
    readonly terminal: vscode.Terminal,
    clock: Clock,
    start: ShellExecutionStart,
  ) {
    this.startedAt = start.at;
    this.output = new PrintedOutput(clock, start.at, setImmediate);
    this.startKnown = start.isKnown;
    this.isInherited = start.isInherited;
    if (start.isKnown) this.read().then(this.stop, this.stop);
    else this.stop();
  }

  get tail(): OutputTail {
    return this.output.tail;
  }

  get commandLine(): string {
    return this.shell.commandLine.value;
  }

  get isCertain(): boolean {
    return this.shell.commandLine.confidence !== vscode.TerminalShellExecutionCommandLineConfidence.Low;
  }

  get isScreenLine(): boolean {
    return this.shell.commandLine.confidence !== vscode.TerminalShellExecutionCommandLineConfidence.High;
  }

  get cwd(): string {
    return this.shell.cwd?.fsPath ?? '';
  }

  /** The process of its terminal while it goes on. A terminal that is used again gets another one afterwards. */
  get process(): Thenable<number | undefined> {
    return this.kept ?? this.terminal.processId;
  }

  printed(): Printed {
    return this.output.printed();
  }

  onData(listener: (chunk: string) => void): vscode.Disposable {
    return this.data.event(listener);
  }

  /** It has ended: from now on its process is the one that its terminal has now. */
  keepProcess(): void {
    this.kept = this.terminal.processId;
  }

  /** The editor does not always tell that there is nothing more to read. */
  giveUp(): void {
    this.stop();
  }

  private async read(): Promise<void> {
    await readShellOutput(this.shell.read(), (chunk) => this.append(chunk));
    this.data.dispose();
  }

  private append(chunk: string): void {
    if (chunk === '') return;
    this.output.append(chunk);
    this.data.fire(chunk);
  }
}
