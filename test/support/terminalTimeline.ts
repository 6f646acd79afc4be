import { silentLog } from '../../src/model/log';
import { durationOf, type Run } from '../../src/model/run';
import { TerminalRuns } from '../../src/model/terminalRuns';

/** Stands for a `ShellExecution`: what counts is which object it is. */
export interface FakeCommand {
  command: string;
}

/** Commands that start and end at times that the test sets. */
export class TerminalTimeline {
  /** Milliseconds. */
  time = 1_000_000;
  changes = 0;
  earlier: number | undefined;
  readonly ended: Run[] = [];
  readonly runs = new TerminalRuns<FakeCommand>(
    {
      factsOf: ({ command }) => ({ command, folder: '/src', workspace: 'app', host: 'box' }),
      isInteractive: (command) => command.startsWith('vim'),
      earlierStart: () => this.earlier,
      suspended: () => 'suspended',
      ended: (run) => void this.ended.push(run),
      changed: () => {
        this.changes++;
      },
    },
    { now: () => this.time },
    silentLog,
  );

  /** Each run that has ended as `name outcome code milliseconds`, with a `+` where the start is not known. */
  get shown(): string[] {
    return this.ended.map(
      (run) => `${run.name} ${run.outcome} ${run.exitCode} ${durationOf(run)}${run.startKnown ? '' : '+'}`,
    );
  }

  get listed(): string[] {
    return this.runs.running.map(({ name }) => name);
  }

  /** Starts a command, and has it clear that somebody typed it. */
  begin(command: string, { isKnown = true, isInherited = false } = {}): FakeCommand {
    const key = { command };
    this.runs.started(key, { at: this.time, isKnown, isInherited });
    this.runs.clear(key, 7);
    return key;
  }

  end(key: FakeCommand, exitCode: number | undefined, output = ''): void {
    this.runs.ended(key, exitCode);
    this.runs.settle(key, { terminal: 7, output });
  }
}
