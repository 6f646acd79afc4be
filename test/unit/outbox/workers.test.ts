import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { retryAfter, type Failure, type FailureCause } from '../../../src/model/failure/failure';
import type { Step } from '../../../src/model/failure/attempt';
import type { Attempt, Attempted } from '../../../src/mail/transport/transport';
import type { Outbox } from '../../../src/outbox/outbox';
import type { Sender } from '../../../src/outbox/courier/senders';
import { maxWorkers } from '../../../src/outbox/courier/workerPool';
import { aFailure } from '../../support/builders';
import { until } from '../../support/fakeTime';
import { aSender, HeardHost, mail, Outboxes } from '../../support/outboxes';
import { failed, ScriptedTransport, taken } from '../../support/scriptedTransport';

const minute = 60_000;
const failure = (cause: FailureCause, step: Step): Failure =>
  aFailure({ cause, step, retry: retryAfter(cause), code: cause });

/** A server, its open connections, and its answer to each mail. */
class Server {
  /** The number of sign-ins over new connections, successful or not. */
  signIns = 0;
  open = 0;
  refusal: Failure | undefined;
  answer: (attempt: Attempt) => Promise<Failure | undefined> = () => Promise.resolve(undefined);
  /** Work that delays the request for a connection. */
  beforeOpening: () => Promise<void> = () => Promise.resolve();
  private idle = 0;

  constructor(private readonly transport: ScriptedTransport) {
    transport.turn = () => (attempt) => this.serve(attempt);
  }

  /** All connections are gone. */
  restart(): void {
    this.idle = this.open = 0;
  }

  private async serve(attempt: Attempt): Promise<Attempted> {
    if (this.idle > 0) this.idle -= 1;
    else {
      try {
        await this.beforeOpening();
        await attempt.beforeOpen?.();
      } catch {
        return failed(failure('cancelled', 'connect'));
      }
      this.signIns += 1;
      await setImmediate();
      if (this.refusal !== undefined) return failed(this.refusal);
      this.open += 1;
    }
    await setImmediate();
    const before = await this.answer(attempt);
    const refused = before ?? (await this.transport.sendBody(attempt));
    await setImmediate();
    if (refused?.cause !== 'connectionLost') this.idle += 1;
    return refused === undefined ? taken(attempt) : failed(refused);
  }
}

describe('the workers of an account', () => {
  let all: Outboxes;
  let server: Server;
  let begin: () => void;

  beforeEach(() => {
    all = new Outboxes();
    server = new Server(all.transport);
  });
  afterEach(() => all.clear());

  /** An outbox with so many mails that wait until `begin` is called. */
  async function backlog(mails: number, change: Partial<Sender> = {}, outbox?: Outbox): Promise<Outbox> {
    const begun = new Promise<void>((resolve) => (begin = resolve));
    all.host.senderOf = (id) => begun.then(() => aSender(id, change));
    outbox ??= await all.start();
    for (let number = 0; number < mails; number++) await outbox.enqueue(mail(`mail-${number}`), 'account-1');
    return outbox;
  }

  const maxAtOnce = (): number | undefined => all.transport.most.get('account-1');
  const timesOut = (id: string): number => all.transport.bodies.filter((one) => one === id).length;

  it('become several only after a first mail was accepted, one after the other', async () => {
    const outbox = await backlog(200);
    let answer: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (answer = resolve));
    const most: number[] = [];
    server.answer = async () => {
      most.push(server.signIns);
      if (server.signIns === 1) await first;
      return undefined;
    };
    begin();
    await until('the first is under way', () => most.length === 1);
    await all.time.pass(5_000);
    assert.equal(all.transport.attempts.length, 1);
    answer();
    await all.has(outbox, 'sent', 200);
    assert.equal(maxAtOnce(), maxWorkers);
    assert.equal(server.signIns, maxWorkers);
    assert.equal(new Set(all.transport.bodies).size, 200);
    assert.equal(all.transport.bodies.length, 200);
  });

  it('are one if little is due, and if the limits let little through', async () => {
    const outbox = await backlog(20);
    begin();
    await all.has(outbox, 'sent', 20);
    assert.equal(maxAtOnce(), 1);
    await backlog(60, { limits: { perMinute: 30, perDay: 1_000 } }, outbox);
    begin();
    await all.has(outbox, 'sent', 30);
    assert.equal(maxAtOnce(), 1);
  });

  it('try once after a refused password, even if the others have mails in hand', async () => {
    const outbox = await backlog(200);
    let late: () => void = () => undefined;
    const isTold = new Promise<void>((resolve) => (late = resolve));
    let isBroken = false;
    server.answer = async () => {
      if (isBroken || all.transport.bodies.length < 20 || server.open !== maxWorkers) {
        // Mails in hand over open connections are accepted after the password was refused.
        if (isBroken) await isTold;
        return undefined;
      }
      isBroken = true;
      server.signIns = 0;
      server.refusal = failure('passwordRefused', 'signIn');
      server.restart();
      return failure('connectionLost', 'sender');
    };
    begin();
    await until('held', () => all.host.holds.length > 0);
    late();
    await outbox.settled();
    await all.time.pass(30 * minute);
    assert.equal(server.signIns, 1);
    assert.equal(all.host.holds.length, 1);
    const { parked, inDoubt, sending, dead } = outbox.snapshot().counts;
    assert.deepEqual({ parked, inDoubt, sending, dead }, { parked: 1, inDoubt: 0, sending: 0, dead: 0 });
    assert.equal(outbox.snapshot().holds[0]?.failure.cause, 'passwordRefused', 'what was taken later lifts nothing');

    server.refusal = undefined;
    outbox.wake('account-1');
    await all.has(outbox, 'sent', 200);
    assert.equal(all.transport.bodies.length, 200);
  });

  it('do not sign in with a password that another one was just refused with, even if they are late', async () => {
    const outbox = await backlog(200);
    let late: () => void = () => undefined;
    const isTold = new Promise<void>((resolve) => (late = resolve));
    let asked = 0;
    let isBroken = false;
    let second: () => void = () => undefined;
    const isSecond = new Promise<void>((resolve) => (second = resolve));
    server.beforeOpening = () => {
      if (server.refusal === undefined) return Promise.resolve();
      asked += 1;
      if (asked > 1) second();
      // The first one is refused only once another one has come.
      return asked === 1 ? isSecond : isTold;
    };
    server.answer = () => {
      if (!isBroken && all.transport.bodies.length >= 20 && server.open === maxWorkers) {
        isBroken = true;
        server.signIns = 0;
        server.refusal = failure('passwordRefused', 'signIn');
        server.restart();
      }
      return Promise.resolve(server.refusal && failure('connectionLost', 'sender'));
    };
    begin();
    await until('held', () => all.host.holds.length > 0);
    late();
    await outbox.settled();
    assert.equal(server.signIns, 1);
    const { parked, inDoubt, sending, dead } = outbox.snapshot().counts;
    assert.deepEqual({ parked, inDoubt, sending, dead }, { parked: 1, inDoubt: 0, sending: 0, dead: 0 });
    server.refusal = undefined;
    outbox.wake('account-1');
    await all.has(outbox, 'sent', 200);
  });

  it('sign in for a mail that the user sends although the account is held', async () => {
    const outbox = await backlog(2);
    server.refusal = failure('passwordRefused', 'signIn');
    begin();
    await all.has(outbox, 'parked', 1);
    await outbox.settled();
    assert.equal(server.signIns, 1);
    all.time.wall += 1;
    server.refusal = undefined;
    assert.equal(await outbox.sendNow('mail-0'), true);
    await all.has(outbox, 'sent', 2);
    assert.equal(server.signIns, 2);
  });

  it('put aside a mail that is refused for now and one in doubt, and go on with the rest', async () => {
    const outbox = await backlog(80);
    const tried = new Set<string>();
    server.answer = async (attempt) => {
      const { id } = attempt.message;
      const isFirst = !tried.has(id);
      tried.add(id);
      if (isFirst && id === 'mail-30') return failure('busy', 'recipients');
      if (!isFirst || id !== 'mail-40') return undefined;
      await all.transport.sendBody(attempt);
      return failure('inDoubt', 'accepted');
    };
    begin();
    await all.has(outbox, 'sent', 78);
    assert.deepEqual(outbox.snapshot().holds, []);
    const left = (await outbox.items()).filter(({ state }) => state !== 'sent');
    assert.deepEqual(left.map(({ id, state, attempts }) => [id, state, attempts]).sort(), [
      ['mail-30', 'queued', 1],
      ['mail-40', 'inDoubt', 1],
    ]);
    await all.time.pass(11 * minute);
    await all.has(outbox, 'sent', 80);
    assert.deepEqual([timesOut('mail-30'), timesOut('mail-40'), all.transport.bodies.length], [1, 2, 81]);
  });

  it('count a failure that holds the account once', async () => {
    const outbox = await backlog(200);
    let refused = 0;
    server.answer = async () => {
      if (all.transport.bodies.length < 20 || server.open !== maxWorkers) return undefined;
      refused += 1;
      await until('all have met it', () => refused === maxWorkers);
      return failure('quota', 'recipients');
    };
    begin();
    await until('held', () => outbox.snapshot().holds.length > 0);
    await outbox.settled();
    assert.equal(refused, maxWorkers);
    assert.deepEqual(
      all.host.delays.map(({ count }) => count),
      [1],
    );
    assert.equal(outbox.snapshot().holds[0]?.count, 1);
    assert.equal(outbox.snapshot().counts.inDoubt + outbox.snapshot().counts.sending, 0);
  });

  it('leave no mail parked without a hold if another window lifted the first one meanwhile', async () => {
    const outbox = await backlog(200, { fingerprint: 'old' });
    let refused = 0;
    let go: () => void = () => undefined;
    const isLifted = new Promise<void>((resolve) => (go = resolve));
    server.answer = async () => {
      if (all.transport.bodies.length < 20 || server.open !== maxWorkers) return undefined;
      refused += 1;
      if (refused > 1) await isLifted;
      return failure('signInRequired', 'sender');
    };
    begin();
    await until('all have met it', () => refused === maxWorkers && all.host.holds.length === 1);
    const folder = path.join(all.root, 'holds');
    await until('written', () => readdirSync(folder).length === 1);
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name));
    go();
    await all.has(outbox, 'parked', maxWorkers);
    assert.equal(all.host.holds.length, 1, 'told once');
    server.answer = () => Promise.resolve(undefined);
    const host = new HeardHost();
    host.senderOf = (id) => Promise.resolve(aSender(id, { fingerprint: 'new' }));
    const other = await all.start({ host });
    await all.has(other, 'sent', 200);
  });

  it('are as many as the server allows: a further connection that it refuses causes no hold', async () => {
    const outbox = await backlog(80);
    server.answer = () => {
      server.refusal = server.open >= 2 ? failure('busy', 'connect') : undefined;
      return Promise.resolve(undefined);
    };
    begin();
    await all.has(outbox, 'sent', 80);
    assert.equal(server.signIns, 3, 'the third was refused, and no other was tried');
    assert.deepEqual([all.host.delays, all.host.holds], [[], []]);
    assert.equal(all.transport.bodies.length, 80);
  });

  it('end together when the window closes, and the next window sends the rest', async () => {
    const first = await backlog(200);
    let waiting = 0;
    server.answer = async ({ signal }) => {
      if (server.open !== maxWorkers) return undefined;
      waiting += 1;
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      return failure('cancelled', 'recipients');
    };
    begin();
    await until('all workers wait', () => waiting === maxWorkers);
    const out = all.transport.bodies.length;
    await first.stop();
    assert.equal(all.transport.bodies.length, out);
    server.answer = () => Promise.resolve(undefined);
    const second = await all.start();
    await all.has(second, 'sent', 200);
    assert.equal(new Set(all.transport.bodies).size, 200);
    assert.equal(all.transport.bodies.length, 200);
  });

  it('respect the limits together', async () => {
    const outbox = await backlog(120, { limits: { perMinute: 50, perDay: 110 } });
    begin();
    await all.has(outbox, 'sent', 50);
    assert.equal(maxAtOnce(), maxWorkers);
    await all.time.pass(50_000);
    assert.equal(all.transport.attempts.length, 50);
    await all.time.pass(15_000);
    await all.has(outbox, 'sent', 100);
    assert.equal(all.transport.attempts.length, 100);
    await all.time.pass(10 * minute);
    await all.has(outbox, 'sent', 110);
    assert.equal(all.transport.attempts.length, 110);
  });

  it('leave at most one mail each in doubt when their process dies, which is repeated once', async () => {
    const doomedTransport = new ScriptedTransport();
    const own = new Server(doomedTransport);
    let stuck = 0;
    own.answer = async (attempt) => {
      if (own.open !== maxWorkers) return undefined;
      stuck += 1;
      // One worker dies before its mail is in doubt, the others after.
      if (stuck > 1) await doomedTransport.sendBody(attempt);
      return new Promise(() => undefined);
    };
    const doomed = await backlog(200, {}, await all.startDoomed(doomedTransport));
    begin();
    await until('all workers are stuck', () => stuck === maxWorkers);
    await until('in doubt', () => doomed.snapshot().counts.inDoubt === maxWorkers - 1);
    const other = await all.start();
    await all.has(other, 'sent', 200 - (maxWorkers - 1));
    assert.equal(other.snapshot().counts.inDoubt, maxWorkers - 1);
    await all.time.pass(11 * minute);
    await all.has(other, 'sent', 200);
    const out = [...doomedTransport.bodies, ...all.transport.bodies];
    assert.equal(new Set(out).size, 200);
    assert.equal(out.length, 200 + maxWorkers - 1);
    assert.equal((await other.items()).filter(({ repeats }) => repeats === 1).length, maxWorkers - 1);
  });
});
