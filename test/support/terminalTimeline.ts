import { TerminalRuns } from '../../src/model/source/terminalRuns';
import { Timeline } from './timeline';

/** Stands in for a `ShellExecution`: only its identity counts. */
export interface FakeCommand {
  command: string;
  isScreenLine?: boolean;
}

/** Commands that start and end at times that the test sets. */
export class TerminalTimeline extends Timeline {
  readonly runs = new TerminalRuns<FakeCommand>(
    {
      factsOf: ({ command }) => ({ command, folder: '/src', workspace: 'app', host: 'box' }),
      isScreenLine: ({ isScreenLine = false }) => isScreenLine,
      isInteractive: (command) => command.startsWith('vim'),
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
  begin(command: string, { isKnown = true, isInherited = false, isScreenLine = false } = {}): FakeCommand {
    const key = { command, isScreenLine };
    this.runs.started(key, { at: this.time, isKnown, isInherited });
    this.runs.clear(key, 7);
    return key;
  }

  end(key: FakeCommand, exitCode: number | undefined, output = ''): void {
    this.runs.ended(key, exitCode);
    this.runs.settle(key, { terminal: 7, output });
  }
}
