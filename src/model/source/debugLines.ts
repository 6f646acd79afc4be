import type { DebugMessage } from './debugMessage';

interface Launch {
  readonly session: string;
  /** The longest word of the command line that will be typed. */
  readonly word: string;
  /** Milliseconds since 1970, as are the others. */
  readonly askedAt: number;
  /** The process id of its terminal's shell, as soon as the terminal exists. */
  terminal?: number;
  /** When the command with its line began. */
  lineAt?: number;
}

/**
 * How long a terminal may take to execute what is typed into it, in milliseconds: a new one starts its shell first.
 */
const timeoutMs = 60_000;
const maxLaunches = 20;

/**
 * The command lines that debuggers type into terminals: they belong to the debug session and are not commands of the
 * user.
 */
export class DebugLines {
  private launches: readonly Launch[] = [];

  /** Takes a message from an adapter, which may ask for a terminal. */
  fromAdapter(session: string, { type, command, arguments: args }: DebugMessage, now: number): void {
    if (type !== 'request' || command !== 'runInTerminal') return;
    const words = Array.isArray(args?.args) ? args.args.map((one) => bare(String(one))) : [];
    const word = words.reduce((longest, one) => (one.length > longest.length ? one : longest), '');
    this.launches = [...this.launches, { session, word, askedAt: now }].slice(-maxLaunches);
  }

  /** Takes a message to an adapter, which may report the terminal. */
  toAdapter(session: string, { type, command, body }: DebugMessage): void {
    if (type !== 'response' || command !== 'runInTerminal' || typeof body?.shellProcessId !== 'number') return;
    const launch = this.launches.findLast((one) => one.session === session);
    if (launch !== undefined) launch.terminal = body.shellProcessId;
  }

  /** Whether a debugger typed this command: the first one in its terminal after the adapter asked for it. */
  has(terminal: number | undefined, line: string, startedAt: number): boolean {
    const launch = this.launches.find(
      (one) =>
        terminal !== undefined &&
        one.terminal === terminal &&
        (one.lineAt ?? startedAt) === startedAt &&
        startedAt >= one.askedAt &&
        startedAt - one.askedAt < timeoutMs &&
        bare(line).includes(one.word),
    );
    if (launch !== undefined) launch.lineAt = startedAt;
    return launch !== undefined;
  }
}

/** Removes the characters that shells use for quoting. */
function bare(text: string): string {
  return text.replace(/['"\\`^]/g, '');
}
