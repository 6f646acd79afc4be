import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A mail of which every byte arrived. */
export interface Arrival {
  /** Ours, from its Message-ID. */
  readonly id: string;
  readonly messageId: string;
  /** As it was sent, dots no longer doubled. */
  readonly body: string;
  /** Whether 250 was said. */
  readonly isAnswered: boolean;
}

type Fate = 'close' | 'reset' | 'busy' | 'polite';

/**
 * Where a conversation is: the sender is being named; 354 is about to be said, so that nothing of the body is out; a part
 * of the body is here; all of it is, and no answer has been given; 250 has been said.
 */
export type Moment = 'sender' | 'go on' | 'body' | 'unanswered' | 'answered';

/** An SMTP server (RFC 5321) that drops connections at random steps, and knows what it got. */
export class HarshSmtpServer {
  readonly arrivals: Arrival[] = [];
  /** From 0 to 1, for each step of each conversation. */
  harshness = 0;
  /** Answers nothing at all. */
  isSilent = false;
  /** Told each moment while it lasts. */
  onMoment: (moment: Moment) => void = () => undefined;
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
      if (this.isSilent) return;
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
      if (isBody) this.onMoment('body');
      if (isBody && this.fate() === 'reset') socket.resetAndDestroy();
      for (;;) {
        const end = text.indexOf(isBody ? '\r\n.\r\n' : '\r\n');
        if (end < 0 || socket.destroyed) return;
        const piece = text.slice(0, end);
        text = text.slice(end + (isBody ? 5 : 2));
        if (isBody) {
          isBody = false;
          this.arrive(`${piece}\r\n`, socket);
          continue;
        }
        if (/^MAIL/i.test(piece)) this.onMoment('sender');
        if (/^DATA/i.test(piece)) this.onMoment('go on');
        if (/^EHLO/i.test(piece)) say('250 test');
        else if (/^DATA/i.test(piece)) say('354 go on');
        else if (/^QUIT/i.test(piece)) socket.end('221 bye\r\n');
        else say('250 ok');
      }
    });
    say('220 test');
  }

  private arrive(body: string, socket: Socket): void {
    this.onMoment('unanswered');
    const messageId = /^Message-ID: (.*)\r$/m.exec(body)?.[1] ?? '';
    const id = /^<(.*)@/.exec(messageId)?.[1] ?? '';
    const fate = this.fate();
    const arrival = { id, messageId, body: body.replaceAll('\r\n..', '\r\n.') };
    if (this.isSilent) return void this.arrivals.push({ ...arrival, isAnswered: false });
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
        this.onMoment('answered');
    }
  }

  private fate(): Fate {
    const lot = this.random();
    if (lot >= this.harshness) return 'polite';
    return lot < this.harshness / 3 ? 'close' : lot < (this.harshness * 2) / 3 ? 'reset' : 'busy';
  }
}
