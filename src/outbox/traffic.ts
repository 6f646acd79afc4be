import type { Failure } from '../model/failure';

/**
 * How many lanes a round has at most: as many as nodemailer's pool has connections. Exchange Online refuses a fourth one of
 * a mailbox, but takes fewer mails a minute than a second lane is opened for.
 */
export const mostLanes = 5;

/** A lane may not open a connection now; nothing is wrong with its message. */
export class Closed extends Error {}

/** What the lanes of a round have to agree on. Each is told by the object that it is. */
export class Traffic {
  /** No lane begins another message. */
  isOver = false;
  /** The ids of the messages whose body may be on its way: their answers are worth waiting for. */
  readonly bodiesOut = new Set<string>();
  /** The ids of the messages that a lane has in hand. */
  readonly taken = new Set<string>();
  /** When the lease was last seen to count, on a clock that nobody sets. */
  leaseSeen = Number.NEGATIVE_INFINITY;
  /** The lanes, and whether a message of theirs was accepted. */
  private readonly lanes = new Map<object, boolean>();
  /** The server wants no more connections than there are. */
  private isFull = false;
  private opening: { readonly lane: object; readonly ended: Promise<boolean>; end(isOpen: boolean): void } | undefined;

  /** Whether only one lane is left. */
  get isAlone(): boolean {
    return this.lanes.size <= 1;
  }

  enter(lane: object): void {
    this.lanes.set(lane, false);
  }

  leave(lane: object): void {
    this.lanes.delete(lane);
  }

  /** Something stands in the way of all lanes. */
  end(): void {
    this.isOver = true;
  }

  /** A message of this lane was accepted. Answers whether there may be one more lane: they come one after the other. */
  onAccepted(lane: object): boolean {
    this.lanes.set(lane, true);
    const isReady = !this.isOver && !this.isFull && this.lanes.size < mostLanes;
    return isReady && [...this.lanes.values()].every((hasAccepted) => hasAccepted);
  }

  /**
   * Waits until no other lane opens a connection: where one is refused, no other tries, since repeated bad sign-ins lock
   * accounts. Rejects with Closed where this lane may not.
   */
  async mayOpen(lane: object): Promise<void> {
    while (this.opening !== undefined && this.opening.lane !== lane)
      if (!(await this.opening.ended)) throw new Closed('another connection was refused');
    if (this.isOver || (this.isFull && !this.isAlone)) throw new Closed('no further connection is wanted');
    if (this.opening !== undefined) return;
    let end: (isOpen: boolean) => void = () => undefined;
    const ended = new Promise<boolean>((resolve) => (end = resolve));
    this.opening = { lane, ended, end };
  }

  /** What a lane tried is over and written down; where it opened a connection for it, the next one may. */
  settled(lane: object, isOpen: boolean): void {
    if (this.opening?.lane !== lane) return;
    this.opening.end(isOpen);
    this.opening = undefined;
  }

  /**
   * Whether a failure says no more than that the server wants no further connection, while another lane has one. This lane
   * is then to end, and its message waits as if it had not been tried.
   */
  isCrowded({ retry, step, cause }: Failure): boolean {
    const isOfOpening = step === 'resolve' || step === 'connect' || step === 'tls' || step === 'signIn';
    if (this.isAlone || retry !== 'later' || !isOfOpening || ofAccount.has(cause)) return false;
    if (cause !== 'cancelled') this.isFull = true;
    return true;
  }
}

/** What is heard while a connection is opened and holds for the account. */
const ofAccount: ReadonlySet<Failure['cause']> = new Set(['signInThrottled', 'quota', 'certificateExpired']);
