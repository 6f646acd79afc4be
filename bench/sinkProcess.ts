import { fork } from 'node:child_process';
import path from 'node:path';
import type { SinkOptions } from './sink';

export interface SinkProcess {
  readonly port: number;
  stop(): void;
}

/** A sink in a process of its own, so that its work is not counted as the client's. */
export function startSinkProcess(options: SinkOptions): Promise<SinkProcess> {
  const file = path.join(__dirname, 'sink.ts');
  const child = fork(file, [JSON.stringify(options)], { execArgv: ['--import', 'tsx'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sink ended with ${String(code)}`)));
    child.once('message', (port) => resolve({ port: port as number, stop: () => child.disconnect() }));
  });
}
