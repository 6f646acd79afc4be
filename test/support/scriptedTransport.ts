import type { Account, Credential } from '../../src/model/account/account';
import type { Attempt, Attempted, Transport } from '../../src/mail/transport/transport';
import type { Failure } from '../../src/model/failure/failure';
import type { Proxy } from '../../src/model/account/proxy';
import type { Receipt } from '../../src/model/failure/receipt';
import { noProgress } from '../../src/model/failure/attempt';
import { aFailure } from './builders';

/**
 * How one attempt goes: taken, a failure, or what a function returns. `body`: fails after the body went out.
 */
export type Turn = 'ok' | Failure | { readonly body: Failure } | ((attempt: Attempt) => Promise<Attempted>);

/** A transport without a network that does what a test says, and records what it was given. */
export class ScriptedTransport implements Transport {
  readonly attempts: Attempt[] = [];
  /** The ids of the messages whose body went out, in order. */
  readonly bodies: string[] = [];
  /** The most attempts that went on at the same time, for each account. */
  readonly most = new Map<string, number>();
  /** The accounts for which a connection was opened ahead, and how long to keep it. */
  readonly opened: [account: string, patience: number][] = [];
  /** What those connections went through. */
  readonly ways: (Proxy | undefined)[] = [];
  private readonly current = new Map<string, number>();

  /** @param turn what happens at each attempt, numbered from 0 */
  constructor(
    public turn: (count: number, attempt: Attempt) => Turn = () => 'ok',
    private readonly now: () => number = () => 0,
  ) {}

  async send(attempt: Attempt): Promise<Attempted> {
    const { id } = attempt.account;
    const going = (this.current.get(id) ?? 0) + 1;
    this.current.set(id, going);
    this.most.set(id, Math.max(going, this.most.get(id) ?? 0));
    try {
      const turn = this.turn(this.attempts.push(attempt) - 1, attempt);
      return await this.play(turn, attempt);
    } finally {
      this.current.set(id, (this.current.get(id) ?? 1) - 1);
    }
  }

  open({ id }: Account, _credential: Credential | undefined, timeoutMs: number, proxy?: Proxy): Promise<void> {
    this.ways.push(proxy);
    this.opened.push([id, timeoutMs]);
    return Promise.resolve();
  }

  private async play(turn: Turn, attempt: Attempt): Promise<Attempted> {
    if (typeof turn === 'function') return turn(attempt);
    if (turn !== 'ok' && !('body' in turn)) return failed(turn);
    const refusal = await this.sendBody(attempt);
    if (refusal !== undefined) return failed(refusal);
    return turn === 'ok' ? taken(attempt, this.now()) : failed(turn.body);
  }

  /** Asks, then lets the body go out. Returns the failure if it must not. */
  async sendBody(attempt: Attempt): Promise<Failure | undefined> {
    try {
      await attempt.beforeBody?.();
    } catch {
      return aFailure({ cause: 'cancelled', retry: 'later', step: 'message', code: 'EABORT' });
    }
    this.bodies.push(attempt.message.id);
    return undefined;
  }
}

/** The server accepted it for every recipient. */
export function taken({ message }: Attempt, at = 0, change: Partial<Receipt> = {}): Attempted {
  const receipt = { accepted: message.envelope.to, rejected: [], reply: '250 2.0.0 queued as 4F2', at, duration: 5 };
  return { ok: true, receipt: { ...receipt, ...change }, progress: noProgress(), transcript: [] };
}

export function failed(failure: Failure): Attempted {
  const transcript = [{ at: 0, speaker: 'server', text: failure.reply }] as const;
  return { ok: false, failure, progress: noProgress(), transcript };
}
