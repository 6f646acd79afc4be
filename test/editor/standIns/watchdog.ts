// Takes the place of the native half of @vscode/native-watchdog, which comes without a binary: it ends an extension
// host whose parent is gone.

/** Watches a parent. */
export function start(pid: number): void {
  const timer = setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  }, 1000);
  timer.unref();
}

/** Leaves at once. */
export function exit(code: number): void {
  process.exit(code);
}
