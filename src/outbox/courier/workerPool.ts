import type { Failure } from '../../model/failure/failure';

/**
 * How many workers a round has at most: as many as connections in nodemailer's pool. Exchange Online refuses a fourth
 * connection for a mailbox, but allows too few mails a minute for a second worker to open.
 */
export const maxWorkers = 5;

/** A worker may not open a connection now; nothing is wrong with its message. */
export class Closed extends Error {}

/** What the workers of a round share. Each is identified by its object. */
export class WorkerPool {
  /** No worker begins another message. */
  isOver = false;
  /** The ids of the messages whose body may be out: their answers are worth waiting for. */
  readonly bodiesOut = new Set<string>();
  /** The ids of the messages that a worker has in hand. */
  readonly taken = new Set<string>();
  /** When the lease was last seen to count, by a monotonic clock. */
  leaseSeen = Number.NEGATIVE_INFINITY;
  /** The workers, and whether each has had a message accepted. */
  private readonly workers = new Map<object, boolean>();
  /** The server allows no more connections. */
  private isFull = false;
  private opening:
    { readonly worker: object; readonly ended: Promise<boolean>; end(isOpen: boolean): void } | undefined;

  /** Whether only one worker is left. */
  get isAlone(): boolean {
    return this.workers.size <= 1;
  }

  enter(worker: object): void {
    this.workers.set(worker, false);
  }

  leave(worker: object): void {
    this.workers.delete(worker);
  }

  /** Something blocks all workers. */
  end(): void {
    this.isOver = true;
  }

  /** A message of this worker was accepted. Returns whether one more worker may start: they start one at a time. */
  onAccepted(worker: object): boolean {
    this.workers.set(worker, true);
    const isReady = !this.isOver && !this.isFull && this.workers.size < maxWorkers;
    return isReady && [...this.workers.values()].every((hasAccepted) => hasAccepted);
  }

  /**
   * Waits until no other worker is opening a connection: once one is refused, no other tries, since repeated bad
   * sign-ins lock accounts. Rejects with Closed if this worker may not.
   */
  async mayOpen(worker: object): Promise<void> {
    while (this.opening !== undefined && this.opening.worker !== worker)
      if (!(await this.opening.ended)) throw new Closed('another connection was refused');
    if (this.isOver || (this.isFull && !this.isAlone)) throw new Closed('no further connection is wanted');
    if (this.opening !== undefined) return;
    let end: (isOpen: boolean) => void = () => undefined;
    const ended = new Promise<boolean>((resolve) => (end = resolve));
    this.opening = { worker, ended, end };
  }

  /** An attempt of a worker is over and recorded; if it opened a connection, the next worker may. */
  settled(worker: object, isOpen: boolean): void {
    if (this.opening?.worker !== worker) return;
    this.opening.end(isOpen);
    this.opening = undefined;
  }

  /**
   * Whether a failure only means that the server wants no further connection, while another worker has one. Then this
   * worker must end, and its message waits as if untried.
   */
  isCrowded({ retry, step, cause }: Failure): boolean {
    const isOfOpening = step === 'resolve' || step === 'connect' || step === 'tls' || step === 'signIn';
    if (this.isAlone || retry !== 'later' || !isOfOpening || ofAccount.has(cause)) return false;
    if (cause !== 'cancelled') this.isFull = true;
    return true;
  }
}

/** Failures on opening a connection that concern the whole account. */
const ofAccount: ReadonlySet<Failure['cause']> = new Set([
  'signInThrottled',
  'addressListed',
  'quota',
  'certificateExpired',
]);
