import { durationOf, type Outcome, type Run } from '../../src/model/run/run';
import { TaskChains } from '../../src/model/source/taskChains';
import { TaskGraph } from '../../src/model/source/taskGraph';
import type { RunningTask } from '../../src/model/source/taskRuns';

interface Going extends RunningTask {
  readonly key: { readonly name: string };
}

/** Tasks of one tasks.json that start and end at times that the test sets. */
export class ChainTimeline {
  /** Milliseconds. */
  time = 1_000_000;
  readonly ended: Run[] = [];
  readonly listed: { readonly name: string }[] = [];
  readonly background = new Set<string>();
  private going: readonly Going[] = [];
  private timers: readonly { readonly at: number; readonly work: () => void }[] = [];
  private count = 0;
  readonly chains: TaskChains;

  /** @param tasks as in tasks.json */
  constructor(tasks: unknown) {
    const graph = new TaskGraph([{ scope: 'file:///app', tasks }]);
    const nameOf = (key: object) => (key as Going['key']).name;
    this.chains = new TaskChains(
      {
        graph: () => graph,
        identityOf: (key) => ({
          name: nameOf(key),
          source: 'Workspace',
          definition: { type: 'shell' },
          scope: 'file:///app',
        }),
        isBackground: (key) => this.background.has(nameOf(key)),
        listed: () => [...this.listed, ...this.going.map(({ key }) => key)],
        later: (milliseconds, work) => {
          this.timers = [...this.timers, { at: this.time + milliseconds, work }];
        },
        ended: (run) => void this.ended.push(run),
        changed: () => undefined,
      },
      { now: () => this.time },
    );
  }

  /** Each run that was emitted, as `name outcome code milliseconds`. */
  get shown(): string[] {
    return this.ended.map((run) => `${run.name} ${run.outcome} ${run.exitCode} ${durationOf(run)}`);
  }

  get details(): readonly (readonly string[] | undefined)[] {
    return this.ended.map(({ details }) => details);
  }

  /** What is listed as running, as `name id`. */
  get running(): string[] {
    return this.chains.running(this.going).map(({ name, id }) => `${name} ${id}`);
  }

  /** What is over if nothing more of its chain comes, as `name id outcome code`. */
  get ending(): string[] {
    return this.chains.ending.map(({ name, id, outcome, exitCode }) => `${name} ${id} ${outcome} ${exitCode}`);
  }

  begin(name: string, startKnown = true): void {
    this.count += 1;
    const id = `${name}${this.count}`;
    const startedAt = this.time;
    const task: Going = {
      key: { name },
      id,
      source: 'task',
      name,
      command: name,
      folder: '/app',
      startedAt,
      startKnown,
    };
    this.going = [...this.going, task];
    this.chains.look(this.going);
  }

  end(
    name: string,
    outcome: Outcome = 'done',
    exitCode: number | undefined = outcome === 'done' ? 0 : undefined,
  ): void {
    const task = this.going.find((one) => one.name === name);
    if (task === undefined) throw new Error(`${name} does not run`);
    this.going = this.going.filter((one) => one !== task);
    const { id, source, command, folder, startedAt, startKnown } = task;
    const output = `output of ${name}`;
    this.chains.ended({
      id,
      source,
      name,
      command,
      folder,
      startedAt,
      startKnown,
      outcome,
      exitCode,
      endedAt: this.time,
      workspace: 'app',
      host: 'box',
      output,
    });
  }

  /** Disappears from the list without a report of its end. */
  vanish(name: string): void {
    this.going = this.going.filter((one) => one.name !== name);
    this.chains.look(this.going);
  }

  wait(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const [next] = this.timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.time = Math.max(this.time, next.at);
      next.work();
    }
    this.time = end;
  }
}
