// How a program of the tests learns that it should end.

/**
 * Calls `leave` once with an exit code: on Ctrl+C, when told to terminate, and when the one who started this program is
 * gone. A killed npm or shell does not pass its signal on.
 */
export function onEnding(leave: (code: number) => void): void {
  let told = false;
  const tell = (code: number): void => {
    if (told) return;
    told = true;
    leave(code);
  };
  process.on('SIGINT', () => tell(130));
  process.on('SIGTERM', () => tell(143));
  process.on('SIGHUP', () => tell(129));
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && tell(129), 1000).unref();
}
