import type { Log } from '../model/log';
import type { Scheduler } from './scheduler';
import { StoreFailure } from './storeFailure';

export interface DiskTroubleParts {
  readonly scheduler: Scheduler;
  readonly log: Log;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Told when trouble begins or becomes another one, and when it ends. */
  readonly onChange: (failure: StoreFailure | undefined) => void;
}

/** Between two tries, in milliseconds; a virus scanner that has a file open is done after the first. */
const pauses = [50, 500, 2_000];

/** Keeps trying what the disk refuses, and knows what is wrong with it. */
export class DiskTrouble {
  current: StoreFailure | undefined;
  private insisting = 0;

  constructor(private readonly parts: DiskTroubleParts) {}

  /** Whether somebody is trying already, so that the end of the trouble will be noticed. */
  get isInsisting(): boolean {
    return this.insisting > 0;
  }

  /** Does the work, again and again until the disk lets it. Throws the StoreFailure only when the signal ends it all. */
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

  /** Does the work once; what the disk refuses is noted and answered with `undefined`. */
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
    this.parts.onChange(failure);
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
