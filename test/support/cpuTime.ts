/** Milliseconds of CPU time that the work takes; unlike elapsed time, other programs do not raise it. */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
