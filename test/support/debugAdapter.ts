import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What the program that this adapter "debugs" does, by the `mode` of its launch configuration. */
export type DebugMode = 'exits' | 'hangs' | 'refuses' | 'dies' | 'terminal';

interface Request {
  readonly seq: number;
  readonly command: string;
  readonly arguments?: { readonly mode?: DebugMode };
}

/**
 * A debug adapter for launch configurations with `debugServer`. Unlike the one for JavaScript it reports exit codes as
 * the protocol says, and has to be launched again to restart.
 */
export class DebugAdapter {
  readonly port: Promise<number>;
  private readonly server: Server;

  constructor() {
    this.server = createServer((socket) => new Conversation(socket));
    this.port = new Promise((resolve) => {
      this.server.listen(0, '127.0.0.1', () => resolve((this.server.address() as AddressInfo).port));
    });
  }

  close(): void {
    this.server.close();
  }
}

class Conversation {
  private received = Buffer.alloc(0);
  private seq = 0;

  constructor(private readonly socket: Socket) {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      this.received = Buffer.concat([this.received, data]);
      for (let request = this.next(); request !== undefined; request = this.next()) this.answer(request);
    });
  }

  private next(): Request | undefined {
    const head = /^Content-Length: (\d+)\r\n\r\n/.exec(this.received.toString('latin1'));
    if (head === null) return undefined;
    const [start, length] = [head[0].length, Number(head[1])];
    if (this.received.length < start + length) return undefined;
    const text = this.received.subarray(start, start + length).toString();
    this.received = this.received.subarray(start + length);
    return JSON.parse(text) as Request;
  }

  private answer(request: Request): void {
    if (request.command === 'runInTerminal') return;
    const mode = request.arguments?.mode;
    if (request.command === 'launch' && mode === 'refuses') {
      this.respond(request, false, { error: { id: 1, format: 'The board is not plugged in', showUser: false } });
      return;
    }
    this.respond(
      request,
      true,
      request.command === 'initialize' ? { supportTerminateDebuggee: true } : { threads: [] },
    );
    if (request.command === 'disconnect') this.socket.end();
    if (request.command !== 'launch') return;
    // Like a debugger without variables to set; it ends a second after its program got its terminal.
    if (mode === 'terminal') {
      const args = ['node', '-e', 'setTimeout(() => process.exit(4), 1500)'];
      this.send({ type: 'request', command: 'runInTerminal', arguments: { kind: 'integrated', cwd: '/', args } });
      setTimeout(() => this.event('terminated'), 5_000);
      return;
    }
    this.event('initialized');
    this.event('process', { name: 'firmware', systemProcessId: 4242 });
    this.event('output', { category: 'telemetry', output: 'not for people' });
    this.event('output', { category: 'stdout', output: 'beep\n' });
    if (mode === 'dies') setTimeout(() => this.socket.destroy(), 300);
    if (mode !== 'exits') return;
    setTimeout(() => {
      this.event('exited', { exitCode: 5 });
      this.event('terminated');
    }, 1_000);
  }

  private respond({ seq, command }: Request, success: boolean, body: object): void {
    this.send({ type: 'response', request_seq: seq, command, success, body });
  }

  private event(event: string, body: object = {}): void {
    this.send({ type: 'event', event, body });
  }

  private send(message: object): void {
    const text = JSON.stringify({ seq: ++this.seq, ...message });
    this.socket.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }
}
