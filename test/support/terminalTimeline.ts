import { type CommandStart, TerminalRuns } from '../../src/model/source/terminalRuns';
import { Timeline } from './timeline';

/** Stands in for a `ShellExecution`: only its identity counts. */
export interface FakeCommand {
  command: string;
  isScreenLine?: boolean;
  isCut?: boolean;
  /** What was seen to run, of one that no shell reports. */
  seen?: string;
}

/** Commands that start and end at times that the test sets. */
export class TerminalTimeline extends Timeline {
  readonly runs = new TerminalRuns<FakeCommand>(
    {
      factsOf: ({ command, seen }) => ({
        ...(seen === undefined ? { name: command, command } : { name: seen, command: '', unreported: true }),
        folder: '/src',
        workspace: 'app',
        host: 'box',
      }),
      isScreenLine: ({ isScreenLine = false }) => isScreenLine,
      isInteractive: ({ command }) => command.startsWith('vim'),
      isCut: ({ isCut = false }) => isCut,
      cut: () => 'cut',
      unreported: () => 'unreported',
      suspended: () => 'suspended',
      ...this.ear,
    },
    this.clock,
    this.log,
  );

  get listed(): string[] {
    return this.runs.running.map(({ name }) => name);
  }

  /** Starts a command, and makes clear that somebody typed it. */
  begin(
    command: string,
    { isKnown = true, isInherited = false, ...rest }: Partial<CommandStart> & Omit<FakeCommand, 'command'> = {},
  ): FakeCommand {
    const key = { command, ...rest };
    this.runs.started(key, { at: this.time, isKnown, isInherited, isReadLate: rest.seen !== undefined });
    this.runs.clear(key, 7);
    return key;
  }

  end(key: FakeCommand, exitCode: number | undefined, output = ''): void {
    this.runs.ended(key, exitCode);
    this.runs.settle(key, { terminal: 7, output });
  }
}
