import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { resetSocket } from './resetSocket';

/** A mail that arrived completely. */
export interface Arrival {
  /** Our id, from its Message-ID. */
  readonly id: string;
  readonly messageId: string;
  /** As it was sent, dots no longer doubled. */
  readonly body: string;
  /** Whether the server replied 250. */
  readonly isAnswered: boolean;
}

/** Each makes the client send a mail in another way: line by line, its envelope at once, all of it at once. */
export const everyOffer = [[], ['PIPELINING'], ['PIPELINING', 'CHUNKING']] as const;

type Fate = 'close' | 'reset' | 'busy' | 'polite';

/**
 * Where a conversation is: MAIL has arrived; DATA has, but 354 is not sent, so that nothing of the body is out; a part
 * of the body is here; all of it is, unanswered; 250 has been sent.
 */
export type Moment = 'sender' | 'go on' | 'body' | 'unanswered' | 'answered';

/** An SMTP server (RFC 5321) that drops connections at random steps, and records what it got. */
export class HarshSmtpServer {
  readonly arrivals: Arrival[] = [];
  /** From 0 to 1, for each step of each conversation. */
  harshness = 0;
  /** The extensions it offers after EHLO: each connection gets one of these lists. */
  offers: readonly (readonly string[])[] = [[]];
  /** Answers nothing at all. */
  isSilent = false;
  /** Called at each moment, while it lasts. */
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
    const offers = this.offers[Math.floor(this.random() * this.offers.length)] ?? [];
    let text = '';
    let isBody = false;
    /** Bytes of a chunk that are still to come (RFC 3030). */
    let chunk: number | undefined;
    let [isFrom, isTo] = [false, false];
    /** Returns whether that reply was sent. */
    const say = (reply: string): boolean => {
      if (this.isSilent) return false;
      switch (this.fate()) {
        case 'close':
          socket.end();
          return false;
        case 'reset':
          resetSocket(socket);
          return false;
        case 'busy': {
          const isRefused = reply.startsWith('3') || reply.startsWith('25');
          socket.write(isRefused ? '451 4.3.0 try later\r\n' : `${reply}\r\n`);
          return !isRefused;
        }
        case 'polite':
          socket.write(`${reply}\r\n`);
          return true;
      }
    };
    /** Refuses commands that were pipelined before the client saw a refusal (RFC 2920 section 3.1). */
    const isWelcome = (): boolean => {
      if (!isFrom || !isTo) socket.write('503 5.5.1 no valid recipients\r\n');
      return isFrom && isTo;
    };
    const heard = (command: string): void => {
      const verb = /^[a-z]+/i.exec(command)?.[0].toUpperCase() ?? '';
      if (verb === 'MAIL') this.onMoment('sender');
      if (verb === 'DATA') this.onMoment('go on');
      if (verb === 'EHLO')
        say(['test', ...offers].map((line, at) => `250${at === offers.length ? ' ' : '-'}${line}`).join('\r\n'));
      else if (verb === 'MAIL') [isFrom, isTo] = [say('250 ok'), false];
      else if (verb === 'RCPT') isTo = say('250 ok') || isTo;
      else if (verb === 'DATA') isBody = isWelcome() && say('354 go on');
      else if (verb === 'BDAT') chunk = Number(/\d+/.exec(command)?.[0]);
      else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else say('250 ok');
    };
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (isBody || chunk !== undefined) {
        this.onMoment('body');
        if (this.fate() === 'reset') resetSocket(socket);
      }
      for (;;) {
        if (socket.destroyed || socket.writableEnded) return;
        if (chunk !== undefined) {
          if (text.length < chunk) return;
          const body = text.slice(0, chunk);
          text = text.slice(chunk);
          chunk = undefined;
          if (isWelcome()) this.arrive(body, socket);
          continue;
        }
        const end = text.indexOf(isBody ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const piece = text.slice(0, end);
        text = text.slice(end + (isBody ? 5 : 2));
        if (!isBody) {
          heard(piece);
          continue;
        }
        isBody = false;
        this.arrive(`${piece}\r\n`.replaceAll('\r\n..', '\r\n.'), socket);
      }
    });
    say('220 test');
  }

  private arrive(body: string, socket: Socket): void {
    this.onMoment('unanswered');
    const messageId = /^Message-ID: (.*)\r$/m.exec(body)?.[1] ?? '';
    const id = /^<(.*)@/.exec(messageId)?.[1] ?? '';
    const fate = this.fate();
    const arrival = { id, messageId, body };
    if (this.isSilent) return void this.arrivals.push({ ...arrival, isAnswered: false });
    switch (fate) {
      case 'busy':
        // Refused: the mail is not ours.
        socket.write('451 4.3.0 try later\r\n');
        return;
      case 'close':
        // Replies 250 and disconnects.
        this.arrivals.push({ ...arrival, isAnswered: true });
        socket.end('250 ok\r\n');
        return;
      case 'reset':
        this.arrivals.push({ ...arrival, isAnswered: false });
        resetSocket(socket);
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
