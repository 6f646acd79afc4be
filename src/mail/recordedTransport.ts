import type { Account, Credential } from '../model/account';
import type { Proxy } from '../model/proxy';
import type { Conversations } from './conversations';
import type { Attempt, Attempted, Transport } from './transport';

/** A transport whose conversations are remembered, from their first line on. */
export class RecordedTransport implements Transport {
  constructor(
    private readonly transport: Transport,
    private readonly conversations: Conversations,
  ) {}

  async send(attempt: Attempt): Promise<Attempted> {
    const { conversations } = this;
    const id = conversations.begin(attempt);
    try {
      const attempted = await this.transport.send({
        ...attempt,
        onProgress: (progress, transcript) => {
          conversations.tell(id, transcript);
          attempt.onProgress?.(progress, transcript);
        },
      });
      conversations.end(id, attempted);
      return attempted;
    } catch (error) {
      // Not a word was spoken: the transport itself could not be loaded.
      conversations.forget(id);
      throw error;
    }
  }

  async open(account: Account, credential: Credential | undefined, patience: number, proxy?: Proxy): Promise<void> {
    await this.transport.open?.(account, credential, patience, proxy);
  }
}
