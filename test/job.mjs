// One process of `npm test`: a step, a suite or a share of one.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { clearInterval, setInterval, setTimeout } from 'node:timers';

/** How long a suite may go on once its results are written, in milliseconds. */
const patienceMs = 60_000;

/**
 * Starts a process. Several run side by side, so each writes into a log of its own, which `output` reads at its end.
 */
export class Job {
  /** Resolves with the exit code. */
  ended;
  #child;
  #stuck = '';

  /**
   * @param program run without a shell, but for npm on Windows
   * @param options.log what it prints goes into this file; to this process's own output where there is none
   * @param options.results the file that a suite writes after its last test
   */
  constructor(program, args, { cwd, env, log, results, reports }) {
    this.log = log;
    this.reports = reports;
    if (results !== undefined) rmSync(results, { force: true });
    // A file and not a pipe: a grandchild that goes on would keep a pipe open.
    const output = log === undefined ? 'inherit' : openSync(log, 'w');
    const shell = program === 'npm' && process.platform === 'win32';
    const child = (this.#child = spawn(program, args, { cwd, env, shell, stdio: ['ignore', output, output] }));
    if (log !== undefined) closeSync(output);
    this.ended = new Promise((resolve) => {
      let writtenAt;
      // A suite that has written its results and does not end would keep everything for ever.
      const watch = setInterval(() => {
        if (results === undefined || !existsSync(results)) return;
        writtenAt ??= Date.now();
        if (Date.now() - writtenAt < patienceMs) return;
        clearInterval(watch);
        this.#endStuck();
      }, 1000);
      const end = (code) => {
        clearInterval(watch);
        resolve(code);
      };
      child.on('error', (error) => {
        this.#stuck += `${program} could not be started: ${error.message}\n`;
        end(127);
      });
      child.on('exit', (code) => end(code ?? 1));
    });
  }

  /** What it printed, where that went into a log, and what had to be said about its end. */
  output() {
    return (this.log === undefined ? '' : readFileSync(this.log, 'utf8')) + this.#stuck;
  }

  kill(signal) {
    this.#child.kill(signal);
  }

  /** Finds out what keeps a process that should have ended, as far as it can be asked, and kills it. */
  #endStuck() {
    const child = this.#child;
    this.#stuck += `It has not ended ${patienceMs / 1000} seconds after its last test, and is killed.\n`;
    if (process.platform !== 'win32') child.kill('SIGUSR2');
    setTimeout(() => {
      const name = readdirSync(this.reports).find((file) => file.includes(`.${child.pid}.`));
      if (name !== undefined) {
        const file = path.join(this.reports, name);
        const { javascriptStack, libuv } = JSON.parse(readFileSync(file, 'utf8'));
        // It has the environment in it.
        rmSync(file);
        const open = libuv.filter(({ is_active, is_referenced }) => is_active && is_referenced);
        this.#stuck += `${[javascriptStack.message, ...(javascriptStack.stack ?? [])].join('\n  ')}\n`;
        this.#stuck += `Open: ${open.map((handle) => JSON.stringify(handle)).join('\n  ')}\n`;
      }
      child.kill('SIGKILL');
    }, 5000);
  }
}
