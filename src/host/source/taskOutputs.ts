import type { KeptOutput } from '../../model/output/outputTail';
import type { Printed } from '../../model/run/run';
import type { ShellExecution } from './shellExecution';
import type { Scheduler } from '../../system/scheduler';
import { within } from '../../system/within';
import type { ShellExecutions } from './shellExecutions';

/** Milliseconds until it is known where a process that has ended has printed. */
const timeoutMs = 500;

interface Reading {
  readonly found: Promise<ShellExecution | undefined>;
  execution?: ShellExecution;
}

/** What the running tasks have printed, by the id of their process. */
export class TaskOutputs {
  private readonly readings = new Map<number, Reading>();

  constructor(
    private readonly executions: ShellExecutions,
    private readonly scheduler: Scheduler,
  ) {}

  /** A process has started. A `CustomExecution` prints nothing that can be read. */
  begin(pid: number): void {
    const reading: Reading = {
      found: this.executions.ofProcess(pid).then((execution) => {
        if (execution !== undefined) reading.execution = execution;
        return execution;
      }),
    };
    this.readings.set(pid, reading);
  }

  printed(pid: number): Printed | undefined {
    return this.readings.get(pid)?.execution?.printed();
  }

  /** What is kept of the output of a process that has ended. Waits a moment for the rest of it, then forgets it. */
  async end(pid: number): Promise<KeptOutput | undefined> {
    const reading = this.readings.get(pid);
    if (reading === undefined) return undefined;
    const execution = await within(this.scheduler, timeoutMs, reading.found);
    if (execution !== undefined) {
      this.executions.processEnded(execution);
      await execution.finished;
    }
    if (this.readings.get(pid) === reading) this.readings.delete(pid);
    return reading.execution?.tail.kept();
  }
}
