import type { KeptOutput } from '../model/outputTail';
import type { Printed } from '../model/run';
import type { ShellExecution } from './shellExecution';
import type { ShellExecutions } from './shellExecutions';

/** Measured: what a task printed is complete up to 53 ms after the end of its process, or its end is never told. */
const patience = 500;

interface Reading {
  readonly found: Promise<ShellExecution | undefined>;
  execution?: ShellExecution;
}

/** What the tasks that run have printed, each by the id of its process. */
export class TaskOutputs {
  private readonly readings = new Map<number, Reading>();

  constructor(private readonly executions: ShellExecutions) {}

  /** A process starts. One whose terminal an extension plays prints nothing that can be read. */
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

  /** All that a process that has ended printed, as far as it is kept; it is forgotten then. Waits a moment for the last of it. */
  async end(pid: number): Promise<KeptOutput | undefined> {
    const reading = this.readings.get(pid);
    if (reading === undefined) return undefined;
    const finished = reading.found.then((execution) => {
      if (execution !== undefined) this.executions.processEnded(execution);
      return execution?.finished;
    });
    await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, patience).unref())]);
    if (this.readings.get(pid) === reading) this.readings.delete(pid);
    return reading.execution?.tail.kept();
  }
}
