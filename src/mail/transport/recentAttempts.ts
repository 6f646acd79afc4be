import type { Account } from '../model/account';
import type { Clock } from '../model/clock';
import type { Failure } from '../model/failure';
import type { Transcript } from '../model/transcript';
import type { Attempt, Attempted } from './transport';

/** One attempt to send a mail, as it is remembered. Holds no secret: the transcript was masked as it was written. */
export interface Conversation {
  readonly id: string;
  readonly kind: 'test' | 'mail';
  /** The account as it was then. */
  readonly account: Account;
  readonly subject: string;
  readonly recipients: readonly string[];
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  readonly transcript: Transcript;
  readonly result:
    | { readonly state: 'running' }
    | { readonly state: 'accepted' }
    | { readonly state: 'failed'; readonly failure: Failure };
}

const most = 50;

/** The last conversations of this window with servers, in memory only. */
export class Conversations {
  private readonly kept = new Map<string, Conversation>();
  private lastId = 0;

  constructor(private readonly clock: Clock) {}

  /** Newest first. */
  get all(): readonly Conversation[] {
    return [...this.kept.values()].reverse();
  }

  get(id: string): Conversation | undefined {
    return this.kept.get(id);
  }

  /** Answers the id of what begins. */
  begin({ account, message, fresh }: Attempt): string {
    const id = String(++this.lastId);
    this.kept.set(id, {
      id,
      kind: fresh === true ? 'test' : 'mail',
      account,
      subject: message.subject,
      recipients: message.envelope.to,
      at: this.clock.now(),
      transcript: [],
      result: { state: 'running' },
    });
    const [oldest] = this.kept.keys();
    if (this.kept.size > most && oldest !== undefined) this.kept.delete(oldest);
    return id;
  }

  tell(id: string, transcript: Transcript): void {
    this.change(id, { transcript });
  }

  end(id: string, attempted: Attempted): void {
    const { transcript } = attempted;
    const result = attempted.ok
      ? ({ state: 'accepted' } as const)
      : ({ state: 'failed', failure: attempted.failure } as const);
    this.change(id, { transcript, result });
  }

  forget(id: string): void {
    this.kept.delete(id);
  }

  private change(id: string, change: Partial<Conversation>): void {
    const known = this.kept.get(id);
    if (known !== undefined) this.kept.set(id, { ...known, ...change });
  }
}
