// A real outbox in a real folder, over the real transport, with a server that follows a script.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import type { Security } from '../../src/model/account/security';
import { SmtpTransport } from '../../src/mail/smtp/smtp';
import type { Transport } from '../../src/mail/transport/transport';
import type { Outbox } from '../../src/outbox/outbox';
import { aCredential, aMessage, anAccount } from './builders';
import { anAuthority } from './certificates';
import type { Fate } from './faultFates';
import { hoursLong, hoursPass } from './hours';
import { aSender, Outboxes } from './outboxes';
import { ScriptedSmtpServer, type Script } from './scriptedSmtpServer';

const authority = anAuthority();
const certificate = authority.issue();
const second = 1_000;
/** Longer than a mail is ever retried. */
const long = 25 * 3600 * second;
const parts = { clock: systemClock, log: silentLog, ca: [authority.ca], timeouts: hoursLong };
const wholeMail = Buffer.from(aMessage().raw).toString();

export interface SceneOptions {
  /** Milliseconds for which connections are kept, until the server is fixed. */
  readonly idle?: number;
}

/** The ids of complete mails, in order; checks every byte of them. */
export function mailsIn(bodies: readonly Buffer[]): string[] {
  return bodies.map((body) => {
    // DATA doubles a dot at the beginning of a line.
    const text = body.toString().replaceAll('\r\n..', '\r\n.');
    const id = /^Message-ID: <([\w-]+)@/m.exec(text)?.[1] ?? '';
    assert.equal(text, wholeMail.replace('mail-1', id));
    return id;
  });
}

/** One outbox with one account and its server. */
export class OutboxScene {
  /** How many bodies began to arrive before the disk recorded that they may be out. */
  early = 0;
  /** How many mails were sent before the one under test. */
  private before = 0;

  private constructor(
    readonly all: Outboxes,
    readonly server: ScriptedSmtpServer,
    readonly outbox: Outbox,
    private readonly random: number,
    private readonly state: { isSound: boolean },
    private readonly transports: ReadonlySet<SmtpTransport>,
  ) {}

  static async open(
    script: Script,
    security: Security,
    random: number,
    { idle = 0 }: SceneOptions = {},
  ): Promise<OutboxScene> {
    const all = new Outboxes();
    // Of its own: what one knows of a server would else be true of the next one at that port.
    const closing = new SmtpTransport({ ...parts, idle: 0 });
    const faulty = idle > 0 ? new SmtpTransport({ ...parts, idle }) : closing;
    const state = { isSound: false };
    const transport: Transport = { send: (attempt) => (state.isSound ? closing : faulty).send(attempt) };
    const server = await ScriptedSmtpServer.start(script, {
      implicitTls: security === 'implicitTls',
      certificate,
      onSilence: hoursPass,
      onBody: () => (scene.early += readdirSync(path.join(all.root, 'inDoubt')).length === 0 ? 1 : 0),
    });
    const account = anAccount({ host: '127.0.0.1', port: server.port, security });
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { account, credential: aCredential(account) }));
    const outbox = await all.start({ transport, random: () => random });
    const scene = new OutboxScene(all, server, outbox, random, state, new Set([faulty, closing]));
    return scene;
  }

  async close(): Promise<void> {
    await this.all.clear();
    for (const transport of this.transports) transport.dispose();
    await this.server.stop();
  }

  /** The mail under test. */
  get tried(): string {
    return `mail-${this.before + 1}`;
  }

  /** Sends a mail; the next one is then the one under test. */
  async begin(): Promise<void> {
    await this.mail(this.tried);
    assert.equal(this.onDisk(this.tried).state, 'sent');
    assert.equal(this.server.connections, 1);
    this.before += 1;
  }

  /** Enqueues a mail, and waits until the outbox has settled. */
  async mail(id: string, to?: readonly string[]): Promise<void> {
    const raw = new TextEncoder().encode(wholeMail.replace('mail-1', id));
    const message = aMessage({ id, messageId: `<${id}@example.com>`, raw });
    const envelope = { ...message.envelope, ...(to && { to }) };
    await this.outbox.enqueue({ ...message, envelope }, 'account-1');
    await this.outbox.settled();
  }

  /** The state of a mail, from the names of the files alone. */
  onDisk(id: string) {
    const found = ['queued', 'sending', 'inDoubt', 'parked', 'dead', 'sent'].flatMap((state) =>
      readdirSync(path.join(this.all.root, state)).flatMap((name) => {
        const match = /^([\w-]+),a\w+,b\w+,s\w+,d(\w+),n(\d+),k(\d+)(.*)\.mail$/.exec(name);
        assert.ok(match, name);
        const [, itsId, due = '', attempts, repeats, marks] = match;
        const claims = { attempts: Number(attempts), repeats: Number(repeats), marks };
        return itsId === id ? [{ state, due: parseInt(due, 36), ...claims }] : [];
      }),
    );
    assert.equal(found.length, 1, `${id} is there ${found.length} times`);
    return found[0]!;
  }

  /** Until when the account waits, from the disk; `null`: until it is fixed; `undefined`: it does not wait. */
  heldUntil(): number | null | undefined {
    const folder = path.join(this.all.root, 'holds');
    const holds = readdirSync(folder).map(
      (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { until: number | null },
    );
    assert.ok(holds.length <= 1);
    return holds[0]?.until;
  }

  /** The number of complete mails with this Message-ID that the server has received; checks every byte. */
  copies(of: readonly Buffer[], id: string): number {
    return mailsIn(of).filter((one) => one === id).length;
  }

  /** Asserts that the mail has met one of these fates after its first attempt. Returns which. */
  meets(fates: readonly Fate[]): Fate {
    const now = this.all.time.now();
    const { tried, before } = this;
    assert.equal(this.early, 0, 'a body was out before the disk knew');
    const { state, due, attempts, repeats, marks } = this.onDisk(tried);
    const until = this.heldUntil();
    const wait = state === 'queued' || state === 'inDoubt' ? due - now : undefined;
    const seen = { state, wait, isHeld: until !== undefined };
    const met = fates.find(
      (fate) => fate.state === state && fate.isHeld === seen.isHeld && (fate.wait && Math.round(fate.wait)) === wait,
    );
    assert.ok(met, `${JSON.stringify(seen)} instead of ${JSON.stringify(fates)}, random ${this.random}`);
    assert.deepEqual({ attempts, repeats, marks }, { attempts: 1, repeats: 0, marks: '' });
    if (met.isHeld) assert.equal(until, met.state === 'parked' ? null : due);
    // The user sees the same.
    const item = this.outbox.item(tried);
    assert.equal(item?.state, state);
    assert.equal(item.nextTry, met.wait === undefined ? undefined : due);
    // Reported once, and only what the user has to know.
    const { delays, holds, dead, sentItems } = this.all.host;
    assert.deepEqual(
      { delays: delays.length, holds: holds.length, dead: dead.length, sent: sentItems.length },
      {
        delays: met.state === 'queued' && met.isHeld ? 1 : 0,
        holds: met.state === 'parked' ? 1 : 0,
        dead: met.state === 'dead' ? 1 : 0,
        sent: before + (met.state === 'sent' ? 1 : 0),
      },
    );
    return met;
  }

  /** Fixes the server, sends another mail and lets time pass: the mail under test goes when it should, not before. */
  async mend(script: Script, fate: Fate): Promise<void> {
    const { server, outbox, all, tried } = this;
    const other = `mail-${this.before + 2}`;
    const { connections } = server;
    const before = this.copies(server.bodies, tried);
    const taken = this.copies(server.taken, tried);
    server.follow(script);
    this.state.isSound = true;
    await this.mail(other);
    assert.equal(this.onDisk(other).state, fate.isHeld ? 'queued' : 'sent');
    assert.equal(server.connections, connections + (fate.isHeld ? 0 : 1));
    assert.equal(this.copies(server.taken, other), fate.isHeld ? 0 : 1);

    await all.time.leap(fate.wait === undefined ? long : fate.wait - 2 * second);
    await outbox.settled();
    assert.equal(this.onDisk(tried).state, fate.state, 'it did not wait');
    assert.equal(server.connections, connections + (fate.isHeld ? 0 : 1), 'it was tried too early');

    if (fate.wait !== undefined) await all.time.pass(3 * second);
    else if (fate.state === 'parked') outbox.wake('account-1');
    else if (fate.state === 'dead') assert.equal(await outbox.sendNow(tried), true);
    await all.has(outbox, 'sent', this.before + 2);
    await outbox.settled();

    const { state, attempts, repeats } = this.onDisk(tried);
    const isAnew = fate.state === 'parked' || fate.state === 'dead' || fate.state === 'sent';
    const isDoubt = fate.state === 'inDoubt';
    assert.deepEqual(
      { state, attempts, repeats },
      { state: 'sent', attempts: isAnew ? 1 : 2, repeats: isDoubt ? 1 : 0 },
    );
    assert.equal(this.heldUntil(), undefined);
    const more = fate.state === 'sent' ? 0 : 1;
    assert.equal(this.copies(server.bodies, tried), before + more);
    assert.equal(this.copies(server.taken, tried), taken + more);
    // Twice is possible only if it was in doubt, and with the same Message-ID and bytes, see `copies`.
    assert.ok(taken + more === 1 || isDoubt, `taken ${taken + more} times`);
    assert.equal(this.copies(server.bodies, other), 1);
    await all.time.leap(long);
    await outbox.settled();
    assert.equal(this.copies(server.bodies, tried), before + more, 'sent again after it was sent');
    assert.equal(this.early, 0, 'a body was out before the disk knew');
    for (let number = 1; number <= this.before; number++) {
      const id = `mail-${number}`;
      assert.deepEqual([this.onDisk(id).state, this.onDisk(id).attempts], ['sent', 1]);
      assert.equal(this.copies(server.bodies, id), 1);
    }
  }
}
