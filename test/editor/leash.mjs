// Runs one program in a process group of its own, and ends that whole group when the one who started this is gone.
// A `finally` cannot do this: it does not run when its process is killed. The closing of a pipe always arrives.
import { spawn } from 'node:child_process';
import { clearInterval, setInterval } from 'node:timers';

const [program, ...args] = process.argv.slice(2);
const windows = process.platform === 'win32';
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: !windows });

let ending = false;
let status = 0;

function signalGroup(signal) {
  if (windows) {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    return true;
  }
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * The group can outlive its leader (a terminal's shell, an extension host), so its last member is waited for, not the
 * leader.
 */
function end() {
  if (ending) return;
  ending = true;
  signalGroup('SIGTERM');
  let patience = 30;
  const timer = setInterval(() => {
    patience -= 1;
    const alive = !windows && signalGroup(patience > 0 ? 0 : 'SIGKILL');
    if (alive && patience > -20) return;
    clearInterval(timer);
    process.exit(status);
  }, 100);
}

child.on('error', (error) => {
  console.error(`${program} could not be started: ${error.message}`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  status = code ?? (signal === null ? 0 : 1);
  end();
});
process.stdin.on('end', end).on('close', end).on('error', end).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
