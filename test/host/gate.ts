import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Something that a program waits for: it ends when the test wants it to, however fast the machine is. */
export class Gate {
  private readonly file = path.join(tmpdir(), `gate-${randomUUID().slice(0, 8)}`);

  /** What a shell runs to wait until the gate is open. */
  get wait(): string {
    return `until [ -e ${this.file} ]; do sleep 0.1; done`;
  }

  /** What a program of Node runs to wait for it, before it exits with a code. */
  exit(code: number): string {
    const look = `require('node:fs').existsSync(${JSON.stringify(this.file)})`;
    return `setInterval(() => ${look} && process.exit(${code}), 50);`;
  }

  open(): void {
    writeFileSync(this.file, '');
  }

  close(): void {
    if (existsSync(this.file)) rmSync(this.file);
  }
}
