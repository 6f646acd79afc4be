import type { DebugMessage } from './debugMessage';

interface Launch {
  readonly session: string;
  /** The most telling word of what is to be typed. */
  readonly word: string;
  /** Milliseconds since 1970, as are the others. */
  readonly askedAt: number;
  /** The process of its terminal, as soon as that is there. */
  terminal?: number;
  /** When the command began that is its line. */
  lineAt?: number;
}

/** How long a terminal may take until it executes what is typed into it: a new one starts its shell first. */
const patience = 60_000;
const mostLaunches = 20;

/** What debuggers have typed into terminals: it is a part of the debug session, and no command of the user. */
export class DebugLines {
  private launches: readonly Launch[] = [];

  /** An adapter says something; it may ask for a terminal. */
  fromAdapter(session: string, { type, command, arguments: args }: DebugMessage, now: number): void {
    if (type !== 'request' || command !== 'runInTerminal') return;
    const words = Array.isArray(args?.args) ? args.args.map((one) => bare(String(one))) : [];
    const word = words.reduce((longest, one) => (one.length > longest.length ? one : longest), '');
    this.launches = [...this.launches, { session, word, askedAt: now }].slice(-mostLaunches);
  }

  /** The editor says something to an adapter; it may have got its terminal. */
  toAdapter(session: string, { type, command, body }: DebugMessage): void {
    if (type !== 'response' || command !== 'runInTerminal' || typeof body?.shellProcessId !== 'number') return;
    const launch = this.launches.findLast((one) => one.session === session);
    if (launch !== undefined) launch.terminal = body.shellProcessId;
  }

  /** Whether this command, which began then, is what a debugger has typed: the first of its terminal after it asked. */
  has(terminal: number | undefined, line: string, startedAt: number): boolean {
    const launch = this.launches.find(
      (one) =>
        terminal !== undefined &&
        one.terminal === terminal &&
        (one.lineAt ?? startedAt) === startedAt &&
        startedAt >= one.askedAt &&
        startedAt - one.askedAt < patience &&
        bare(line).includes(one.word),
    );
    if (launch !== undefined) launch.lineAt = startedAt;
    return launch !== undefined;
  }
}

/** Without what shells need to keep a word together. */
function bare(text: string): string {
  return text.replace(/['"\\`^]/g, '');
}
