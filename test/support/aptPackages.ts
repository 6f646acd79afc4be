// Programs that tests need, from Debian's packages.
import { spawn } from 'node:child_process';

/** Milliseconds for each of the two calls of apt, including the wait for another installation. */
const timeoutMs = 150_000;

/** Installs packages in the place of none that is there. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120'];
  const install = ['install', ...options, '--no-install-recommends', '--no-remove', ...packages];
  if (await runProgram('apt-get', install)) return;
  // The package lists may be missing or old.
  await runProgram('apt-get', ['update', '-q', '-o', 'Acquire::http::Timeout=20', '-o', 'DPkg::Lock::Timeout=120']);
  await runProgram('apt-get', install);
}

/** Runs a program to its end, within our patience; returns whether it succeeded. */
export function runProgram(program: string, args: readonly string[], input = ''): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
    const child = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGTERM'), timeoutMs);
    child.once('error', () => resolve(false));
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
