// Timeouts of a mail client that a test ends: they are hours long, and pass once the server has fallen silent.
import { Socket } from 'node:net';
import type { Timeouts } from '../../src/mail/smtp/smtpOptions';
import { idle } from './idle';

const hour = 3_600_000;

/** In the order of the usual ones. */
export const hoursLong: Timeouts = {
  probe: hour,
  silence: 2 * hour,
  dns: 2 * hour,
  connection: 3 * hour,
  greeting: 4 * hour,
  setup: 12 * hour,
  certificate: 12 * hour,
  envelope: 22 * hour,
  socket: 20 * hour,
  mail: 44 * hour,
};

interface Wait {
  /** As `performance.now()`. */
  readonly due: number;
  readonly end: () => void;
}

/** The waits of half an hour and more, in the order in which they began. nodemailer's timers take no clock. */
const waits = new Map<object, Wait>();

function begin(key: object, milliseconds: number, end: () => void): void {
  if (milliseconds >= hour / 2) waits.set(key, { due: performance.now() + milliseconds, end });
}

const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;
const startTimeout = Object.getOwnPropertyDescriptor(Socket.prototype, 'setTimeout')?.value as Socket['setTimeout'];

globalThis.setTimeout = Object.assign((work: () => void, milliseconds: number, ...args: []): NodeJS.Timeout => {
  const timer = startTimer(work, milliseconds, ...args);
  begin(timer, milliseconds, () => {
    stopTimer(timer);
    work();
  });
  return timer;
}, startTimer) as typeof setTimeout;

globalThis.clearTimeout = (timer) => {
  if (typeof timer === 'object') waits.delete(timer);
  stopTimer(timer);
};

Socket.prototype.setTimeout = function (this: Socket, milliseconds, listener) {
  waits.delete(this);
  begin(this, milliseconds, () => this.emit('timeout'));
  return startTimeout.call(this, milliseconds, listener);
};

const startSignal = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => {
  if (milliseconds < hour / 2) return startSignal(milliseconds);
  const controller = new AbortController();
  begin(controller, milliseconds, () => controller.abort(new DOMException('Timed out', 'TimeoutError')));
  return controller.signal;
};

/** Ends one wait after the other, as time would, until the server is no longer silent or its client is gone. */
export async function hoursPass(isSilent: () => boolean): Promise<void> {
  for (;;) {
    await idle();
    if (!isSilent()) return;
    const pending = [...waits].filter(([key]) => !(key instanceof Socket && key.destroyed));
    const [next] = pending.sort(([, one], [, other]) => one.due - other.due);
    if (next === undefined) continue;
    const [key, { end }] = next;
    waits.delete(key);
    end();
  }
}
