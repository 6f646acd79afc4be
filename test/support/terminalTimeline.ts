import { TerminalRuns } from '../../src/model/terminalRuns';
import { Timeline } from './timeline';

/** Stands for a `ShellExecution`: what counts is which object it is. */
export interface FakeCommand {
  command: string;
  isScreenLine?: boolean;
}

/** Commands that start and end at times that the test sets. */
export class TerminalTimeline extends Timeline {
  earlier: number | undefined;
  readonly runs = new TerminalRuns<FakeCommand>(
    {
      factsOf: ({ command }) => ({ command, folder: '/src', workspace: 'app', host: 'box' }),
      isScreenLine: ({ isScreenLine = false }) => isScreenLine,
      isInteractive: (command) => command.startsWith('vim'),
      earlierStart: () => this.earlier,
      suspended: () => 'suspended',
      ...this.ear,
    },
    this.clock,
    this.log,
  );

  get listed(): string[] {
    return this.runs.running.map(({ name }) => name);
  }

  /** Starts a command, and has it clear that somebody typed it. */
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
