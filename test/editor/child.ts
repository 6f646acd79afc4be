// A long-running program that never outlives us.
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { editorDir } from './places';

/** A program on a leash: it and all its descendants end with `stop()`, and also when this process is killed. */
export interface Child {
  /** Of its leash, whose descendants are the program and all that it starts. */
  readonly pid: number;
  /** Everything it has printed so far. */
  readonly output: string;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** Resolves with the first match in what it prints; rejects when it ends, or stays silent, before that. */
  waitFor(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray>;
  /** Resolves once it and its descendants are gone. */
  stop(): Promise<void>;
}

/** Starts a program on a leash (see leash.mjs). */
export function startChild(
  program: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; onOutput?: (text: string) => void } = {},
): Child {
  const child: ChildProcess = spawn(process.execPath, [path.join(editorDir, 'leash.mjs'), program, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    // Ctrl+C reaches the whole foreground group: the leash must outlive that moment to clean up.
    detached: process.platform !== 'win32',
  });
  let output = '';
  const listeners = new Set<() => void>();
  const heard = (chunk: Buffer): void => {
    output += chunk.toString();
    options.onOutput?.(chunk.toString());
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', heard);
  child.stderr?.on('data', heard);
  child.stdin?.on('error', () => undefined);
  let gone = false;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      gone = true;
      resolve();
      for (const listener of listeners) listener();
    });
  });

  return {
    pid: child.pid ?? 0,
    get output() {
      return output;
    },
    ended: exited,
    waitFor: (pattern, timeoutMs) =>
      new Promise((resolve, reject) => {
        const settle = (done: () => void): void => {
          clearTimeout(timer);
          listeners.delete(look);
          done();
        };
        const look = (): void => {
          const match = output.match(pattern);
          if (match) settle(() => resolve(match));
          else if (gone) settle(() => reject(new Error(`${program} ended early. It said:\n${output.slice(-2000)}`)));
        };
        const timer = setTimeout(
          () => settle(() => reject(new Error(`${program} was not ready in ${timeoutMs} ms:\n${output.slice(-2000)}`))),
          timeoutMs,
        );
        listeners.add(look);
        look();
      }),
    stop: async () => {
      child.stdin?.end();
      await exited;
    },
  };
}
