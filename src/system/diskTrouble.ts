import { Emitter } from '../model/emitter';
import type { Log } from '../model/log';
import { StoreFailure } from './diskFailure';
import type { Scheduler } from './scheduler';

export interface DiskTroubleParts {
  readonly scheduler: Scheduler;
  readonly log: Log;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
}

/** Milliseconds between two attempts; a virus scanner that has a file open is done after the first pause. */
const pauses = [50, 500, 2_000];

/** Retries what the disk refuses, and knows what is wrong with the disk. */
export class DiskTrouble {
  current: StoreFailure | undefined;
  private insisting = 0;
  private readonly changed = new Emitter<StoreFailure | undefined>();
  /** Trouble begins or changes; `undefined` when it ends. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: DiskTroubleParts) {}

  /** Whether a retry is under way, so that the end of the trouble will be noticed. */
  get isInsisting(): boolean {
    return this.insisting > 0;
  }

  /** Repeats the work until the disk allows it. Throws the StoreFailure only when the signal is aborted. */
  async insist<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    this.insisting += 1;
    try {
      for (let failed = 0; ; failed += 1) {
        try {
          const result = await work();
          this.set(undefined);
          return result;
        } catch (error) {
          if (!(error instanceof StoreFailure)) throw error;
          if (failed > 0) this.set(error);
          if (this.parts.signal.aborted) throw error;
          await this.rest(pauses[Math.min(failed, pauses.length - 1)] ?? 0);
        }
      }
    } finally {
      this.insisting -= 1;
    }
  }

  /** Does the work once. A refusal by the disk is recorded, and the result is `undefined`. */
  async once<Result>(work: () => Result | Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      this.set(error);
      return undefined;
    }
  }

  set(failure: StoreFailure | undefined): void {
    if (this.current?.code === failure?.code) return;
    this.current = failure;
    if (failure === undefined) this.parts.log.info('the disk lets the outbox work again');
    else this.parts.log.error(`the disk does not let the outbox work: ${failure.message}`);
    this.changed.fire(failure);
  }

  private rest(pause: number): Promise<void> {
    const { scheduler, signal } = this.parts;
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = scheduler.after(pause, end);
      signal.addEventListener('abort', end);
    });
  }
}
