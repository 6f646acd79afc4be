import { TaskRuns } from '../../src/model/source/taskRuns';
import { Timeline } from './timeline';

/** Stands in for a `TaskExecution`: only its identity counts. */
export interface FakeTask {
  readonly name: string;
  readonly command?: string;
}

/** Tasks that start and end at times that the test sets. */
export class TaskTimeline extends Timeline {
  readonly runs = new TaskRuns<FakeTask>(
    {
      hasNegativeCodes: false,
      factsOf: ({ name, command = 'make' }) => ({ name, command, folder: '/src', workspace: 'app', host: 'box' }),
      ...this.ear,
    },
    this.clock,
    this.log,
  );

  /** The names of the running tasks. */
  get listed(): string[] {
    return this.runs.running.map(({ name }) => name);
  }

  /** Starts a task with its process, as nearly all tasks do. */
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
