// A real outbox on a real folder, over the real transport, with a server that does what a script says.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../src/model/clock';
import { silentLog } from '../../src/model/log';
import type { Security } from '../../src/model/security';
import { SmtpTransport } from '../../src/mail/smtp';
import type { Transport } from '../../src/mail/transport';
import type { Outbox } from '../../src/outbox/outbox';
import { aCredential, aMessage, anAccount } from './builders';
import { anAuthority } from './certificates';
import type { Fate } from './faultFates';
import { aSender, Outboxes } from './outboxes';
import { ScriptedSmtpServer, type Script } from './scriptedSmtpServer';

const authority = anAuthority();
const certificate = authority.issue();
const second = 1_000;
/** Longer than any mail is tried. */
const long = 25 * 3600 * second;
// Longer than a busy disk keeps what is to be sent.
const usual = { connection: 60_000, greeting: 60_000, dns: 60_000, socket: 60_000, probe: 100 };
const parts = { clock: systemClock, log: silentLog, ca: [authority.ca], idle: 0 };
const patient = new SmtpTransport({ ...parts, timeouts: usual });
const hasty = new SmtpTransport({ ...parts, timeouts: { ...usual, connection: 1_000, greeting: 700, socket: 700 } });
/** The mail that goes well has to do with it too. */
const short = { ...usual, connection: 2_500, greeting: 2_500, socket: 2_500 };
const wholeMail = Buffer.from(aMessage().raw).toString();

export interface SceneOptions {
  /** It waits a second or two for the server, until that is mended. */
  readonly isHasty?: boolean;
  /** Milliseconds for which connections are kept, until the server is mended. */
  readonly idle?: number;
}

/** The ids of complete mails, in order; every byte of them is looked at. */
export function mailsIn(bodies: readonly Buffer[]): string[] {
  return bodies.map((body) => {
    // Over DATA a dot at the beginning of a line is doubled.
    const text = body.toString().replaceAll('\r\n..', '\r\n.');
    const id = /^Message-ID: <([\w-]+)@/m.exec(text)?.[1] ?? '';
    assert.equal(text, wholeMail.replace('mail-1', id));
    return id;
  });
}

/** One outbox with one account and its server. */
export class OutboxScene {
  /** How often a byte of a body came of which the disk did not know that it may be out. */
  early = 0;
  /** How many mails went well before the one that is looked at. */
  private before = 0;

  private constructor(
    readonly all: Outboxes,
    readonly server: ScriptedSmtpServer,
    readonly outbox: Outbox,
    private readonly random: number,
    private readonly state: { isSound: boolean },
    private readonly own: SmtpTransport | undefined,
  ) {}

  static async open(
    script: Script,
    security: Security,
    random: number,
    { isHasty = false, idle = 0 }: SceneOptions = {},
  ): Promise<OutboxScene> {
    const all = new Outboxes();
    // Only the silent server is not waited for: one that is mended answers, if slowly.
    const timeouts = isHasty ? short : usual;
    const own = idle > 0 ? new SmtpTransport({ ...parts, timeouts, idle }) : undefined;
    const first = own ?? (isHasty ? hasty : patient);
    const state = { isSound: false };
    const transport: Transport = { send: (attempt) => (state.isSound ? patient : first).send(attempt) };
    const server = await ScriptedSmtpServer.start(script, {
      implicitTls: security === 'implicitTls',
      certificate,
      onBody: () => (scene.early += readdirSync(path.join(all.root, 'inDoubt')).length === 0 ? 1 : 0),
    });
    const account = anAccount({ host: '127.0.0.1', port: server.port, security });
    all.host.senderOf = (id) => Promise.resolve(aSender(id, { account, credential: aCredential(account) }));
    const outbox = await all.start({ transport, random: () => random });
    const scene = new OutboxScene(all, server, outbox, random, state, own);
    return scene;
  }

  async close(): Promise<void> {
    await this.all.clear();
    this.own?.dispose();
    await this.server.stop();
  }

  /** The mail that is looked at. */
  get tried(): string {
    return `mail-${this.before + 1}`;
  }

  /** A mail goes well; the next one is then the one that is looked at. */
  async begin(): Promise<void> {
    await this.mail(this.tried);
    assert.equal(this.onDisk(this.tried).state, 'sent');
    assert.equal(this.server.connections, 1);
    this.before += 1;
  }

  /** Hands a mail over, and waits until whatever that set going has ended. */
  async mail(id: string): Promise<void> {
    const raw = new TextEncoder().encode(wholeMail.replace('mail-1', id));
    await this.outbox.enqueue(aMessage({ id, messageId: `<${id}@example.com>`, raw }), 'account-1');
    await this.outbox.settled();
  }

  /** Where a mail stands, read off the names of the files alone. */
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

  /** Until when the account waits, read off the disk; `null`: until somebody mends it; `undefined`: it does not. */
  heldUntil(): number | null | undefined {
    const folder = path.join(this.all.root, 'holds');
    const holds = readdirSync(folder).map(
      (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { until: number | null },
    );
    assert.ok(holds.length <= 1);
    return holds[0]?.until;
  }

  /** Complete mails of this Message-ID that the server has received; every byte is looked at. */
  copies(of: readonly Buffer[], id: string): number {
    return mailsIn(of).filter((one) => one === id).length;
  }

  /** Looks at the mail after its first attempt: it has met one of these fates. Answers which. */
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
    // People read the same.
    const item = this.outbox.snapshot().items.find(({ id }) => id === tried);
    assert.equal(item?.state, state);
    assert.equal(item.nextTry, met.wait === undefined ? undefined : due);
    // Told once, and only what a person has to know.
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

  /** The server is mended, a further mail comes, and time passes: the mail goes when it should, not before. */
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
    else if (fate.state === 'dead') assert.equal(await outbox.retry(tried), true);
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
    // Twice is possible only where it was in doubt, and with the same Message-ID and bytes, see `copies`.
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
