/** When something is done later, given to whatever needs it so that a test can pass the time. */
export interface Scheduler {
  /** Does the work once, after so many milliseconds; the answer calls it off. Keeps no process alive. */
  after(milliseconds: number, work: () => void): () => void;
  /** Milliseconds since some moment, on a clock that nobody sets. */
  elapsed(): number;
}

export const systemScheduler: Scheduler = {
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
  elapsed: () => performance.now(),
};
