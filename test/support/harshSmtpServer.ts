import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A mail of which every byte arrived. */
export interface Arrival {
  readonly id: string;
  readonly messageId: string;
  /** As it was sent, dots no longer doubled. */
  readonly body: string;
  /** Whether 250 was said. */
  readonly isAnswered: boolean;
}

type Fate = 'close' | 'reset' | 'busy' | 'polite';

/** An SMTP server (RFC 5321) that drops connections at random steps, and knows what it got. */
export class HarshSmtpServer {
  readonly arrivals: Arrival[] = [];
  /** From 0 to 1, for each step of each conversation. */
  harshness = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => this.serve(socket));

  private constructor(private readonly random: () => number) {}

  static async start(random: () => number): Promise<HarshSmtpServer> {
    const started = new HarshSmtpServer(random);
    await new Promise<void>((resolve) => started.server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay();
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    let text = '';
    let isBody = false;
    const say = (reply: string): void => {
      switch (this.fate()) {
        case 'close':
          socket.end();
          break;
        case 'reset':
          socket.resetAndDestroy();
          break;
        case 'busy':
          socket.write(reply.startsWith('3') || reply.startsWith('25') ? '451 4.3.0 try later\r\n' : `${reply}\r\n`);
          break;
        case 'polite':
          if (reply.startsWith('354')) isBody = true;
          socket.write(`${reply}\r\n`);
      }
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (isBody && this.fate() === 'reset') socket.resetAndDestroy();
      for (;;) {
        const end = text.indexOf(isBody ? '\r\n.\r\n' : '\r\n');
        if (end < 0 || socket.destroyed) return;
        const piece = text.slice(0, end);
        text = text.slice(end + (isBody ? 5 : 2));
        if (isBody) {
          isBody = false;
          this.arrive(`${piece}\r\n`, socket);
        } else if (/^EHLO/i.test(piece)) say('250 test');
        else if (/^DATA/i.test(piece)) say('354 go on');
        else if (/^QUIT/i.test(piece)) socket.end('221 bye\r\n');
        else say('250 ok');
      }
    });
    say('220 test');
  }

  private arrive(body: string, socket: Socket): void {
    const header = (name: string): string => new RegExp(`^${name}: (.*)\r$`, 'm').exec(body)?.[1] ?? '';
    const fate = this.fate();
    const arrival = { id: header('X-Id'), messageId: header('Message-ID'), body: body.replaceAll('\r\n..', '\r\n.') };
    switch (fate) {
      case 'busy':
        // Said no: it is not ours.
        socket.write('451 4.3.0 try later\r\n');
        return;
      case 'close':
        // Says 250 and dies.
        this.arrivals.push({ ...arrival, isAnswered: true });
        socket.end('250 ok\r\n');
        return;
      case 'reset':
        this.arrivals.push({ ...arrival, isAnswered: false });
        socket.resetAndDestroy();
        return;
      case 'polite':
        this.arrivals.push({ ...arrival, isAnswered: true });
        socket.write('250 ok\r\n');
    }
  }

  private fate(): Fate {
    const lot = this.random();
    if (lot >= this.harshness) return 'polite';
    return lot < this.harshness / 3 ? 'close' : lot < (this.harshness * 2) / 3 ? 'reset' : 'busy';
  }
}
