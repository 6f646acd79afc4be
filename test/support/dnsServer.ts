import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { decode, encode, type Answer, type Packet, type Question } from 'dns-packet';

/** What a local DNS server knows: for each `TYPE name` its records, or how the query fails. */
export type Zone = Record<string, readonly unknown[] | 'silence' | 'failure'>;

/** A DNS server on loopback, over UDP, which resolvers use first. Names it does not know do not exist. */
export class DnsServer {
  /** Every query, as `TYPE name`, in order. */
  readonly questions: string[] = [];

  private constructor(
    private readonly socket: Socket,
    /** May be changed while the server runs. */
    readonly zone: Zone,
  ) {
    socket.on('message', (message, from) => this.answer(decode(message), from));
  }

  static async start(zone: Zone = {}): Promise<DnsServer> {
    const socket = createSocket('udp4');
    const server = new DnsServer(socket, zone);
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return server;
  }

  /** In the form that `Resolver.setServers` takes. */
  get place(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }

  private answer(query: Packet, { port, address }: RemoteInfo): void {
    const [question] = query.questions ?? [];
    if (question === undefined) return;
    const key = `${question.type} ${question.name.toLowerCase()}`;
    this.questions.push(key);
    const known = this.zone[key] ?? this.zone['*'];
    if (known === 'silence') return;
    const reply = encode({
      type: 'response',
      ...(query.id === undefined ? {} : { id: query.id }),
      // Recursion desired and available; then SERVFAIL or NXDOMAIN.
      flags: 0x0180 | (known === 'failure' ? 2 : known === undefined && !this.knows(question) ? 3 : 0),
      questions: [question],
      answers: Array.isArray(known) ? known.map((data) => record(question, data)) : [],
    });
    this.socket.send(reply, port, address);
  }

  private knows({ name }: Question): boolean {
    return Object.keys(this.zone).some((key) => key.endsWith(` ${name.toLowerCase()}`));
  }
}

function record({ type, name }: Question, data: unknown): Answer {
  return { type, name, ttl: 60, data } as Answer;
}
