import type { Account, Credential } from '../../model/account/account';
import type { Proxy } from '../../model/account/proxy';
import { noProgress } from '../../model/failure/attempt';
import { retryAfter } from '../../model/failure/failure';
import { LatePart } from '../../model/partLoading';
import { errorMessage } from '../../model/unknown';
import { codeOf } from '../../system/diskFailure';
import type { Attempt, Attempted, Transport } from '../transport/transport';
import type { SmtpParts, SmtpTransport } from './smtp';

/** The SMTP transport, loaded with the first mail. A mail for which it cannot be loaded waits like any other. */
export class LateTransport implements Transport {
  private readonly part: LatePart<SmtpTransport>;

  /** @param rest waits before it is loaded again */
  constructor(
    private readonly parts: SmtpParts,
    load: () => Promise<{ readonly SmtpTransport: typeof SmtpTransport }> = () => import('./smtp'),
    rest?: (milliseconds: number) => Promise<void>,
  ) {
    this.part = new LatePart(async () => new (await load()).SmtpTransport(parts), rest);
  }

  async send(attempt: Attempt): Promise<Attempted> {
    let transport: SmtpTransport;
    try {
      transport = await this.part.get();
    } catch (error) {
      this.parts.log.error(`the part that sends mails cannot be loaded: ${errorMessage(error)}`);
      const cause = 'notLoaded';
      const code = codeOf(error) || 'ELOAD';
      const failure = { cause, step: 'resolve', retry: retryAfter(cause), reply: '', code, detail: '' } as const;
      return { ok: false, failure, progress: noProgress(), transcript: [] };
    }
    return transport.send(attempt);
  }

  async open(account: Account, credential: Credential | undefined, timeoutMs: number, proxy?: Proxy): Promise<void> {
    const transport = await this.part.get().catch(() => undefined);
    await transport?.open(account, credential, timeoutMs, proxy);
  }

  dispose(): void {
    void this.part.known().then((transport) => transport?.dispose());
  }
}
