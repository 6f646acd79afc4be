// A real outbox in a real folder with enough mails for several connections, and a server that follows a script.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import type { Security } from '../../src/model/account/security';
import { SmtpTransport } from '../../src/mail/smtp/smtp';
import type { Outbox } from '../../src/outbox/outbox';
import { aCredential, aMessage, anAccount } from './builders';
import { anAuthority } from './certificates';
import { hoursLong } from './hours';
import { aSender, Outboxes } from './outboxes';
import { mailsIn } from './outboxScene';
import { ScriptedSmtpServer, type Script } from './scriptedSmtpServer';

const authority = anAuthority();
const certificate = authority.issue();
const wholeMail = Buffer.from(aMessage().raw).toString();

export class WorkerScene {
  private begin: () => void = () => undefined;

  private constructor(
    readonly all: Outboxes,
    readonly server: ScriptedSmtpServer,
    readonly outbox: Outbox,
    private readonly transport: SmtpTransport,
  ) {}

  static async open(script: Script, security: Security): Promise<WorkerScene> {
    const all = new Outboxes();
    const server = await ScriptedSmtpServer.start(script, {
      implicitTls: security === 'implicitTls',
      certificate,
    });
    const account = anAccount({ host: '127.0.0.1', port: server.port, security });
    const transport = new SmtpTransport({
      clock: systemClock,
      log: silentLog,
      ca: [authority.ca],
      idle: 1_000_000,
      timeouts: hoursLong,
    });
    const outbox = await all.start({ transport });
    const scene = new WorkerScene(all, server, outbox, transport);
    const begun = new Promise<void>((resolve) => (scene.begin = resolve));
    all.host.senderOf = (id) => begun.then(() => aSender(id, { account, credential: aCredential(account) }));
    return scene;
  }

  async close(): Promise<void> {
    await this.all.clear();
    this.transport.dispose();
    await this.server.stop();
  }

  get counts() {
    return this.outbox.snapshot().counts;
  }

  /** Queues so many mails that are due at once, and lets them be tried as far as possible without time passing. */
  async backlog(mails: number): Promise<void> {
    const ids = Array.from({ length: mails }, (_, number) => `mail-${number}`);
    await Promise.all(
      ids.map((id) => {
        const raw = new TextEncoder().encode(wholeMail.replace('mail-1', id));
        return this.outbox.enqueue(aMessage({ id, messageId: `<${id}@example.com>`, raw }), 'account-1');
      }),
    );
    this.begin();
    await this.outbox.settled();
    await this.all.time.pass(0);
    await this.outbox.settled();
  }

  async pass(milliseconds: number): Promise<void> {
    await this.all.time.leap(milliseconds);
    await this.outbox.settled();
  }

  /** The ids of the mails in a state, from the names of the files. */
  idsIn(state: string): string[] {
    return readdirSync(path.join(this.all.root, state)).map((name) => name.split(',')[0] ?? '');
  }

  /** Asserts that no mail is lost, given up or taken without a record on disk. Returns the ids of those in doubt. */
  looksSound(mails: number): ReadonlySet<string> {
    const { server } = this;
    assert.deepEqual([this.idsIn('sending'), this.idsIn('dead')], [[], []]);
    const [sent, doubtful, waiting] = [
      new Set(this.idsIn('sent')),
      new Set(this.idsIn('inDoubt')),
      new Set([...this.idsIn('queued'), ...this.idsIn('parked')]),
    ];
    assert.equal(new Set([...sent, ...doubtful, ...waiting]).size, mails);
    assert.equal(sent.size + doubtful.size + waiting.size, mails);
    const taken = mailsIn(server.taken);
    assert.equal(new Set(taken).size, taken.length, 'one was taken twice at once');
    for (const id of taken) assert.ok(sent.has(id) || doubtful.has(id), `${id} was taken, and waits`);
    for (const id of sent) assert.ok(taken.includes(id), `${id} is sent, and nobody has it`);
    return doubtful;
  }

  /** Asserts that all are sent, each once; those that were in doubt at most twice. */
  hasSentAll(mails: number, doubtful: ReadonlySet<string>): void {
    assert.equal(new Set(this.idsIn('sent')).size, mails, JSON.stringify(this.counts));
    const taken = mailsIn(this.server.taken);
    const times = new Map<string, number>();
    for (const id of taken) times.set(id, (times.get(id) ?? 0) + 1);
    assert.equal(times.size, mails);
    for (const [id, count] of times) assert.ok(count <= (doubtful.has(id) ? 2 : 1), `${id} was taken ${count} times`);
  }
}
