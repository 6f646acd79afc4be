import { noProgress, steps, type Progress, type Step, type StepState } from '../model/step';

/** Keeps which steps of a send are done and which one is under way. */
export class Stepper {
  private state: Record<Step, Progress[Step]> = { ...noProgress() };

  constructor(
    private readonly presentable: (detail: string) => string,
    private readonly changed: () => void,
  ) {}

  /** A snapshot: what happens later is not in it. */
  get progress(): Progress {
    return { ...this.state };
  }

  /** The step under way, or else the next one that waits. */
  get current(): Step {
    const open = steps.find((step) => this.state[step].state === 'running');
    return open ?? steps.find((step) => this.state[step].state === 'waiting') ?? 'accepted';
  }

  run(step: Step, detail = ''): void {
    this.set(step, 'running', detail);
  }

  done(step: Step, detail = this.state[step].detail): void {
    this.set(step, 'done', detail);
  }

  skip(step: Step): void {
    this.set(step, 'skipped', '');
  }

  /** Nothing goes on any more: a step before it that was begun and said nothing to the server was not reached. */
  fail(step: Step, detail: string): void {
    const left = steps.filter((other) => other !== step && this.state[other].state === 'running');
    for (const other of left) this.state[other] = noProgress()[other];
    this.set(step, 'failed', detail);
  }

  /** Everything from the beginning, over another connection. */
  again(): void {
    this.state = { ...noProgress() };
    this.changed();
  }

  private set(step: Step, state: StepState, detail: string): void {
    this.state[step] = { state, detail: detail === '' ? '' : this.presentable(detail) };
    this.changed();
  }
}
