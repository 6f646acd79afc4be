import type { Run } from '../model/run';

/** Keeps back the ends that are told before it is known which runs are those of an earlier window. */
export class RunGate {
  private early: Run[] | undefined = [];

  constructor(private readonly pass: (run: Run) => void) {}

  get isOpen(): boolean {
    return this.early === undefined;
  }

  onRun(run: Run): void {
    if (this.early === undefined) this.pass(run);
    else this.early.push(run);
  }

  /** It is known now, or the window closes: whatever was kept back goes on, in its order. */
  open(): void {
    const early = this.early ?? [];
    this.early = undefined;
    for (const run of early) this.pass(run);
  }
}
