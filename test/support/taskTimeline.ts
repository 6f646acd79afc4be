import { silentLog } from '../../src/model/log';
import { durationOf, type Run } from '../../src/model/run';
import { TaskRuns } from '../../src/model/taskRuns';

/** Stands for a `TaskExecution`: what counts is which object it is. */
export interface FakeTask {
  readonly name: string;
  readonly command?: string;
}

/** Tasks that start and end at times that the test sets. */
export class TaskTimeline {
  /** Milliseconds. */
  time = 1_000_000;
  changes = 0;
  readonly ended: Run[] = [];
  readonly runs = new TaskRuns<FakeTask>(
    {
      factsOf: ({ name, command = 'make' }) => ({ name, command, folder: '/src', workspace: 'app', host: 'box' }),
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

  /** The names of what runs. */
  get listed(): string[] {
    return this.runs.running.map(({ name }) => name);
  }

  /** Starts a task with its process, which is what nearly all of them do. */
  begin(name: string, pid: number): FakeTask {
    const task = { name };
    this.runs.started(task);
    this.runs.processStarted(task, pid);
    return task;
  }

  end(task: FakeTask, exitCode: number | undefined): void {
    this.runs.processEnded(task, exitCode);
    this.runs.ended(task);
  }
}
