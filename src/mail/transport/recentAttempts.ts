import type { Account, Credential } from '../../model/account/account';
import type { Proxy } from '../../model/account/proxy';
import type { Clock } from '../../model/clock';
import type { Transcript } from '../../model/failure/attempt';
import type { Failure } from '../../model/failure/failure';
import type { Attempt, Attempted, Transport } from './transport';

/** A remembered attempt to send a mail. Contains no secret: the transcript was masked as it was recorded. */
export interface RecordedAttempt {
  readonly id: string;
  readonly kind: 'test' | 'mail';
  /** The account at that time. */
  readonly account: Account;
  readonly subject: string;
  readonly recipients: readonly string[];
  /** When it began, milliseconds since 1970. */
  readonly at: number;
  readonly transcript: Transcript;
  readonly result:
    | { readonly state: 'running' }
    | { readonly state: 'accepted' }
    | { readonly state: 'failed'; readonly failure: Failure };
}

const maxKept = 50;

/** The last attempts of this window, in memory only. */
export class RecentAttempts {
  private readonly kept = new Map<string, RecordedAttempt>();
  private lastId = 0;

  constructor(private readonly clock: Clock) {}

  /** Newest first. */
  get all(): readonly RecordedAttempt[] {
    return [...this.kept.values()].reverse();
  }

  get(id: string): RecordedAttempt | undefined {
    return this.kept.get(id);
  }

  /** Returns the id of the attempt that begins. */
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
    if (this.kept.size > maxKept && oldest !== undefined) this.kept.delete(oldest);
    return id;
  }

  update(id: string, transcript: Transcript): void {
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

  private change(id: string, change: Partial<RecordedAttempt>): void {
    const known = this.kept.get(id);
    if (known !== undefined) this.kept.set(id, { ...known, ...change });
  }
}

/** A transport that remembers its attempts, from their first line on. */
export class RecordedTransport implements Transport {
  constructor(
    private readonly transport: Transport,
    private readonly attempts: RecentAttempts,
  ) {}

  async send(attempt: Attempt): Promise<Attempted> {
    const { attempts } = this;
    const id = attempts.begin(attempt);
    try {
      const attempted = await this.transport.send({
        ...attempt,
        onProgress: (progress, transcript) => {
          attempts.update(id, transcript);
          attempt.onProgress?.(progress, transcript);
        },
      });
      attempts.end(id, attempted);
      return attempted;
    } catch (error) {
      // The transport itself could not be loaded: there was no conversation.
      attempts.forget(id);
      throw error;
    }
  }

  async open(account: Account, credential: Credential | undefined, timeoutMs: number, proxy?: Proxy): Promise<void> {
    await this.transport.open?.(account, credential, timeoutMs, proxy);
  }
}
