/** What the benches use of proper-lockfile 4, which has no types of its own. */
declare module 'proper-lockfile' {
  /** Resolves with what releases the lock; rejects where another holds it. */
  export function lock(file: string): Promise<() => Promise<void>>;
}
