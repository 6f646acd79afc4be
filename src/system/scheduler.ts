/** Timers, passed to classes that need them so that a test can let time pass. */
export interface Scheduler {
  /** Does the work once, after so many milliseconds. Call the result to cancel it. Keeps no process alive. */
  after(milliseconds: number, work: () => void): () => void;
  /** Milliseconds of a monotonic clock. */
  elapsed(): number;
}

/** Does everything so many times later. */
export function slowed(scheduler: Scheduler, times: number): Scheduler {
  return {
    after: (milliseconds, work) => scheduler.after(milliseconds * times, work),
    elapsed: () => scheduler.elapsed(),
  };
}

export const systemScheduler: Scheduler = {
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
  elapsed: () => performance.now(),
};
